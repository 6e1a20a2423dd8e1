// The steps of all versions as one make the same file as one after another.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { inNewFile } from "../../../../src/stores/sqlite/schema/new_file.ts";

/** Texts of the schema in a new file after these statements. */
function schemaAfter(statements: readonly string[]): unknown[] {
  using database = new DatabaseSync(":memory:");
  for (const statement of statements) database.prepare(statement).run();
  return database.prepare("SELECT name, sql FROM sqlite_schema ORDER BY rowid").all();
}

const columns = (prefix: string, most: number) =>
  fc.array(
    fc.constantFrom("INTEGER", "TEXT", "TEXT NOT NULL DEFAULT ''", "INTEGER NOT NULL DEFAULT -1", "REAL"),
    { minLength: 1, maxLength: most },
  ).map((types) => types.map((type, place) => `${prefix}${place} ${type}`));

const tables = fc.array(
  fc.record({
    own: columns("a", 4),
    added: columns("b", 3),
    end: fc.constantFrom(
      ") STRICT",
      ", PRIMARY KEY (a0)) STRICT",
      ",\n  UNIQUE (a0)\n) STRICT",
      ",\n  PRIMARY KEY (a0)\n) STRICT, WITHOUT ROWID",
      ",\n CHECK (a0 <> 7)\n)",
      "\n  ) STRICT",
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

Deno.test("columns that were added later stand where SQLite would have put them, whatever the tables", () => {
  fc.assert(fc.property(tables, fc.boolean(), (made, inTurn) => {
    const steps = made.map(({ own, end }, place) => `\n  CREATE TABLE t${place} (${own.join(", ")}${end}`);
    const adding = made.flatMap(({ added }, place) =>
      added.map((column, turn) => ({ turn, step: `ALTER TABLE t${place} ADD COLUMN ${column}` }))
    );
    if (inTurn) adding.sort((a, b) => a.turn - b.turn);
    const all = [
      ...steps,
      "CREATE INDEX i ON t0 (a0)",
      ...adding.map(({ step }) => step),
      "UPDATE t0 SET b0 = 1",
    ];
    assert.deepEqual(schemaAfter(inNewFile(all)), schemaAfter(all));
    assert.equal(inNewFile(all).length, made.length + 1);
  }));
});

Deno.test("a column of a table that was never made is a bug, and says so", () => {
  assert.throws(
    () => inNewFile(["CREATE TABLE a (b TEXT)", "ALTER TABLE c ADD COLUMN d TEXT"]),
    /No table c was made/,
  );
});
