import assert from "node:assert/strict";
import { Problem } from "../../../../src/domain/problem.ts";
import { sqlite } from "../../../../src/stores/sqlite/sqlite.ts";
import type { Answer, SqlValue } from "../../../../src/stores/store.ts";
import { bucket, change, run } from "../../../contracts/store_material.ts";

const directory = Deno.makeTempDirSync();
const path = `${directory}/x.db`;
addEventListener("unload", () => Deno.removeSync(directory, { recursive: true }));
{
  using store = sqlite.open(path, () => 0);
  store.begin(run()).commit(change({ closed: [bucket(100, { "/a": 1 })] }));
}

function query(sql: string, parameters?: Record<string, SqlValue>): Answer {
  using reader = sqlite.read(path);
  return reader.query(sql, parameters);
}

function refuses(sql: string, message: RegExp, parameters?: Record<string, SqlValue>): void {
  const before = Deno.readFileSync(path);
  assert.throws(() => query(sql, parameters), (error) => {
    assert.ok(error instanceof Problem, `${sql}: ${error}`);
    assert.equal(error.kind, "usage");
    assert.match(error.message, message);
    // deno-lint-ignore no-control-regex -- control characters are what is looked for
    assert.doesNotMatch(error.message, /[\x00-\x1f\x7f-\x9f]/);
    return true;
  });
  assert.deepEqual(Deno.readFileSync(path), before);
}

Deno.test("values come back as they are: columns of one name, large integers, blobs, null", () => {
  assert.deepEqual(
    query("SELECT 1 AS a, 2 AS a, 9223372036854775807, -9007199254740991, x'00ff', NULL, 0.5, 'é'"),
    {
      columns: ["a", "a", "9223372036854775807", "-9007199254740991", "x'00ff'", "NULL", "0.5", "'é'"],
      rows: [[1, 2, 9223372036854775807n, -9007199254740991, Uint8Array.of(0, 255), null, 0.5, "é"]],
    },
  );
  assert.deepEqual(query("SELECT start FROM buckets WHERE start > 100"), { columns: ["start"], rows: [] });
});

Deno.test("everything that reads is allowed", () => {
  for (
    const sql of [
      "WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c LIMIT 3) SELECT sum(n) FROM c",
      "SELECT name FROM sqlite_schema WHERE type = 'view'",
      "VALUES (1), (2)",
      "SELECT value FROM json_each('[1, 2]')",
      "SELECT sum(hits) OVER (ORDER BY start) FROM buckets",
      "SELECT strftime('%Y', start, 'unixepoch'), date(start, 'unixepoch') FROM buckets ORDER BY random()",
      "EXPLAIN QUERY PLAN SELECT * FROM buckets",
    ]
  ) assert.ok(query(sql).rows.length > 0, sql);
});

Deno.test("nothing but reading is allowed", () => {
  const denied = /^Only reading is allowed/;
  for (
    const sql of [
      "INSERT INTO bucket VALUES (1, 1, 1, 1, 1, 1, 1, 1)",
      "UPDATE bucket SET hits = 2",
      "DELETE FROM bucket",
      "WITH c AS (SELECT 1) DELETE FROM bucket",
      "DROP TABLE bucket",
      "CREATE TABLE t (a)",
      "CREATE TEMP TABLE t (a)",
      "CREATE TEMP VIEW v AS SELECT 1",
      "CREATE VIRTUAL TABLE t USING fts5(a)",
      "ALTER TABLE bucket ADD COLUMN x",
      "REINDEX",
      "ANALYZE",
      "PRAGMA user_version = 7",
      "PRAGMA query_only = OFF",
      "PRAGMA journal_mode = DELETE",
      "SELECT * FROM pragma_user_version",
      `ATTACH '${directory}/other.db' AS other`,
      "DETACH main",
      "BEGIN",
      "COMMIT",
      "SAVEPOINT s",
      "SELECT load_extension('x')",
      "SELECT LOAD_EXTENSION('x')",
    ]
  ) refuses(sql, denied);
  refuses(`VACUUM INTO '${directory}/other.db'`, /./);
  refuses("VACUUM", /./);
  assert.deepEqual([...Deno.readDirSync(directory)].filter((entry) => entry.name.startsWith("other")), []);
});

