// Role: what records add to series, second by second, as plain numbers: there are many such rows, and threads send them to one
// another.

import type { SeriesRow } from "../buckets/rows.ts";
import { MOST_SERIES } from "../rules/series.ts";
import { BIN_BITS } from "../windows/bin_counts.ts";

/** Numbers of one row: time, series, hits, bytes, errors. */
export const SERIES_WIDTH = 5;
/** Rows that there is room for at first. */
const FIRST_ROOM = 512;

/** The number in place of that of a series in the row of one of its bins. */
export function numberOfBin(series: number, bin: number): number {
  return MOST_SERIES + (series << BIN_BITS | bin);
}

/** What {@link numberOfBin} says; null where the number is that of a series. */
export function binInRow(number: number): { readonly series: number; readonly bin: number } | null {
  if (number < MOST_SERIES) return null;
  const both = number - MOST_SERIES;
  return { series: both >> BIN_BITS, bin: both & (1 << BIN_BITS) - 1 };
}

/**
 * Rows in the order in which they were added, five numbers each.
 *
 * @example
 * ```ts
 * import { SeriesRows } from "./series_rows.ts";
 * import assert from "node:assert/strict";
 *
 * const rows = new SeriesRows();
 * rows.add(12, 3, 2, 900, 1);
 * assert.deepEqual([...rows.numbers], [12, 3, 2, 900, 1]);
 * assert.deepEqual([...rows], [{ time: 12, series: 3, hits: 2, bytes: 900, errors: 1 }]);
 * ```
 */
export class SeriesRows implements Iterable<SeriesRow> {
  #numbers = new Float64Array(0);
  #used = 0;

  /** All numbers of all rows; a view that is valid until more is added. */
  get numbers(): Float64Array<ArrayBuffer> {
    return this.#numbers.subarray(0, this.#used);
  }

  /** How many rows there are. */
  get length(): number {
    return this.#used / SERIES_WIDTH;
  }

  /**
   * Adds a row: epoch second, number of the series, records > 0, their bytes up to 2^53 − 1, those that are errors.
   *
   * Of a series whose durations are counted a row is of a bucket and a bin: the bucket's first second; {@link numberOfBin}; records; 0
   * and 0.
   */
  add(time: number, series: number, hits: number, bytes: number, errors: number): void {
    this.#reserve(SERIES_WIDTH);
    const numbers = this.#numbers, at = this.#used;
    numbers[at] = time;
    numbers[at + 1] = series;
    numbers[at + 2] = hits;
    numbers[at + 3] = bytes;
    numbers[at + 4] = errors;
    this.#used += SERIES_WIDTH;
  }

  /** Takes all rows away; what has been given out stays as it is. */
  clear(): void {
    this.#numbers = new Float64Array(0);
    this.#used = 0;
  }

  /** Adds rows in the form of {@link SeriesRows.numbers}; takes ownership of the array if they are the first. */
  append(numbers: Float64Array<ArrayBuffer>): void {
    if (this.#used === 0) {
      this.#numbers = numbers;
      this.#used = numbers.length;
      return;
    }
    this.#reserve(numbers.length);
    this.#numbers.set(numbers, this.#used);
    this.#used += numbers.length;
  }

  /** Row by row, for those who have few of them. */
  *[Symbol.iterator](): Iterator<SeriesRow> {
    for (let at = 0; at < this.#used; at += SERIES_WIDTH) {
      const [time, series, hits, bytes, errors] = this.#numbers.subarray(at, at + SERIES_WIDTH);
      yield { time, series, hits, bytes, errors };
    }
  }

  #reserve(more: number): void {
    const wanted = this.#used + more;
    if (wanted <= this.#numbers.length) return;
    const numbers = new Float64Array(Math.max(wanted, this.#numbers.length * 2, FIRST_ROOM * SERIES_WIDTH));
    numbers.set(this.numbers);
    this.#numbers = numbers;
  }
}
