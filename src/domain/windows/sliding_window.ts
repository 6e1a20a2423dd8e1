// Role: a sliding window over event time: sums of hits, bytes and errors.

import type { EventSeries, WindowSums } from "./event_series.ts";

/** Bytes up to this are summed as they are: a day of seconds of them stays below 2^53. */
const SMALL = 2 ** 36;
/** Larger ones are summed in two parts, so that every sum is exact and does not depend on what has passed through. */
const PART = 2 ** 26;

/**
 * The sums of the points with times in (s − width, s], for s moving forward. It knows up to which s they stay the same, so
 * that years of silence cost nothing.
 *
 * Points may be added to the series meanwhile, but only at times after the one that the window has moved to.
 *
 * @example
 * ```ts
 * import { EventSeries } from "./event_series.ts";
 * import { SlidingWindow } from "./sliding_window.ts";
 * import assert from "node:assert/strict";
 *
 * const series = new EventSeries();
 * const window = new SlidingWindow(series, 2);
 * series.add(10, 3, 0, 0);
 * window.moveTo(10);
 * assert.deepEqual([window.hits, window.until], [3, 11]);
 * window.moveTo(12);
 * assert.deepEqual([window.hits, window.until], [0, Infinity]);
 * ```
 */
export class SlidingWindow implements WindowSums {
  /** Width, ≥ 1, in the unit of the series. */
  readonly width: number;
  /** On-time records in the window. */
  hits = 0;
  /** Errors among them. */
  errors = 0;
  /** Nothing in the window changes up to and including this time, unless something is added. */
  until: number = -Infinity;
  readonly #series: EventSeries;
  /** Places [left, entered) are in the window. */
  #left: number;
  #entered: number;
  #smallBytes = 0;
  #largeParts = 0;

  /** A window that has not moved yet, so that all points of the series lie ahead of it. */
  constructor(series: EventSeries, width: number) {
    this.#series = series;
    this.width = width;
    this.#left = this.#entered = series.first;
  }

  /** Bytes in the window: the double nearest to their exact sum. */
  get bytes(): number {
    return this.#largeParts * PART + this.#smallBytes;
  }

  /** Moves forward to the time `to`; must not be called with an earlier one than before. */
  moveTo(to: number): void {
    const series = this.#series, before = to - this.width;
    for (; this.#entered < series.end && series.time(this.#entered) <= to; this.#entered++) {
      this.#count(this.#entered, 1);
    }
    for (; this.#left < this.#entered && series.time(this.#left) <= before; this.#left++) {
      this.#count(this.#left, -1);
    }
    const nextIn = this.#entered < series.end ? series.time(this.#entered) : Infinity;
    const nextOut = this.#left < this.#entered ? series.time(this.#left) + this.width : Infinity;
    this.until = Math.min(nextIn, nextOut) - 1;
  }

  /** A window in the same state, over the same series, that moves on by itself. */
  copy(): SlidingWindow {
    const copy = new SlidingWindow(this.#series, this.width);
    copy.#left = this.#left;
    copy.#entered = this.#entered;
    copy.#smallBytes = this.#smallBytes;
    copy.#largeParts = this.#largeParts;
    copy.hits = this.hits;
    copy.errors = this.errors;
    return copy;
  }

  #count(place: number, sign: number): void {
    const series = this.#series, bytes = series.bytes(place);
    this.hits += sign * series.hits(place);
    this.errors += sign * series.errors(place);
    if (bytes <= SMALL) this.#smallBytes += sign * bytes;
    else {
      this.#largeParts += sign * Math.floor(bytes / PART);
      this.#smallBytes += sign * (bytes % PART);
    }
  }
}
