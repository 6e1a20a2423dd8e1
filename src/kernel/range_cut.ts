// Role: how a file is cut into ranges that threads share. The stage `src/pipeline/ranges.ts` makes the cut, and every
// thread finds the same ranges by their numbers.

import type { Range } from "./range.ts";

/** A stretch of a file in ranges. All numbers are bytes. */
export interface RangeCut {
  /** Where it begins, and a line with it. */
  readonly start: number;
  /** Where it ends. The line that begins before it and goes beyond it is the last one. */
  readonly end: number;
  /** The ranges begin at multiples of so many bytes, but for the first one. */
  readonly size: number;
}

/** How many ranges there are. */
export function countOf({ start, end, size }: RangeCut): number {
  return end <= start ? 0 : Math.ceil(end / size) - Math.floor(start / size);
}

/** The range of this number, from 0. */
export function rangeAt({ start, end, size }: RangeCut, index: number): Range {
  const first = Math.floor(start / size) + index;
  return {
    start: index === 0 ? start : first * size,
    end: Math.min(end, (first + 1) * size),
    isFirst: index === 0,
  };
}
