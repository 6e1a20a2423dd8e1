// Role: durations as bins, so that they add up and percentiles can be told of any sum (after DDSketch: Masson, Rim and Lee, VLDB
// 2019). The bounds are whole microseconds, so that every implementation agrees.

/** α: what a bin says of a duration in it is wrong by at most this part of it. */
export const RELATIVE_ERROR = 0.01;

/** The bin of a duration that is not known. */
export const NOT_KNOWN = 0;

/** The longest duration that has a bin of finite width, µs: an hour. It stands for what takes longer, too. */
export const LONGEST_DURATION = 3_600_000_000;

/** 1 + α and 1 − α in hundredths: the longest duration of a bin is at most so many times the shortest. */
const RATIO_OF = 101, RATIO_TO = 99;

/** The shortest duration of each bin from 1 on, µs. Bin 1 is that of 0, the last one has what takes more than an hour. */
const SHORTEST: Float64Array = shortest();

function shortest(): Float64Array {
  const starts = [0];
  // Below 50 µs each whole number has a bin of its own.
  for (let start = 1; start <= LONGEST_DURATION; start = longestFrom(start) + 1) starts.push(start);
  starts.push(LONGEST_DURATION + 1);
  return Float64Array.from(starts);
}

/** The longest duration of the bin that begins with a duration > 0. */
function longestFrom(start: number): number {
  return Math.min(LONGEST_DURATION, Math.floor(start * RATIO_OF / RATIO_TO));
}

/** Bins are below it. */
export const BINS: number = SHORTEST.length + 1;

/**
 * The bin of a duration in whole µs: 1 for 0, then ever larger ones up to the last, that of all above an hour; {@link NOT_KNOWN} for
 * a negative number, which is none.
 *
 * @example
 * ```ts
 * import { binOf, boundsOf } from "./bins.ts";
 * import assert from "node:assert/strict";
 *
 * const bin = binOf(123_456);
 * assert.deepEqual(boundsOf(bin), { least: 122_423, most: 124_896 });
 * assert.equal(binOf(-1), 0);
 * ```
 */
export function binOf(duration: number): number {
  if (duration < 0) return NOT_KNOWN;
  let low = 0, high = SHORTEST.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (SHORTEST[middle] <= duration) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** The shortest and the longest duration in µs of a bin from 1 on; the last one is open to Infinity. */
export function boundsOf(bin: number): { readonly least: number; readonly most: number } {
  const least = SHORTEST[bin - 1];
  return { least, most: bin === BINS - 1 ? Infinity : SHORTEST[bin] - 1 };
}

/**
 * What a bin from 1 on says of the durations in it, µs: none of them is further from it than {@link RELATIVE_ERROR} of itself, but for the
 * last bin, which says an hour of all that takes longer.
 */
export function durationOf(bin: number): number {
  const { least, most } = boundsOf(bin);
  if (most === Infinity) return LONGEST_DURATION;
  return least === most ? least : 2 * least * most / (least + most);
}
