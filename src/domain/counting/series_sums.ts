// Role: what the rule classes of one second after the other bring to each series: classes are many more than series. Used
// by `rule_classes.ts` and `kernel/tables.ts`, where classes are taken out of a summary.

import { MOST_SERIES } from "../rules/series.ts";
import type { SeriesRows } from "./series_rows.ts";

/** Numbers kept per series, and where they are. */
const WIDTH = 3, HITS = 0, BYTES = 1, ERRORS = 2;

/**
 * Sums by series. Records of the same second should come one after the other: for each second that comes, each series gets
 * a row.
 */
export class SeriesSums {
  readonly #rows: SeriesRows;
  #time = 0;
  readonly #sums = new Float64Array(MOST_SERIES * WIDTH);
  /** Above all series that have sums. */
  #above = 0;

  /** Appends to `rows`. */
  constructor(rows: SeriesRows) {
    this.#rows = rows;
  }

  /**
   * Adds records of a class, which is a list of series, in order: of each its number × 2, and 1 more where they are errors
   * to it.
   */
  add(time: number, series: readonly number[], hits: number, bytes: number): void {
    if (time !== this.#time) {
      this.end();
      this.#time = time;
    }
    const sums = this.#sums, count = series.length;
    this.#above = Math.max(this.#above, (series[count - 1] >> 1) + 1);
    for (let i = 0; i < count; i++) {
      const one = series[i], at = (one >> 1) * WIDTH;
      sums[at + HITS] += hits;
      sums[at + BYTES] += bytes;
      if ((one & 1) === 1) sums[at + ERRORS] += hits;
    }
  }

  /** Appends what is there. */
  end(): void {
    const sums = this.#sums, time = this.#time, above = this.#above;
    for (let series = 0, at = 0; series < above; series++, at += WIDTH) {
      const hits = sums[at + HITS];
      if (hits === 0) continue;
      const bytes = Math.min(sums[at + BYTES], Number.MAX_SAFE_INTEGER), errors = sums[at + ERRORS];
      this.#rows.add(time, series, hits, bytes, errors);
      sums[at + HITS] = sums[at + BYTES] = sums[at + ERRORS] = 0;
    }
  }
}
