// Hours of statuses and durations are the sums of their buckets: also in a database whose version had none, of which a part was pruned,
// whose last run was killed, and after its runs are undone.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { DIMENSIONS, HOURLY, SUMMED } from "../../../src/domain/dimensions/dimensions.ts";
import { checkDatabase } from "../../../src/stores/sqlite/check/check.ts";
import { VIEWS } from "../../../src/stores/sqlite/schema/views.ts";
import { sqlite } from "../../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory } from "../../process.ts";
import { httplog } from "../../reports/replayed.ts";

/** 2019-02-07T21:00:00Z. */
const START = 1549573200, HOUR = 3600, HOURS = 5;
const FORMAT = '%h %l %u %t "%r" %>s %b %D';

interface Hit {
  readonly second: number;
  readonly status: number;
  readonly duration: number;
}

const lineOf = ({ second, status, duration }: Hit): string => {
  const time = new Date((START + second) * 1000).toISOString();
  const day = `${time.slice(8, 10)}/Feb/2019:${time.slice(11, 19)} +0000`;
  return `10.0.0.1 - - [${day}] "GET /p HTTP/1.1" ${status} 100 ${duration}\n`;
};

/** By time, but for every tenth, which comes up to two hours late. */
const LOGS = fc.array(
  fc.record({
    second: fc.nat(HOURS * HOUR),
    status: fc.constantFrom(200, 301, 404, 503),
    duration: fc.oneof(fc.nat(3), fc.nat(2_000_000)),
    back: fc.nat(9),
  }),
  { minLength: 30, maxLength: 150 },
).map((drawn) =>
  drawn.toSorted((one, other) => one.second - other.second).map(({ back, second, ...hit }): Hit => ({
    ...hit,
    second: back === 0 ? Math.max(0, second - 7000) : second,
  }))
);

/** A database as version 7 left it. */
function asVersion7(database: string, isKilled = false): void {
  const db = new DatabaseSync(database);
  for (const { name } of VIEWS) db.exec(`DROP VIEW ${name}`);
  for (
    const { name, id } of DIMENSIONS.filter((dimension) =>
      SUMMED.includes(dimension) || dimension.name === "route"
    )
  ) {
    db.exec(`DROP TABLE ${name}_hour; DELETE FROM hours_since WHERE dimension_id = ${id}`);
  }
  for (const { name } of HOURLY) db.exec(`DROP TABLE ${name}_day`);
  db.exec(
    "DROP TABLE slo_span; DROP TABLE error_pair_day; ALTER TABLE undo_run DROP COLUMN lacks_sums; PRAGMA user_version = 7",
  );
  if (isKilled) {
    for (const table of ["status_cell", "section_cell", "host_cell", "route_cell", "duration_cell"]) {
      db.exec(`DELETE FROM ${table} WHERE start IN (SELECT start FROM bucket WHERE open)`);
    }
    db.exec(
      "DELETE FROM bucket WHERE open; DELETE FROM alert WHERE provisional; UPDATE source SET settled = 0",
    );
  }
  db.close();
}

const problems = (database: string): unknown[] =>
  checkDatabase(database, true).filter(({ state }) => state !== "ok");

/** The hours of statuses and durations, and from when on they are kept. */
function hoursOf(database: string): unknown[][] {
  using reader = sqlite.read(database);
  return [
    "SELECT * FROM hourly_statuses ORDER BY start, status",
    "SELECT * FROM hourly_durations ORDER BY start, duration",
    "SELECT * FROM daily_statuses ORDER BY start, status",
    "SELECT * FROM daily_hosts ORDER BY start, host",
    "SELECT dimension, since FROM hourly_since WHERE dimension IN ('status', 'duration') ORDER BY dimension",
  ].flatMap((sql) => reader.query(sql).rows.map((row) => [...row]));
}

