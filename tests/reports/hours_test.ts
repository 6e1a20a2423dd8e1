// Role: figures out of hours: exact over whole hours, joined with the buckets of the rest of a range, of the time before a source had
// hours, and of what pruning left.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { OTHER } from "../../src/domain/dimensions/dimension.ts";
import { HOURLY } from "../../src/domain/dimensions/dimensions.ts";
import { availability } from "../../src/reports/availability.ts";
import { DIMENSION_REPORTS } from "../../src/reports/dimension_totals.ts";
import { checkDatabase } from "../../src/stores/sqlite/check/check.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { rowsOf } from "./asked.ts";
import { httplog, replayed } from "./replayed.ts";

const [, hosts, , methods] = DIMENSION_REPORTS;

/** 2019-02-07T21:00:00Z, and how long the logs are. */
const START = 1549573200, HOURS = 4, HOUR = 3600;

interface Hit {
  readonly time: number;
  readonly host: string;
}

const lineOf = ({ time, host }: Hit): string => `"${host}","-","-",${time},"GET /x HTTP/1.0",200,100\n`;

/** Hits of twelve hosts, by time but for every tenth, which comes up to two hours late. */
const LOGS = fc.array(fc.record({ second: fc.nat(HOURS * HOUR), host: fc.nat(11), back: fc.nat(9) }), {
  minLength: 5,
  maxLength: 200,
}).map((drawn) =>
  drawn.toSorted((one, other) => one.second - other.second).map(({ second, host, back }): Hit => ({
    time: START + (back === 0 ? Math.max(0, second - 7000) : second),
    host: `10.0.0.${host}`,
  }))
);

/** A database as an earlier version left it, which had no hours before `since`. */
function withoutHoursBefore(database: string, since: number): void {
  const db = new DatabaseSync(database);
  for (const { name } of [...HOURLY, { name: "visitor" }]) {
    db.exec(`DELETE FROM ${name}_hour WHERE start < ${since}`);
  }
  for (const id of [0, ...HOURLY.map(({ id }) => id)]) {
    db.exec(`INSERT INTO hours_since SELECT id, ${id}, ${since} FROM source`);
  }
  db.close();
}

const problems = (database: string): unknown[] =>
  checkDatabase(database, true).filter(({ state }) => state !== "ok");

Deno.test("hours: in any range, since whenever there are hours, no hit is lost, bounds hold, and whole hours are exact", () => {
  const edge = fc.option(fc.oneof(fc.nat(HOURS * HOUR), fc.nat(HOURS).map((hour) => hour * HOUR)), {
    nil: null,
  });
  const property = fc.asyncProperty(
    ...[LOGS, fc.nat(HOURS), fc.integer({ min: 1, max: 3 }), edge, edge, fc.nat(199)] as const,
    async (hits, sinceHour, top, from, to, cut) => {
      const lines = hits.map(lineOf);
      await using log = await replayed(lines.slice(0, cut).join(""), ["--top", `${top}`]);
      await log.append(lines.slice(cut).join(""));
      const known = START + sinceHour * HOUR;
      if (sinceHour > 0) withoutHoursBefore(log.database, known);
      assert.deepEqual(problems(log.database), []);
      using reader = sqlite.read(log.database);
      const since = from === null ? null : START + from, until = to === null ? null : START + to;
      // A bucket belongs to the range in which it starts.
      const inRange = hits.filter(({ time }) =>
        time - time % 10 >= (since ?? 0) && time - time % 10 < (until ?? Infinity)
      );
      const rows = rowsOf(reader, hosts, { since, until });
      assert.equal(rows.reduce((sum, row) => sum + Number(row.hits), 0), inRange.length);
      const isWhole = [since, until].every((time) => time === null || time % HOUR === 0) &&
        (sinceHour === 0 || (since ?? 0) >= known);
      for (const { host, hits, at_most } of rows.filter(({ host }) => host !== OTHER)) {
        const truth = inRange.filter((hit) => hit.host === host).length;
        assert.ok(
          Number(hits) <= truth && truth <= Number(at_most),
          `${host}: ${hits}, ${truth}, ${at_most}`,
        );
        if (isWhole) assert.deepEqual([hits, at_most], [truth, truth]);
        if (isWhole) {
          const byHour = rowsOf(reader, availability, { since, until, host: String(host) });
          assert.equal(byHour.reduce((sum, row) => sum + Number(row.hits), 0), truth);
        }
      }
      if (isWhole) assert.ok(rows.every(({ host }) => host !== OTHER));
    },
  );
  return fc.assert(property, { numRuns: 60, interruptAfterTimeLimit: 30_000 });
});

for (const rollup of [[], ["--rollup", "10m"]]) {
  Deno.test(`hours: after prune ${rollup.join(" ")} in the middle of an hour, the rest of it is read from its buckets`, async () => {
    const hits = Array.from(
      { length: 3000 },
      (_, i): Hit => ({ time: START + i * 4, host: `10.0.0.${i % 7}` }),
    );
    await using log = await replayed(hits.map(lineOf).join(""), ["--top", "2"]);
    await httplog("prune", "--db", log.database, "--older-than", "100m", ...rollup);
    assert.deepEqual(problems(log.database), []);
    {
      using reader = sqlite.read(log.database);
      const [[before]] = reader.query("SELECT before FROM pruned").rows.map((row) => row.map(Number));
      assert.notEqual(before % HOUR, 0);
      const since =
        reader.query("SELECT DISTINCT since FROM hourly_since WHERE dimension IN ('section', 'host')").rows;
      assert.deepEqual(since, [[Math.ceil(before / HOUR) * HOUR]]);
      assert.equal(
        reader.query("SELECT count(*) FROM hourly_hosts WHERE start < :before", { before }).rows[0][0],
        0,
      );
      const left = hits.filter(({ time }) => time >= before).length;
      assert.equal(rowsOf(reader, hosts).reduce((sum, row) => sum + Number(row.hits), 0), left);
      const [get] = rowsOf(reader, methods);
      // Of methods there are hours alone. One of which a part was pruned stays whole, and so do all beside rollups of 10 minutes.
      const whole = hits.filter(({ time }) => time >= before - before % HOUR).length;
      assert.deepEqual([get.method, get.hits], ["GET", rollup.length === 0 ? whole : hits.length]);
    }
    // A run that has read a part of an hour that was pruned since.
    await log.append(lineOf({ time: START + 5 * HOUR, host: "10.0.0.1" }));
    // What comes late for an hour that was pruned is in its bucket alone.
    await log.append(lineOf({ time: START + 100, host: "10.9.9.9" }));
    assert.deepEqual(problems(log.database), []);
    await httplog("undo", "last", "--db", log.database);
    assert.deepEqual(problems(log.database), []);
  });
}

Deno.test("hours: a run is undone that has read a part of an hour of which another part was pruned since", async () => {
  const lines = Array.from(
    { length: 3000 },
    (_, i) => lineOf({ time: START + i * 4, host: `10.0.0.${i % 7}` }),
  );
  await using log = await replayed(lines.slice(0, 2000).join(""));
  await log.append(lines.slice(2000).join(""));
  // The first run ends after 8,000 s, in the middle of the third hour, and this prunes up to the middle of it.
  await httplog("prune", "--db", log.database, "--older-than", "4300s");
  await httplog("undo", "last", "--db", log.database);
  assert.deepEqual(problems(log.database), []);
  await log.append("");
  assert.deepEqual(problems(log.database), []);
});