Deno.test("one statement; a semicolon, blanks and comments may follow it", () => {
  for (
    const sql of [
      "SELECT ';' AS a;",
      "SELECT 1; -- that was it; SELECT 2",
      "SELECT 1 /* ; SELECT 2 */ ; /* not closed ; SELECT 2",
      "-- first\n SELECT 'a--b', \"start\" FROM buckets;;\n;",
      "SELECT 1 AS [a;b], 2 AS `c;d`, 'é;ü'",
    ]
  ) assert.equal(query(sql).rows.length, 1, sql);
  for (
    const sql of [
      "SELECT 1; SELECT 2",
      "SELECT 1;;DELETE FROM bucket",
      "SELECT 'é'; /* x */ x",
      "SELECT 1\0 x",
    ]
  ) {
    refuses(sql, /^Only one SQL statement/);
  }
  for (const sql of ["", " ;\n", "-- nothing", "/* nothing"]) refuses(sql, /^The SQL is empty\./);
});

Deno.test("SQL that does not run is told with SQLite's own words", () => {
  refuses("SELEC 1", /near "SELEC": syntax error/);
  refuses("SELECT nope FROM buckets", /no such column: nope/);
  refuses("SELECT * FROM nope", /no such table: nope/);
  refuses(
    "SELECT * FROM hits",
    /no such table: hits\. Did you mean the view "buckets"\? "httplog query --schema"/,
  );
  refuses("SELECT * FROM alrets", /Did you mean the view "alerts"\?/);
  refuses("SELECT \x1b[31m", /unrecognized token/);
  refuses("SELECT abs(-9223372036854775808)", /integer overflow/);
  refuses("SELECT json('{')", /malformed JSON/);
});

Deno.test("parameters are bound by name, with their types", () => {
  const sql = "SELECT typeof(:a), typeof(@b), typeof($c), typeof(:d), typeof(:e), :a / 2 -- :f\n, ':g'";
  const values = { a: 3, b: 0.5, c: "x", d: null, e: Uint8Array.of(1) };
  const types = ["integer", "real", "text", "null", "blob", 1, ":g"];
  assert.deepEqual(query(sql, values).rows, [types]);
  assert.deepEqual(query("SELECT :a, @a, :ü", { a: 2n ** 60n, ü: 1 }).rows, [[2n ** 60n, 2n ** 60n, 1]]);
  assert.deepEqual(query("SELECT start FROM buckets LIMIT :n", { n: 1 }).rows, [[100]]);
});

Deno.test("parameters without a value, values without a parameter, and unnamed ones are refused", () => {
  refuses("SELECT :since, :until", /parameter :until has no value/, { since: 1 });
  refuses("SELECT :since", /no parameter "sinc": it has :since/, { sinc: 1, since: 1 });
  refuses("SELECT 1", /no parameter "a": it has none/, { a: 1 });
  refuses("SELECT 'x:a'", /no parameter "a"/, { a: 1 });
  refuses("SELECT ?", /\? has no name/);
  refuses("SELECT ?1", /\?1 has no name/);
  refuses("SELECT :toString", /:toString has no value/);
});

Deno.test("views by keys are there where a statement names them, in no file, and nothing but reading is allowed", () => {
  const before = Deno.readFileSync(path);
  using reader = sqlite.read(path);
  const views = "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'key%'";
  const sql =
    `SELECT b.start, n.section, b.hits FROM keyed_bucket_sections AS b JOIN keys_of_sections AS n USING (key)`;
  for (let time = 0; time < 2; time++) {
    assert.deepEqual(
      reader.query(sql).rows,
      reader.query("SELECT start, section, hits FROM bucket_sections").rows,
    );
    assert.throws(() => reader.query("CREATE TEMP VIEW v AS SELECT 1"), /^Problem: Only reading is allowed/);
    assert.deepEqual(reader.query(views).rows, [[0]]);
  }
  assert.throws(() => reader.query("SELECT * FROM keyed_bucket_statuses"), /^Problem: The SQL does not run/);
  assert.deepEqual(Deno.readFileSync(path), before);
});