/** The same out of the log: `[start, value, hits, bytes, failures]` of statuses. */
function countedOf(hits: readonly Hit[]): number[][] {
  const byHour = Map.groupBy(hits, ({ second, status }) => `${second - second % HOUR} ${status}`);
  return [...byHour].map(([key, same]) => {
    const [start, status] = key.split(" ").map(Number), hits = same.length;
    return [START + start, status, hits, 100 * hits, status >= 500 ? hits : 0];
  }).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

function statusHours(database: string): number[][] {
  using reader = sqlite.read(database);
  const sql = "SELECT start, status, hits, bytes, failures FROM hourly_statuses ORDER BY start, status";
  return reader.query(sql).rows.map((row) => row.map(Number));
}

const upgrade = (database: string): void => sqlite.open(database, () => 0)[Symbol.dispose]();

Deno.test("summed hours: a database of version 7 gets those that this version would have written, and its runs are undone", () => {
  const property = fc.asyncProperty(
    LOGS,
    fc.nat(29),
    fc.boolean(),
    (hits, cut, isPruned) =>
      inTemporaryDirectory(async (directory) => {
        const [log, db] = [`${directory}/a.log`, `${directory}/a.db`], lines = hits.map(lineOf);
        const replay = ["replay", log, "--db", db, "--source", "a", "--log-format", FORMAT, "--quiet"];
        await Deno.writeTextFile(log, lines.slice(0, cut + 1).join(""));
        await httplog(...replay);
        const first = hoursOf(db);
        assert.deepEqual(statusHours(db), countedOf(hits.slice(0, cut + 1)));
        await Deno.writeTextFile(log, lines.slice(cut + 1).join(""), { append: true });
        await httplog(...replay);
        assert.deepEqual(statusHours(db), countedOf(hits));
        if (isPruned) await httplog("prune", "--db", db, "--older-than", "100m", "--rollup", "10m");
        const second = hoursOf(db);
        asVersion7(db);
        upgrade(db);
        assert.deepEqual(hoursOf(db), second);
        assert.deepEqual(problems(db), []);
        if (isPruned) return;
        await httplog("undo", "last", "--db", db);
        assert.deepEqual(hoursOf(db), first);
        assert.deepEqual(problems(db), []);
        await httplog(...replay);
        assert.deepEqual(hoursOf(db), second);
      }),
  );
  return fc.assert(property, { numRuns: 25, interruptAfterTimeLimit: 40_000 });
});

Deno.test("summed hours: after a run that was killed under version 7, they begin with the hour after it", () =>
  inTemporaryDirectory(async (directory) => {
    const [log, db] = [`${directory}/a.log`, `${directory}/a.db`];
    const hits = Array.from({ length: 2 * HOUR + 100 }, (_, second): Hit => ({
      second,
      status: second % 7 === 0 ? 503 : 200,
      duration: second,
    }));
    const replay = ["replay", log, "--db", db, "--source", "a", "--log-format", FORMAT, "--quiet"];
    await Deno.writeTextFile(log, hits.slice(0, 5000).map(lineOf).join(""));
    await httplog(...replay);
    asVersion7(db, true);
    upgrade(db);
    assert.deepEqual(problems(db), []);
    assert.deepEqual(hoursOf(db).slice(-2), [["duration", START + 2 * HOUR], ["status", START + 2 * HOUR]]);
    await Deno.writeTextFile(log, hits.slice(5000).map(lineOf).join(""), { append: true });
    await httplog(...replay);
    assert.deepEqual(problems(db), []);
    assert.deepEqual(statusHours(db), countedOf(hits).filter(([start]) => start >= START + 2 * HOUR));
  }));

Deno.test("summed hours: doctor finds an hour that is not the sum of its buckets", () =>
  inTemporaryDirectory(async (directory) => {
    const [log, db] = [`${directory}/a.log`, `${directory}/a.db`];
    const hits = Array.from(
      { length: 300 },
      (_, i): Hit => ({ second: i * 60, status: 200 + i % 2, duration: i }),
    );
    await Deno.writeTextFile(log, hits.map(lineOf).join(""));
    await httplog("replay", log, "--db", db, "--source", "a", "--log-format", FORMAT, "--quiet");
    assert.deepEqual(problems(db), []);
    const database = new DatabaseSync(db);
    // Two statuses are mistaken for each other: the hour holds what its seconds do.
    database.exec(
      `UPDATE status_hour SET hits = hits + iif(name_id = 200, 1, -1), bytes = bytes + iif(name_id = 200, 100, -100)
      WHERE start = ${START}`,
    );
    database.close();
    const found = checkDatabase(db, true).filter(({ state }) => state !== "ok");
    assert.deepEqual(found.map(({ check, found }) => [check, found]), [
      ["hour sums", `the values of status_hour at ${START} are not the sums of status_cell`],
      ["days", `the values of status_day at ${START - START % (24 * HOUR)} are not the sums of status_hour`],
    ]);
  }));
