// The report `slo`.

import assert from "node:assert/strict";
import { slo } from "../../src/reports/slo.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { planOf, rowsOf } from "./asked.ts";
import { changeOf, LAST, loneBucket, minute, START, store, withLogs } from "./stored_logs.ts";

// The last final minute of "shop" ends at START + 16140: it was read to START + 16205, 30 s late.
const UNTIL = START + 16_140;

Deno.test("slo: what is left of the budget, how fast it burns, and how much of the period is known", () =>
  withLogs((reader) => {
    assert.equal(Math.floor((LAST - 30) / 60) * 60, UNTIL);
    const [blog, shop] = rowsOf(reader, slo);
    assert.deepEqual(shop, {
      slo: "available",
      objective: "99%",
      period: "7d",
      hits: 1000,
      errors: 1,
      availability: 0.999,
      budget_remaining: 0.9,
      burn: "- over 5m, 5.00x over 1h",
      coverage: Math.round(16_140 / (7 * 86400) * 1e6) / 1e6,
      // 0.1 % of errors is a burn of 0.1: nine tenths of the budget last 63 days.
      budget_gone: new Date((UNTIL + 63 * 86400) * 1000).toISOString().replace(".000Z", "Z"),
      until_iso: "2015-05-17T14:29:00Z",
      source: "shop",
    });
    assert.deepEqual([blog.hits, blog.availability, blog.budget_gone], [5, 1, null], "nothing burns");
  }));

/** The row of a log that ends at `last`, with these minutes. */
function rowOf(last: number, minutes: readonly [start: number, hits: number, errors: number][]) {
  const directory = Deno.makeTempDirSync({ prefix: "httplog-" });
  try {
    const change = changeOf([loneBucket(START, 500)], last);
    store(`${directory}/a.db`, "a", { ...change, sloMinutes: minutes.map((one) => minute(...one)) });
    using reader = sqlite.read(`${directory}/a.db`);
    return rowsOf(reader, slo)[0];
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

Deno.test("slo: without traffic there is no ratio", () => {
  const { hits, availability, budget_remaining, burn, coverage, budget_gone } = rowOf(START + 600, []);
  assert.deepEqual([hits, availability, budget_remaining, burn, coverage, budget_gone], [
    ...[0, null, null, "- over 5m, - over 1h", 0, null],
  ]);
});

Deno.test("slo: a budget that is spent is gone, and may be overdrawn", () => {
  const row = rowOf(START + 600, [[START, 100, 3]]);
  assert.deepEqual([row.budget_remaining, row.budget_gone], [-2, "gone"]);
  assert.equal(rowOf(START + 600, [[START, 100, 1]]).budget_gone, "gone", "to the last error");
});

Deno.test("slo: windows end with the last final minute; minutes after it, or before the period, are no part of them", () => {
  const week = 7 * 86400, last = START + week + 90;
  const row = rowOf(last, [[START, 1000, 1000], [START + 60, 10, 0], [START + week, 90, 1], [
    START + week + 60,
    7,
    7,
  ]]);
  assert.deepEqual([row.until_iso, row.hits, row.errors, row.coverage], [
    ...["2015-05-24T10:01:00Z", 100, 1, 1],
  ]);
  assert.equal(row.burn, "1.11x over 5m, 1.11x over 1h");
});

Deno.test("slo: minutes are found by their key", () =>
  withLogs((reader) => {
    assert.match(
      planOf(reader, slo, {}),
      /SEARCH r USING PRIMARY KEY \(source_id=\? AND slo=\? AND minute>\? AND minute<\?\)/,
    );
  }));
