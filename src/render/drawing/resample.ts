// Role: values along the time as one line of blocks, or of ASCII. Used where a course has to fit a cell; `plot.ts` is the
// larger form.

const BLOCKS = "▁▂▃▄▅▆▇█", ASCII = "_.-~=*#@";

/** How values are drawn. */
export interface DrawOptions {
  /** Columns at most, ≥ 1. */
  readonly width: number;
  /** The value of the highest mark; what is above is drawn so, too. Null or absent: the largest value. */
  readonly most?: number | null;
  /** For terminals that show nothing but ASCII. Default: false. */
  readonly ascii?: boolean;
}

/**
 * One mark a value, from nothing at the bottom: values below 0 are drawn as 0. Where there are more values than columns,
 * each column shows the largest of its share, so that no peak is lost; where there are fewer, the line is shorter. A space
 * is no value (null).
 *
 * @example
 * ```ts
 * import { sparkline } from "./resample.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(sparkline([0, 1, null, 4, 8], { width: 10 }), "▁▁ ▄█");
 * assert.equal(sparkline([0, 8, 4, 0], { width: 2, ascii: true }), "@~");
 * ```
 */
export function sparkline(
  values: readonly (number | null)[],
  { width, most, ascii = false }: DrawOptions,
): string {
  const shown = resampled(values, width), top = most ?? largest(shown), marks = [...ascii ? ASCII : BLOCKS];
  return shown.map((value) => {
    if (value === null) return " ";
    const height = top > 0 ? Math.min(1, Math.max(0, value / top)) : 0;
    return marks[Math.max(0, Math.ceil(height * marks.length) - 1)];
  }).join("");
}

/**
 * The values as `width` ones at most: each the largest of its share of them (the smallest with `lowest`), null where it has
 * none. Shares are as equal as they can be, in order.
 */
export function resampled(
  values: readonly (number | null)[],
  width: number,
  lowest = false,
): (number | null)[] {
  const count = Math.min(Math.max(1, width), values.length);
  return Array.from({ length: count }, (_, column) => {
    const from = Math.floor(column * values.length / count),
      to = Math.floor((column + 1) * values.length / count);
    const share = values.slice(from, to).filter((value) => value !== null);
    if (share.length === 0) return null;
    return share.reduce((one, other) => (lowest ? other < one : other > one) ? other : one);
  });
}

/** The largest value; 0 without one. */
export function largest(values: readonly (number | null)[]): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}
