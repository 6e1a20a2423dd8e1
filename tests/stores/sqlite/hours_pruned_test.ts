// What is kept of hours alone, when they are pruned: whole hours, deleted or rolled up, and who came in them. Late records for a pruned
// hour make an hour of their own.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { HOURLY } from "../../../src/domain/dimensions/dimensions.ts";
import { VisitorSketch } from "../../../src/domain/visitors/visitor_sketch.ts";
import { checkDatabase } from "../../../src/stores/sqlite/check/check.ts";
import { sqlite } from "../../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory } from "../../process.ts";
import { dayTable, hourTable, rollupTable } from "../../../src/stores/sqlite/schema/tables.ts";
import { httplog } from "../../reports/replayed.ts";

/** 2019-02-07T21:00:00Z. */
const START = 1549573200, HOUR = 3600;

/** Twelve hours, of which each has hosts of its own and ten that all have. */
const LINES = Array.from({ length: 12 * 60 }, (_, minute) => {
  const host = minute % 2 === 0 ? `10.0.0.${minute % 20}` : `10.1.${Math.floor(minute / 60)}.${minute % 60}`;
  return `${host} - - [${dateOf(minute * 60)}] "GET /p/${minute % 7} HTTP/1.1" 200 1 "-" "agent"\n`;
});

function dateOf(second: number): string {
  const time = new Date((START + second) * 1000).toISOString();
  return `${time.slice(8, 10)}/Feb/2019:${time.slice(11, 19)} +0000`;
}

for (const [rollup, left] of [[null, 0], ["1h", 12], ["6h", 12], ["10m", 12]] as const) {
  Deno.test(`prune ${rollup ?? "without rollup"}: paths and visitors of whole hours`, () =>
    inTemporaryDirectory(async (directory) => {
      const [log, db] = [`${directory}/a.log`, `${directory}/a.db`];
      await Deno.writeTextFile(log, LINES.join(""));
      await httplog("replay", log, "--db", db, "--source", "a", "--dimensions", "all", "--quiet");
      const prune = ["prune", "--db", db, "--older-than", "190m"];
      await httplog(...prune, ...rollup === null ? [] : ["--rollup", rollup]);
      assert.deepEqual(checkDatabase(db, true).filter(({ state }) => state !== "ok"), []);
      using reader = sqlite.read(db);
      const [[before]] = reader.query("SELECT before FROM pruned").rows.map((row) => row.map(Number));
      // Hours of which all is pruned; where rollups hold no whole hours, none.
      const gone = rollup === "10m" ? 0 : Math.floor((before - START) / HOUR);
      const sum = (view: string) =>
        Number(reader.query(`SELECT coalesce(sum(hits), 0) FROM ${view}`).rows[0][0]);
      assert.equal(sum("hourly_paths"), (12 - gone) * 60);
      assert.equal(sum("rollup_paths"), rollup === null ? 0 : gone * 60);
      const sketches = reader.query("SELECT size, start, registers FROM visitor_hours ORDER BY start").rows;
      assert.deepEqual(
        sketches.filter(([size]) => size === HOUR || rollup === "1h").length,
        rollup === "1h" ? 12 : 12 - gone,
      );
      const all = new VisitorSketch();
      for (const [, , registers] of sketches) all.merge(VisitorSketch.of(registers as Uint8Array));
      const seen = LINES.slice(left === 0 ? gone * 60 : 0).map((line) => line.split(" ")[0]);
      assert.ok(Math.abs(all.estimate() / new Set(seen).size - 1) < 0.05, `${all.estimate()}`);
    }));
}

/** Dimensions that hours alone have. */
const ALONE = HOURLY.filter(({ span }) => span === "hour");

/** Late records: some in hours that are pruned, some in others. */
const LATE = fc.array(
  fc.record({
    second: fc.nat(11 * HOUR),
    host: fc.constantFrom("10.0.0.2", "10.9.9.9", "10.9.9.8"),
    method: fc.constantFrom("GET", "POST"),
    path: fc.constantFrom("/p/1", "/late", "/late/2"),
    status: fc.constantFrom(200, 404, 500),
  }),
  { minLength: 1, maxLength: 12 },
).map((records) =>
  records.map(({ second, host, method, path, status }) =>
    `${host} - - [${dateOf(second)}] "${method} ${path} HTTP/1.1" ${status} 7 "-" "late"\n`
  ).join("")
);

/** Hits, bytes and failures of each value in rows of hours and rollups that start from a time on and before another. */
function sumsOf(database: string, from = 0, until = Infinity): Record<string, number> {
  using db = new DatabaseSync(database, { readOnly: true });
  const sums: Record<string, number> = {};
  for (const { name, kind } of ALONE) {
    const value = kind === "number" ? "name_id" : "(SELECT value FROM name WHERE id = name_id)";
    const rows = [hourTable(name), rollupTable(name)]
      .map((table) => `SELECT start, name_id, hits, bytes, failures FROM ${table}`).join(" UNION ALL ");
    const sql = `SELECT ${value} AS value, start, hits, bytes, failures FROM (${rows})`;
    for (const { value, start, ...counts } of db.prepare(sql).all()) {
      if (Number(start) < from || Number(start) >= until) continue;
      for (const [count, number] of Object.entries(counts)) {
        const key = `${name} ${value} ${count}`;
        sums[key] = (sums[key] ?? 0) + Number(number);
      }
    }
  }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0).sort());
}

