// Role: percentiles of durations that are counted by bins.

import { durationOf, NOT_KNOWN } from "./bins.ts";

/** How many records have a duration in a bin. */
export interface BinHits {
  /** See `bins.ts`. */
  readonly bin: number;
  /** Records, ≥ 0. */
  readonly hits: number;
}

/** How many records have a duration that is known. */
export function knownHits(bins: readonly BinHits[]): number {
  return bins.reduce((sum, { bin, hits }) => bin === NOT_KNOWN ? sum : sum + hits, 0);
}

/**
 * The duration in µs that at least `share` of the records do not exceed, 0 < share ≤ 1 (nearest rank), with a relative error of at most
 * `RELATIVE_ERROR` up to an hour; null where none is known. The bins are in rising order, each once or several times.
 *
 * @example
 * ```ts
 * import { binOf } from "./bins.ts";
 * import { percentile } from "./percentile.ts";
 * import assert from "node:assert/strict";
 *
 * const bins = [{ bin: 0, hits: 50 }, { bin: binOf(20), hits: 90 }, { bin: binOf(40), hits: 10 }];
 * assert.equal(percentile(bins, 0.9), 20);
 * assert.equal(percentile(bins, 0.99), 40);
 * ```
 *
 * Errors: RangeError for another share.
 */
export function percentile(bins: readonly BinHits[], share: number): number | null {
  if (!(share > 0 && share <= 1)) {
    throw new RangeError(`a percentile is of a share above 0 up to 1, not ${share}`);
  }
  const known = knownHits(bins);
  if (known === 0) return null;
  const rank = rankOf(share, known);
  let before = 0, last = NOT_KNOWN;
  for (const { bin, hits } of bins) {
    if (bin === NOT_KNOWN || hits === 0) continue;
    last = bin;
    before += hits;
    if (before >= rank) break;
  }
  return durationOf(last);
}

/** The place of the record in rising order that a percentile is that of, from 1. */
function rankOf(share: number, known: number): number {
  // 0.07 × 100 is 7.000000000000001, and no rank is to be one too far because of that.
  return Math.max(1, Math.ceil(share * known - known * Number.EPSILON));
}

/** How many records have each duration. */
export interface BinSums {
  /** Records by bin, each ≥ 0. */
  readonly hits: Float64Array;
  /** The first and the last bin that may have any; none where the last is before the first. */
  readonly least: number;
  readonly most: number;
  /** Their sum. */
  readonly all: number;
}

/** What {@link percentile} is of each share, in rising order, in one go; null where no duration is known. */
export function percentiles({ hits, least, most, all }: BinSums, shares: readonly number[]): number[] | null {
  const first = Math.max(least, NOT_KNOWN + 1), found: number[] = [];
  const known = all - hits[NOT_KNOWN];
  let before = 0, bin = first - 1;
  if (known === 0) return null;
  for (const share of shares) {
    for (const rank = rankOf(share, known); before < rank && bin < most;) before += hits[++bin];
    // Beyond the last hits there is none, should a sum be off by rounding.
    while (hits[bin] === 0) bin--;
    found.push(durationOf(bin));
  }
  return found;
}
