// Role: a window over whole buckets: how many durations there are in each bin.

import { BINS } from "../latency/bins.ts";
import { bucketAt, type LatencySeries, placeIn } from "./latency_series.ts";

/**
 * The durations of the buckets within the last `width` seconds that end with a bucket, at or before s, for s moving forward. So they
 * change at the last second of a bucket alone.
 *
 * Points may be added to the series meanwhile, but only to buckets that end after the second that the window has moved to.
 *
 * @example
 * ```ts
 * import { LatencySeries } from "./latency_series.ts";
 * import { LatencyWindow } from "./latency_window.ts";
 * import assert from "node:assert/strict";
 *
 * const series = new LatencySeries(10, 0);
 * const window = new LatencyWindow(series, 20);
 * series.add(10, 7, 3);
 * window.moveTo(18);
 * assert.deepEqual([window.hits, window.until], [0, 18]);
 * window.moveTo(19);
 * assert.deepEqual([window.hits, window.bins?.[7], window.until], [3, 3, 38]);
 * window.moveTo(39);
 * assert.deepEqual([window.hits, window.until], [0, Infinity]);
 * ```
 */
export class LatencyWindow {
  /** Width, seconds: a multiple of the bucket size. */
  readonly width: number;
  /** On-time records in the window that have a duration. */
  hits = 0;
  readonly bytes = 0;
  readonly errors = 0;
  /** Nothing in the window changes up to and including this second, unless something is added. */
  until: number = -Infinity;
  readonly #series: LatencySeries;
  readonly #counts = new Float64Array(BINS);
  /** Places [left, entered) of the series are in the window. */
  #left: number;
  #entered: number;
  /** Whether all of the window is known. */
  #isKnown = false;

  /** A window that has not moved yet, so that all points of the series lie ahead of it. */
  constructor(series: LatencySeries, width: number) {
    this.#series = series;
    this.width = width;
    this.#left = this.#entered = series.points.first;
  }

  /** How many there are in each bin; null while not all of the window is known. Lent until it moves. */
  get bins(): Float64Array | null {
    return this.#isKnown ? this.#counts : null;
  }

  /** Moves forward to the second `to`; must not be called with an earlier one than before. */
  moveTo(to: number): void {
    const { points, size, from } = this.#series;
    // Of the last bucket that has ended.
    const end = Math.floor((to + 1) / size) * size, begin = end - this.width;
    const after = placeIn(end, 0), before = placeIn(begin, 0);
    for (; this.#entered < points.end && points.time(this.#entered) < after; this.#entered++) {
      this.#count(this.#entered, 1);
    }
    for (; this.#left < this.#entered && points.time(this.#left) < before; this.#left++) {
      this.#count(this.#left, -1);
    }
    this.#isKnown = from !== null && from <= begin;
    const nextIn = this.#entered < points.end ? bucketAt(points.time(this.#entered)).start : Infinity;
    const nextOut = this.#left < this.#entered
      ? bucketAt(points.time(this.#left)).start + this.width
      : Infinity;
    const change = Math.min(nextIn, nextOut) + size - 1;
    this.until = (this.#isKnown ? change : Math.min(change, end + size - 1)) - 1;
  }

  /** A window in the same state, over the same series, that moves on by itself. */
  copy(): LatencyWindow {
    const copy = new LatencyWindow(this.#series, this.width);
    copy.#left = this.#left;
    copy.#entered = this.#entered;
    copy.#counts.set(this.#counts);
    copy.#isKnown = this.#isKnown;
    copy.hits = this.hits;
    return copy;
  }

  #count(place: number, sign: number): void {
    const { points } = this.#series, hits = sign * points.hits(place);
    this.#counts[bucketAt(points.time(place)).bin] += hits;
    this.hits += hits;
  }
}
