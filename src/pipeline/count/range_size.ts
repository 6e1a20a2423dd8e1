// Role: how large the ranges of a file are. Of the buckets at both ends of a range not all is known, so that they come with all their
// values, not only those that are kept: in a busy log a small range would have no others.

import type { Analysis } from "../../domain/analysis.ts";

/** Bytes of a range; where several logs have to be kept in step, of one of them. */
export const RANGE: number = 8 << 20;
/** Bytes of a range of a busy log. */
const MOST_RANGE = 64 << 20;
/** A file has at least so many ranges, so that the last ones keep all threads busy: larger ones are for larger files. */
const LEAST_RANGES = 16;
/** A range is to reach over so many times what is not known to be final at one of its ends. */
const REACH = 16;

/**
 * Bytes of the ranges of a file of so many bytes, whose records span so many seconds, 0 …; null where that is not known.
 *
 * @example
 * ```ts
 * import { rangeSize } from "./range_size.ts";
 * import assert from "node:assert/strict";
 *
 * const terms = { bucketSize: 10, lateness: 30 };
 * assert.equal(rangeSize(1 << 30, 86400, terms), 8 << 20);
 * assert.equal(rangeSize(1 << 30, 7200, terms), 64 << 20);
 * ```
 */
export function rangeSize(
  bytes: number,
  span: number | null,
  { bucketSize, lateness }: Pick<Analysis, "bucketSize" | "lateness">,
): number {
  const most = Math.min(MOST_RANGE, bytes / LEAST_RANGES);
  if (span === null || most <= RANGE) return RANGE;
  const unsure = bytes / Math.max(1, span) * (lateness + bucketSize);
  // Where no range of any size would have buckets that are whole, there is nothing to gain.
  if (2 * unsure > most) return RANGE;
  return Math.max(RANGE, Math.floor(Math.min(most, unsure * REACH)));
}

/** Whether it takes a look at a file of so many bytes to say how large its ranges are. */
export function hasChoice(bytes: number): boolean {
  return bytes / LEAST_RANGES > RANGE;
}
