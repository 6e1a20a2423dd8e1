// Role: the percentile of durations that are counted bin by bin (`domain/latency/bins.ts`), for windows that move.

import { BINS, durationOf } from "../latency/bins.ts";

/** Bits of the number of a bin. */
export const BIN_BITS = 11;

/**
 * The duration of which `percent` of those counted are at most as long, by the nearest rank, to 1 %: microseconds.
 *
 * @param counts How many there are, by bin.
 * @param hits Their sum, 1 or more.
 * @param percent Whole, 1 … 99.
 *
 * @example
 * ```ts
 * import { BINS, binOf } from "../latency/bins.ts";
 * import { percentileOf } from "./bin_counts.ts";
 * import assert from "node:assert/strict";
 *
 * const counts = new Float64Array(BINS);
 * for (const duration of [10, 20, 30, 40]) counts[binOf(duration)]++;
 * assert.deepEqual([percentileOf(counts, 4, 50), percentileOf(counts, 4, 95)], [20, 40]);
 * ```
 */
export function percentileOf(counts: Float64Array, hits: number, percent: number): number {
  let left = Math.ceil(hits * percent / 100), bin = 0;
  for (; bin < BINS - 1; bin++) {
    left -= counts[bin];
    if (left <= 0) break;
  }
  return durationOf(bin);
}
