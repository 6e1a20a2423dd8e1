// Role: the functions of SQL: what they answer, what they need, and that an error in one ends the query.

import assert from "node:assert/strict";
import { Problem } from "../../../../src/domain/problem.ts";
import { VisitorSketch } from "../../../../src/domain/visitors/visitor_sketch.ts";
import { lists } from "../../../../src/lists/lists.ts";
import { calledIn, NOTHING, type Outside, outsideOf } from "../../../../src/stores/sqlite/read/functions.ts";
import { sqlite } from "../../../../src/stores/sqlite/sqlite.ts";
import type { SqlValue } from "../../../../src/stores/store.ts";
import { mmdb } from "../../../lists/mmdb.ts";

const directory = Deno.makeTempDirSync();
const path = `${directory}/x.db`;
addEventListener("unload", () => Deno.removeSync(directory, { recursive: true }));
{
  using _store = sqlite.open(path, () => 0);
}

const file = { bytes: mmdb({ networks: { "192.0.2.0/24": { country: "DE" } } }), name: "x.mmdb" };

function first(sql: string, outside: Outside): SqlValue[] {
  using reader = sqlite.read(path, outside);
  return [...reader.query(sql).rows[0]];
}

Deno.test("agents and addresses are judged, and NULL stays NULL", async () => {
  const outside = await outsideOf("", file, () => Promise.resolve(lists));
  const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0";
  const sql =
    `SELECT agent_family('${firefox}'), agent_system('${firefox}'), is_bot('${firefox}'), Is_Bot('curl/8'),
    country('192.0.2.1'), country('10.0.0.1'), country(7), agent_family(NULL), is_bot(NULL), country(NULL)`;
  assert.deepEqual(first(sql, outside), [
    "Firefox",
    "Linux",
    0,
    1,
    "DE",
    "(private)",
    "(unknown)",
    null,
    null,
    null,
  ]);
});

Deno.test("lists are loaded only for a statement that calls one of them", async () => {
  let loads = 0;
  const load = () => Promise.resolve((loads++, lists));
  assert.equal(await outsideOf("SELECT count(*) FROM buckets", null, load), NOTHING);
  assert.equal(loads, 0);
  assert.equal((await outsideOf("SELECT IS_BOT ('x')", null, load)).lists, lists);
  assert.equal(loads, 1);
  assert.deepEqual(calledIn("SELECT my_is_bot, hits FROM x"), []);
});

Deno.test("a function without what it needs, or of another name, is refused", () => {
  assert.throws(
    () => first("SELECT country('192.0.2.1')", NOTHING),
    /country\(\) needs a file .*Add --geoip FILE\.mmdb\.$/,
  );
  assert.throws(
    () => first("SELECT country('192.0.2.1', 2)", { ...NOTHING, countries: damaged }),
    /wrong number of arg/,
  );
  assert.throws(() => first("SELECT countries('192.0.2.1')", NOTHING), /no such function: countries/);
});

const damaged = { builtAt: 0, countryOf: () => null };

Deno.test("an error within a function ends the query with it, and the reader stays good", () => {
  using reader = sqlite.read(path, { lists: null, countries: damaged });
  const sql = "WITH c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c LIMIT 1000) SELECT country(n) FROM c";
  for (let times = 0; times < 2; times++) {
    assert.throws(() => reader.query(sql), (error) => error instanceof Problem && error.kind === "data");
    assert.deepEqual(reader.query("SELECT 1").rows, [[1]]);
  }
});

Deno.test("a file that is none of countries is named", async () => {
  const wrong = { bytes: new Uint8Array(10), name: "a\x1bb" };
  await assert.rejects(outsideOf("", wrong, () => Promise.resolve(lists)), (error) => {
    assert.ok(error instanceof Problem && error.kind === "data");
    assert.match(error.message, /^Cannot use "a\\x1bb": it is no database of addresses/);
    return true;
  });
});

Deno.test("visitors() merges, counts each once, and refuses what is no sketch", () => {
  const sketch = (from: number, to: number): string => {
    const made = new VisitorSketch();
    for (let number = from; number < to; number++) {
      made.add(Int32Array.of(Math.imul(number, 0x9e3779b1), Math.imul(number, 0x85ebca77)));
    }
    return `x'${[...made.bytes()].map((byte) => byte.toString(16).padStart(2, "0")).join("")}'`;
  };
  const counted = (values: string) =>
    Number(first(`SELECT visitors(column1) FROM (VALUES ${values})`, NOTHING)[0]);
  assert.equal(counted(`(${sketch(0, 10)}), (NULL), (${sketch(5, 15)})`), 15);
  assert.deepEqual(first("SELECT visitors(1) FROM (SELECT 1 WHERE 0)", NOTHING), [0]);
  for (const wrong of ["5", "'x'", "x'05'", "x'00ffffff'"]) {
    assert.throws(
      () => counted(`(${wrong})`),
      /^Problem: The SQL does not run: visitors\(\) is of registers\.$/,
      wrong,
    );
  }
});
