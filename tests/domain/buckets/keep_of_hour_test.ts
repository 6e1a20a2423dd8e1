// Pairs of which all second values of a first one are kept: whatever is cut, the second values sum to what they were.

import assert from "node:assert/strict";
import fc from "fast-check";
import { amendGroups } from "../../../src/domain/buckets/amend.ts";
import { firstOfPair, keptOfHour } from "../../../src/domain/buckets/keep_of_hour.ts";
import type { ValueRow } from "../../../src/domain/buckets/rows.ts";
import { OTHER } from "../../../src/domain/dimensions/dimension.ts";

const rowOf = (value: string, hits: number): ValueRow => ({
  value,
  hits,
  bytes: hits * 10,
  failures: hits >> 1,
});
const rows = fc.uniqueArray(
  fc.tuple(fc.constantFrom("/a", "/b", "/c", "/d", OTHER), fc.nat(5), fc.integer({ min: 1, max: 9 })),
  {
    selector: ([first, second]) => `${first}\t${second}`,
    maxLength: 25,
  },
).map((list) => list.map(([first, second, hits]) => rowOf(`${first}\t${second}`, hits)));

/** Hits by second value. */
function bySecond(rows: readonly ValueRow[]): [string, number][] {
  return [...Map.groupBy(rows, ({ value }) => value.split("\t")[1])]
    .map(([second, same]): [string, number] => [second, same.reduce((sum, { hits }) => sum + hits, 0)])
    .sort();
}

Deno.test("pairs: of the first values with most hits all is kept, the rest by its second values", () => {
  fc.assert(fc.property(rows, fc.nat(5), (rows, keep) => {
    const kept = keptOfHour(rows, keep, true),
      named = kept.filter(({ value }) => firstOfPair(value) !== OTHER);
    assert.deepEqual(bySecond(kept), bySecond(rows));
    assert.equal(new Set(kept.map(({ value }) => value)).size, kept.length);
    const hits = (first: string) =>
      rows.filter(({ value }) => firstOfPair(value) === first).reduce((sum, { hits }) => sum + hits, 0);
    const firsts = [...new Set(rows.map(({ value }) => firstOfPair(value)))].filter((first) =>
      first !== OTHER
    )
      .sort((a, b) => hits(b) - hits(a) || (a < b ? -1 : 1));
    assert.deepEqual(
      new Set(named.map(({ value }) => firstOfPair(value))),
      new Set(firsts.slice(0, Math.max(0, keep))),
    );
    for (const row of named) assert.ok(rows.some((one) => JSON.stringify(one) === JSON.stringify(row)));
  }));
});

Deno.test("pairs: what comes late goes to the first values that are there, then to new ones, then to (other)", () => {
  const gains = [
    rowOf("/b\t1", 1),
    rowOf("/c\t2", 2),
    rowOf("/d\t2", 3),
    rowOf("/a\t3", 1),
    rowOf("/e\t2", 4),
  ];
  assert.deepEqual(amendGroups(new Set(["/a"]), gains, 2), [
    rowOf("/b\t1", 1),
    { ...rowOf(`${OTHER}\t2`, 9), failures: 4 },
    rowOf("/a\t3", 1),
  ]);
});