/** All rows of hours, days and visitors. */
function rowsOf(database: string): Record<string, unknown> {
  using db = new DatabaseSync(database, { readOnly: true });
  const tables = [...HOURLY.flatMap(({ name }) => [hourTable(name), dayTable(name)]), "visitor_hour"];
  return Object.fromEntries(
    tables.map((table) => [table, db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all()]),
  );
}

/** How many came, in all hours and rollups. */
function cameIn(database: string): number {
  using reader = sqlite.read(database);
  const all = new VisitorSketch();
  for (const [registers] of reader.query("SELECT registers FROM visitor_hours").rows) {
    all.merge(VisitorSketch.of(registers as Uint8Array));
  }
  return all.estimate();
}

const faults = (database: string) => checkDatabase(database, true).filter(({ state }) => state !== "ok");

function undo(database: string): void {
  using opened = sqlite.open(database, () => 0);
  opened.undo({ latestOf: "a" });
}

for (const rollup of [null, "1h", "6h", "10m"]) {
  Deno.test(`prune ${rollup ?? "without rollup"}: late records for pruned hours are counted as without pruning`, () =>
    fc.assert(
      fc.asyncProperty(LATE, LATE, (first, second) =>
        inTemporaryDirectory(async (directory) => {
          const [log, db, whole] = ["a.log", "a.db", "whole.db"].map((name) => `${directory}/${name}`);
          const replay = async (lines: string, ...databases: string[]) => {
            await Deno.writeTextFile(log, lines, { append: true });
            for (const to of databases) {
              await httplog("replay", log, "--db", to, "--source", "a", "--dimensions", "all", "--quiet");
            }
          };
          const prune = () =>
            httplog(
              "prune",
              "--db",
              db,
              "--older-than",
              "190m",
              ...rollup === null ? [] : ["--rollup", rollup],
            );
          await replay(LINES.join(""), db, whole);
          const gone: Record<string, number> = rollup === null ? sumsOf(db, 0, START + 8 * HOUR) : {};
          const expected = () => {
            const sums = Object.entries(sumsOf(whole)).map(([key, sum]) =>
              [key, sum - (gone[key] ?? 0)] as const
            );
            return Object.fromEntries(sums.filter(([, sum]) => sum !== 0));
          };
          await prune();
          await replay(first, db, whole);
          assert.deepEqual(sumsOf(db), expected(), "late once");
          const before = rowsOf(db);
          await replay(second, db, whole);
          assert.deepEqual(sumsOf(db), expected(), "late twice");
          assert.deepEqual(faults(db), []);
          if (rollup !== null) {
            assert.equal(cameIn(db), cameIn(whole));
            for (const report of ["methods", "urls", "agents", "not-found"]) {
              const answers = [db, whole].map((from) => httplog("query", report, "-f", "csv", "--db", from));
              const [pruned, all] = await Promise.all(answers);
              assert.equal(pruned, all, report);
            }
          }
          undo(db);
          assert.deepEqual(rowsOf(db), before, "undone");
          await replay("", db);
          if (rollup !== null) {
            await prune();
            assert.deepEqual(sumsOf(db), expected(), "pruned again");
            assert.equal(cameIn(db), cameIn(whole));
            assert.deepEqual(faults(db), []);
          }
        })),
      { numRuns: 5 },
    ));
}

Deno.test("an hour that only turned final in a run, and was pruned since, does not come back when it is undone", () =>
  inTemporaryDirectory(async (directory) => {
    const [log, db] = [`${directory}/a.log`, `${directory}/a.db`];
    const replay = async (lines: readonly string[]) => {
      await Deno.writeTextFile(log, lines.join(""), { append: true });
      await httplog("replay", log, "--db", db, "--source", "a", "--dimensions", "all", "--quiet");
    };
    // The first hour is open for half a minute more, and no bucket of it is.
    await replay([...LINES.slice(0, 30), LINES[60]]);
    await replay(LINES.slice(61, 300));
    await httplog("prune", "--db", db, "--older-than", "239m", "--rollup", "1h");
    undo(db);
    const first = sumsOf(db)["method GET hits"];
    assert.equal(first, 31);
    assert.equal(sumsOf(db, 0, START + HOUR)["method GET hits"], 30);
    assert.deepEqual(faults(db), []);
  }));

Deno.test("undo leaves late hits of pruned hours of earlier runs, also where more was rolled up by less than an hour since", () =>
  inTemporaryDirectory(async (directory) => {
    const [log, db] = [`${directory}/a.log`, `${directory}/a.db`];
    const replay = async (lines: readonly string[]) => {
      await Deno.writeTextFile(log, lines.join(""), { append: true });
      await httplog("replay", log, "--db", db, "--source", "a", "--dimensions", "all", "--quiet");
    };
    const prune = (age: string, rollup: string) =>
      httplog("prune", "--db", db, "--older-than", age, "--rollup", rollup);
    await replay(LINES.slice(0, 600));
    await prune("5h", "6h");
    await replay([`10.9.9.9 - - [${dateOf(100)}] "POST /late HTTP/1.1" 200 7 "-" "late"\n`]);
    const [sums, came] = [sumsOf(db), cameIn(db)];
    assert.equal(sums["method POST hits"], 1);
    await replay(LINES.slice(600));
    await prune("4h", "10m");
    undo(db);
    assert.deepEqual(sumsOf(db), sums);
    assert.equal(cameIn(db), came);
    assert.deepEqual(faults(db), []);
  }));
