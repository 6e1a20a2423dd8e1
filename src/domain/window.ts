// Role: a sliding window of hits over event time. `monitor.ts` moves it forward and asks a rule about each stretch.

/** The on-time hits of one second. */
export interface SecondHits {
  /** Epoch second. */
  readonly time: number;
  /** On-time hits, > 0. */
  readonly hits: number;
}

/**
 * The sum of hits with times in (s − width, s], for s moving forward second by second. It jumps from one second at
 * which the sum changes to the next, so that years of silence cost nothing.
 *
 * @example
 * ```ts
 * import { SlidingWindow } from "./window.ts";
 * import assert from "node:assert/strict";
 *
 * const window = new SlidingWindow(2, 9);
 * window.add({ time: 10, hits: 3 });
 * const seen: number[][] = [];
 * window.advance(13, 0, (from, to, hits) => seen.push([from, to, hits]));
 * assert.deepEqual(seen, [[10, 11, 3], [12, 13, 0]]);
 * ```
 */
export class SlidingWindow {
  /** Width in seconds, ≥ 1. */
  readonly width: number;
  /** The last second that has been passed. */
  through: number;
  /** Seconds by time: [0, #entered) are or were in the window, the rest lie ahead. */
  #seconds: { time: number; hits: number }[] = [];
  #entered = 0;
  #left = 0;
  #sum = 0;

  /** A window that stands at the second `through` with nothing in it. */
  constructor(width: number, through: number) {
    this.width = width;
    this.through = through;
  }

  /** Adds hits to a second; one at or before `through` counts at once if the window still covers it. */
  add({ time, hits }: SecondHits): void {
    if (time <= this.through - this.width) return;
    let at = this.#seconds.length;
    while (at > 0 && this.#seconds[at - 1].time > time) at--;
    const before = this.#seconds[at - 1];
    if (before?.time === time) before.hits += hits;
    else {
      this.#seconds.splice(at, 0, { time, hits });
      if (time <= this.through) this.#entered++;
    }
    if (time <= this.through) this.#sum += hits;
  }

  /**
   * Moves on to the second `to`, and calls `visit` for each stretch [from, to] of seconds with the same sum, in
   * order, leaving out the seconds before `first`.
   */
  advance(to: number, first: number, visit: (from: number, to: number, hits: number) => void): void {
    while (this.through < to) {
      const second = this.through + 1;
      const seconds = this.#seconds;
      while (this.#entered < seconds.length && seconds[this.#entered].time <= second) {
        this.#sum += seconds[this.#entered++].hits;
      }
      while (this.#left < this.#entered && seconds[this.#left].time <= second - this.width) {
        this.#sum -= seconds[this.#left++].hits;
      }
      const nextIn = this.#entered < seconds.length ? seconds[this.#entered].time : Infinity;
      const nextOut = this.#left < this.#entered ? seconds[this.#left].time + this.width : Infinity;
      const last = Math.min(nextIn - 1, nextOut - 1, to);
      if (last >= first) visit(Math.max(second, first), last, this.#sum);
      this.through = last;
    }
    this.#forget();
  }

  /** A window in the same state that moves on its own. */
  copy(): SlidingWindow {
    const copy = new SlidingWindow(this.width, this.through);
    copy.#seconds = this.#seconds.slice(this.#left).map((second) => ({ ...second }));
    copy.#entered = this.#entered - this.#left;
    copy.#sum = this.#sum;
    return copy;
  }

  #forget(): void {
    if (this.#left < 1024) return;
    this.#seconds.splice(0, this.#left);
    this.#entered -= this.#left;
    this.#left = 0;
  }
}
