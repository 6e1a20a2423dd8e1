// Role: what the rule classes of one second after the other bring to each series: classes are many more than series. Used
// by `rule_cells.ts`, where classes are taken out of a summary.

import type { SeriesRow } from "./bucket_rows.ts";
import { MOST_SERIES } from "./rules/series.ts";

/** Numbers kept per series, and where they are. */
const WIDTH = 3, HITS = 0, BYTES = 1, ERRORS = 2;

/**
 * Sums by series. Records of the same second should come one after the other: for each second that comes, each series gets
 * a row.
 */
export class SeriesSums {
  readonly #rows: SeriesRow[];
  #time = 0;
  readonly #sums = new Float64Array(MOST_SERIES * WIDTH);
  /** Which series have sums that are not 0, as masks. */
  #lo = 0;
  #hi = 0;

  /** Appends to `rows`. */
  constructor(rows: SeriesRow[]) {
    this.#rows = rows;
  }

  /**
   * Adds records of a class, which is four masks: two of the series that they belong to, and two of those for which they
   * are errors; the first of each of series 0 … 31.
   */
  add(time: number, masks: Int32Array, hits: number, bytes: number): void {
    const lo = masks[0], hi = masks[1];
    if (time !== this.#time) {
      this.end();
      this.#time = time;
    }
    this.#addMask(0, lo, masks[2], hits, bytes);
    if (hi !== 0) this.#addMask(32, hi, masks[3], hits, bytes);
    this.#lo |= lo;
    this.#hi |= hi;
  }

  /** Appends what is there. */
  end(): void {
    this.#take(0, this.#lo);
    this.#take(32, this.#hi);
    this.#lo = this.#hi = 0;
  }

  #addMask(first: number, mask: number, errors: number, hits: number, bytes: number): void {
    const sums = this.#sums;
    for (let left = mask; left !== 0; left &= left - 1) {
      const bit = 31 - Math.clz32(left & -left), at = (first + bit) * WIDTH;
      sums[at + HITS] += hits;
      sums[at + BYTES] += bytes;
      if ((errors >>> bit & 1) === 1) sums[at + ERRORS] += hits;
    }
  }

  #take(first: number, mask: number): void {
    const sums = this.#sums, time = this.#time;
    for (let left = mask; left !== 0; left &= left - 1) {
      const series = first + 31 - Math.clz32(left & -left), at = series * WIDTH;
      const bytes = Math.min(sums[at + BYTES], Number.MAX_SAFE_INTEGER);
      this.#rows.push({ time, series, hits: sums[at + HITS], bytes, errors: sums[at + ERRORS] });
      sums[at + HITS] = sums[at + BYTES] = sums[at + ERRORS] = 0;
    }
  }
}
