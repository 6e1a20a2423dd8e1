// Role: the durations of one series of records by bucket and bin: the memory of the windows of percentiles. Stored in the
// checkpoint.

import { EventSeries } from "./event_series.ts";
import { BIN_BITS } from "./bin_counts.ts";

/** A bucket and a bin as one number, by which points are in order. */
const WIDTH = 2 ** BIN_BITS;

/** How many of the records of each bucket are in each bin. */
export class LatencySeries {
  /** Width of the widest window over it, seconds. */
  widest = 1;
  /** The first second from which on all is known; null before the source's first record. */
  from: number | null;
  /** The first second of the earliest bucket with a record; Infinity before there is one. */
  firstHit: number;
  /** Points at {@link placeIn} in place of times. */
  readonly points = new EventSeries();
  /** Bucket size, seconds. */
  readonly size: number;

  constructor(size: number, from: number | null = null, firstHit = Infinity) {
    this.size = size;
    this.from = from;
    this.firstHit = firstHit;
  }

  /** Adds so many records of a bin to the bucket that begins at `start`. */
  add(start: number, bin: number, hits: number): void {
    this.points.add(placeIn(start, bin), hits, 0, 0);
    if (start < this.firstHit) this.firstHit = start;
  }

  /** Forgets the buckets that no window at the time `through`, or at a later one, holds. */
  settle(through: number): void {
    // A window ends with a bucket, which may be all but one second ago.
    const oldest = through + 2 - this.widest - this.size;
    this.points.forgetBefore(placeIn(oldest, 0));
    if (this.from !== null && this.from < oldest) this.from = oldest;
  }
}

/** Where the points of a bucket and a bin are in order. */
export function placeIn(start: number, bin: number): number {
  return start * WIDTH + bin;
}

/** The first second of the bucket of a point, and its bin. */
export function bucketAt(place: number): { readonly start: number; readonly bin: number } {
  const start = Math.floor(place / WIDTH);
  return { start, bin: place - start * WIDTH };
}
