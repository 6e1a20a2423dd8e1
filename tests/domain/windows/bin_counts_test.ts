// Percentiles of counted bins are those of the sorted durations, to 1 %.

import assert from "node:assert/strict";
import fc from "fast-check";
import { binOf, BINS } from "../../../src/domain/latency/bins.ts";
import { BIN_BITS, percentileOf } from "../../../src/domain/windows/bin_counts.ts";

const duration = fc.oneof(
  fc.integer({ min: 1, max: 3_600_000_000 }),
  fc.integer({ min: 1, max: 5000 }),
  fc.integer({ min: 0, max: 31 }).map((bits) => 2 ** bits),
);

const isNear = (told: number, exact: number): boolean => Math.abs(told - exact) <= exact * 0.01 * (1 + 1e-9);

Deno.test("bin counts: percentiles are those of a sorted array, to 1 %", () => {
  assert.ok(BINS <= 2 ** BIN_BITS);
  fc.assert(fc.property(fc.array(duration, { minLength: 1, maxLength: 300 }), (durations) => {
    const counts = new Float64Array(BINS), sorted = durations.toSorted((a, b) => a - b);
    for (const one of durations) counts[binOf(one)]++;
    for (const percent of [1, 50, 90, 95, 99]) {
      const exact = sorted[Math.ceil(sorted.length * percent / 100) - 1];
      const told = percentileOf(counts, sorted.length, percent);
      assert.ok(isNear(told, exact), `p${percent} is ${exact}, told as ${told}`);
    }
  }));
});
