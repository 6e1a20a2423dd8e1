// Released migrations stay as they are, and a new database has exactly the tables, indexes and views of `schema.sql`.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { gunzipSync } from "node:zlib";
import { MIGRATIONS } from "../../../../src/stores/sqlite/schema/migrate.ts";
import { sqlite } from "../../../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory } from "../../../process.ts";

/** SHA-256 of each released version's statements as JSON. A new version adds a line when it is released. */
const RELEASED = [
  "9dc249c821dcba958bedff053e0d7bc20547037bebc1f54561b44b5b58c4cd0b",
  "89a05548860ccab132fc7e1e8a91ae0d0e43b568cbae83400b6c9f15d838bd7a",
  "1991e36fcaa51b6055afdb487503f060f1b5e10cce1312ae07d9e05b9b06c387",
  "77802d7b79398ff58684ee7e7794bd364bc6878e91e93ce9e8db93c4897e8766",
  "dbf17b56c5a8ad214fef493591d78b17c9944cc92fbfa5fd41fce8ff6f4200e1",
  "eb1cc5537d31e4d240386082570906e93110edec7fab33032571d49f6e408298",
  "93af38fb9997dda8653e61680f0a52a8ee847a5274a2b8ba8c0d429cab967dcf",
  "9faa61d703ba5d68b4efe85441da8e9b0c8b5d7d82fe5e1d98c98076f5ba09d0",
  "085fac8c286802fbd5084bb00cb35ba7ae432745a34ebe8da32d7be2c2ac878d",
];

RELEASED.forEach((expected, step) => {
  Deno.test(`the statements of schema version ${step + 1} are those that were released`, () => {
    const hash = createHash("sha256").update(JSON.stringify(MIGRATIONS[step])).digest("hex");
    assert.equal(
      hash,
      expected,
      `Released migrations never change: databases exist that version ${
        step + 1
      } made. Undo the edit, and add a new version.`,
    );
  });
});

Deno.test("every version is pinned, in a file of literal SQL that imports nothing", async () => {
  assert.equal(RELEASED.length, MIGRATIONS.length);
  for (const [step] of MIGRATIONS.entries()) {
    const url = new URL(`../../../../src/stores/sqlite/schema/version_${step + 1}.ts`, import.meta.url);
    assert.doesNotMatch(await Deno.readTextFile(url), /\bimport\b|\$\{/);
  }
});

/** All of a database's schema as text, in the order in which it was made. */
function schemaOf(path: string): string {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid").all();
    return rows.map(({ sql }) => `${sql};\n`).join("\n");
  } finally {
    database.close();
  }
}

Deno.test("a new database has the pinned schema", () =>
  inTemporaryDirectory(async (directory) => {
    const path = `${directory}/new.db`;
    sqlite.open(path, () => 0)[Symbol.dispose]();
    assert.equal(schemaOf(path), await Deno.readTextFile(new URL("schema.sql", import.meta.url)));
  }));

for (const fixture of ["schema_1", "schema_2", "schema_3", "rules_schema_4", "schema_5"]) {
  Deno.test(`${fixture}: brought up to date, it has the schema of a new database`, () =>
    inTemporaryDirectory(async (directory) => {
      const path = `${directory}/old.db`;
      const url = new URL(`../../fixtures/${fixture}.db.gz`, import.meta.url);
      await Deno.writeFile(path, gunzipSync(await Deno.readFile(url)));
      sqlite.open(path, () => 0)[Symbol.dispose]();
      const sorted = (text: string) => text.split(";\n").map((sql) => sql.trim()).sort();
      const pinned = await Deno.readTextFile(new URL("schema.sql", import.meta.url));
      assert.deepEqual(sorted(schemaOf(path)), sorted(pinned));
    }));
}
