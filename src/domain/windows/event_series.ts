// Role: what one series of records brought, by time: the memory of sliding windows (`sliding_window.ts`). A point is a second, or,
// for objectives (`reports/slo.ts`), a minute. Kept in the checkpoint by `domain/monitor/state.ts`.

/** What is summed over windows. */
export interface WindowSums {
  /** On-time records. */
  readonly hits: number;
  /** Their bytes. */
  readonly bytes: number;
  /** Those among them that are errors. */
  readonly errors: number;
}

/** Bytes of one point end here, as everywhere: the largest whole number that a double holds exactly. */
const MOST = Number.MAX_SAFE_INTEGER;
/** Points that there is room for at first. */
const FIRST_ROOM = 64;

/**
 * Points in order of time, each with its sums. They are told apart by places that count on for ever: the oldest that is
 * kept has the place `first`, the newest `end` − 1, and forgetting old ones does not change the place of the others.
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
  /** Place of what lies at the beginning of the arrays. */
  #base = 0;
  #times = new Float64Array(FIRST_ROOM);
  #hits = new Float64Array(FIRST_ROOM);
  #bytes = new Float64Array(FIRST_ROOM);
  #errors = new Float64Array(FIRST_ROOM);

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

  /** Adds to the point of a time, which is made where there is none. Usually that is the newest, or close to it. */
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

/** The seconds of one series that its windows cover, and those ahead. */
export class SeriesCursor {
  /** By second. */
  readonly points: EventSeries = new EventSeries();
  /** Width of the widest window over it, seconds. */
  widest = 1;
  /** The first second from which on all is known; null before the source's first record. */
  from: number | null;
  /** The earliest second with a record, also where it is forgotten by now; Infinity before there is one. */
  firstHit: number;

  /** Nothing is there yet. */
  constructor(from: number | null, firstHit: number) {
    this.from = from;
    this.firstHit = firstHit;
  }

  /** Counts on-time records in. */
  add(time: number, hits: number, bytes: number, errors: number): void {
    if (time < this.firstHit) this.firstHit = time;
    this.points.add(time, hits, bytes, errors);
  }

  /** Forgets what no window that stands at `through` holds. */
  settle(through: number): void {
    const oldest = through + 1 - this.widest;
    this.points.forgetBefore(oldest);
    if (this.from !== null && this.from < oldest) this.from = oldest;
  }
}
