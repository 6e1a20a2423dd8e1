// Role: `availability` by spans that are no whole hours, against a slow count of buckets and rollups.

import assert from "node:assert/strict";
import fc from "fast-check";
import { availability } from "../../src/reports/availability.ts";
import type { RowSeconds } from "../../src/reports/options/spans.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Reader } from "../../src/stores/store.ts";
import { rowsOf } from "./asked.ts";
import { httplog, replayed } from "./replayed.ts";

/** 2019-02-07T21:00:00Z. */
const START = 1549573200;
const HEADER = '"remotehost","rfc931","authuser","date","request","status","bytes"\n';

const LOG = fc.array(
  fc.record({ time: fc.oneof(fc.nat(200), fc.nat(9000)), status: fc.constantFrom(200, 404, 500) }),
  { minLength: 1, maxLength: 80 },
).map((hits) =>
  hits.toSorted((a, b) => a.time - b.time).map(({ time, status }) =>
    `"10.0.0.1","-","-",${START + time},"GET /a HTTP/1.1",${status},1\n`
  ).join("")
);

/** The rows of the report, by steps of so many seconds. */
function slowRows(
  reader: Reader,
  span: number,
  since: number,
  until: number,
  source: string | null,
): unknown[] {
  const steps = new Map<number, [number, number]>();
  const add = (start: number, size: number, hits: number, failures: number): void => {
    const step = start - start % span;
    if (size > 0 && step !== start + size - 1 - (start + size - 1) % span) return;
    const [all, failed] = steps.get(step) ?? [0, 0];
    steps.set(step, [all + hits, failed + failures]);
  };
  for (
    const [view, end, size] of [["buckets", "start < :until", "0"], [
      "rollups",
      "start + size <= :until",
      "size",
    ]]
  ) {
    const sql = `SELECT start, ${size}, hits, failures FROM ${view} WHERE start >= :since AND ${end}
      AND (:source IS NULL OR source = :source)`;
    for (const row of reader.query(sql, { since, until, source }).rows) {
      add(...row.map(Number) as Parameters<typeof add>);
    }
  }
  return [...steps].sort(([a], [b]) => a - b).map(([start, [hits, failures]]) => {
    const [[share]] = reader.query(
      `SELECT iif(${failures} = 0, 1.0, min(round(1.0 * ${hits - failures} / ${hits}, 6), 0.999999))`,
    ).rows;
    const start_iso = `${new Date(start * 1000).toISOString().slice(0, 19)}Z`;
    return { start_iso, hits, failures, availability: share };
  });
}

Deno.test("availability by steps of minutes and seconds is a count of the buckets and rollups of all sources", () =>
  fc.assert(
    fc.asyncProperty(
      fc.tuple(LOG, LOG),
      fc.constantFrom("1m", "5m", "7s", "10s", "90s", "5400s"),
      fc.nat(4000),
      fc.boolean(),
      async ([one, other], by, shift, isPruned) => {
        await using log = await replayed(one);
        const file = `${log.database}.csv`;
        await Deno.writeTextFile(file, HEADER + other);
        await httplog("replay", file, "--db", log.database, "--source", "other", "--quiet");
        if (isPruned) await httplog("prune", "--db", log.database, "--older-than", "30m", "--rollup", "1m");
        using reader = sqlite.read(log.database);
        const span = by.endsWith("m") ? parseInt(by) * 60 : parseInt(by);
        for (const source of [null, "other"]) {
          for (const [since, until] of [[null, null], [START + shift, null], [START + 15, START + shift]]) {
            const given = { by: by as RowSeconds, source, since, until };
            const slow = slowRows(reader, span, since ?? 0, until ?? 2 ** 40, source);
            assert.deepEqual(rowsOf(reader, availability, given), slow);
            for (const limit of [1, 3]) {
              assert.deepEqual(rowsOf(reader, availability, { ...given, limit }), slow.slice(-limit));
            }
          }
        }
      },
    ),
    { numRuns: 15 },
  ));

Deno.test("availability by a minute of more hits than steps come together, over the turn of a day", async () => {
  const lines = Array.from(
    { length: 200 },
    (_, minute) =>
      `"10.0.0.1","-","-",${START + 7200 + minute * 60},"GET /a HTTP/1.1",${minute % 3 === 0 ? 500 : 200},1\n`
        .repeat(
          1 + minute % 9,
        ),
  );
  await using log = await replayed(lines.join(""));
  using reader = sqlite.read(log.database);
  const rows = rowsOf(reader, availability, { by: "1m" });
  assert.equal(rows.length, 200);
  assert.deepEqual(rows, slowRows(reader, 60, 0, 2 ** 40, null));
  assert.deepEqual([rows[59].start_iso, rows[60].start_iso], [
    "2019-02-07T23:59:00Z",
    "2019-02-08T00:00:00Z",
  ]);
});
