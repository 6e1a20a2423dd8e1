// Role: the hits, bytes and errors of one series of records by time: the memory of sliding windows. A point is a second, or a
// minute for objectives. Stored in the checkpoint.

/** What is summed over windows. */
export interface WindowSums {
  /** On-time records. */
  readonly hits: number;
  /** Their bytes. */
  readonly bytes: number;
  /** Those among them that are errors. */
  readonly errors: number;
  /** Of windows over durations, how many there are by bin (`domain/latency/bins.ts`); null while not all of it is known. */
  readonly bins?: Float64Array | null;
}

/** Bytes of one point end here, as everywhere: the largest whole number that a double holds exactly. */
const MOST = Number.MAX_SAFE_INTEGER;
/** Points that there is room for at first. */
const FIRST_ROOM = 64;

/**
 * Points in order of time, each with its sums. Each has a place for ever: the oldest that is kept has the place `first`,
 * the newest `end` − 1, and forgetting old ones does not change the place of the others.
 *
 * @example
 * ```ts
 * import { EventSeries } from "./event_series.ts";
 * import assert from "node:assert/strict";
 *
 * const series = new EventSeries();
 * series.add(12, 1, 500, 0);
 * series.add(10, 2, 100, 1);
 * series.add(12, 1, 700, 0);
 * assert.deepEqual([series.first, series.end], [0, 2]);
 * assert.deepEqual([series.time(1), series.hits(1), series.bytes(1)], [12, 2, 1200]);
 * ```
 */
export class EventSeries {
  /** Place of the oldest point that is kept. */
  first = 0;
  /** The place after the newest. */
  end = 0;
  /** Width of the widest window over it. */
  widest = 1;
  /** The first time from which on all is known; null before the source's first record. */
  from: number | null;
  /** The earliest time with a record, also where it is forgotten by now; Infinity before there is one. */
  firstHit: number;
  /** Place of the point at the beginning of the arrays. */
  #base = 0;
  #times = new Float64Array(FIRST_ROOM);
  #hits = new Float64Array(FIRST_ROOM);
  #bytes = new Float64Array(FIRST_ROOM);
  #errors = new Float64Array(FIRST_ROOM);

  constructor(from: number | null = null, firstHit = Infinity) {
    this.from = from;
    this.firstHit = firstHit;
  }

  /** Time of the point at a place in [first, end). */
  time(place: number): number {
    return this.#times[place - this.#base];
  }

  /** Its hits, > 0. */
  hits(place: number): number {
    return this.#hits[place - this.#base];
  }

  /** Its bytes, at most 2^53 − 1. */
  bytes(place: number): number {
    return this.#bytes[place - this.#base];
  }

  /** Its errors, at most its hits. */
  errors(place: number): number {
    return this.#errors[place - this.#base];
  }

  /** Adds on-time records to the point of a time, which is made where there is none. Usually that is one of the newest. */
  add(time: number, hits: number, bytes: number, errors: number): void {
    // Nearly always the newest.
    const newest = this.end - 1 - this.#base;
    if (this.first < this.end && this.#times[newest] === time) {
      return this.#addAt(newest, hits, bytes, errors);
    }
    const place = this.placeOf(time);
    if (place === this.end || this.time(place) !== time) this.#insert(place, time);
    this.#addAt(place - this.#base, hits, bytes, errors);
  }

  #addAt(at: number, hits: number, bytes: number, errors: number): void {
    this.#hits[at] += hits;
    this.#bytes[at] = Math.min(this.#bytes[at] + bytes, MOST);
    this.#errors[at] += errors;
  }

  /** Forgets the points that no window at the time `through`, or at a later one, holds. */
  settle(through: number): void {
    const oldest = through + 1 - this.widest;
    this.forgetBefore(oldest);
    if (this.from !== null && this.from < oldest) this.from = oldest;
  }

  /** Forgets the points before a time. */
  forgetBefore(time: number): void {
    while (this.first < this.end && this.time(this.first) < time) this.first++;
  }

  /** The first place whose time is at least `time`; `end` where there is none. */
  placeOf(time: number): number {
    let least = this.first, most = this.end;
    if (least === most || this.time(most - 1) < time) return most;
    if (this.time(most - 1) === time) return most - 1;
    while (least < most) {
      const middle = Math.floor((least + most) / 2);
      if (this.time(middle) < time) least = middle + 1;
      else most = middle;
    }
    return least;
  }

  #insert(place: number, time: number): void {
    if (time < this.firstHit) this.firstHit = time;
    if (this.end - this.#base === this.#times.length) this.#makeRoom();
    const at = place - this.#base, length = this.end - this.#base;
    // Nearly always the newest: then there is nothing to move.
    if (at < length) {
      this.#times.copyWithin(at + 1, at, length);
      this.#hits.copyWithin(at + 1, at, length);
      this.#bytes.copyWithin(at + 1, at, length);
      this.#errors.copyWithin(at + 1, at, length);
    }
    this.#times[at] = time;
    this.#hits[at] = this.#bytes[at] = this.#errors[at] = 0;
    this.end++;
  }

  /** Moves what is kept to the beginning, into larger arrays where it fills more than half of them. */
  #makeRoom(): void {
    const kept = this.end - this.first, from = this.first - this.#base;
    const room = kept * 2 > this.#times.length ? this.#times.length * 2 : this.#times.length;
    const moved = (column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
      const target = new Float64Array(room);
      target.set(column.subarray(from, from + kept));
      return target;
    };
    this.#times = moved(this.#times);
    this.#hits = moved(this.#hits);
    this.#bytes = moved(this.#bytes);
    this.#errors = moved(this.#errors);
    this.#base = this.first;
  }
}
