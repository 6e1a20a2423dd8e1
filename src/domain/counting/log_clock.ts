// Role: the clock of one log: how far its event time has come, and which records came with a time that it does not follow
// (semantics.md, "Jumps"). Pure; the kernel does the usual case by itself.

/** Seconds of event time for which a jump must last before the clock follows, at least. */
const LEAST_PROOF = 60;

/** Where a clock stands. Plain data, part of the checkpoint. */
export interface LogClockState {
  /** M: the log's event time; null before its second record. Records earlier than M − D are late. */
  readonly latest: number | null;
  /** C: the time at which a jump began; null where none did. */
  readonly candidate: number | null;
  /** L: the largest time since then; null where none did. */
  readonly reach: number | null;
  /** Records of the jump so far: outliers, if it turns out to be none. */
  readonly waiting: number;
  /** Where the log begins: C at the moment when M was first set; null before. */
  readonly begins: number | null;
}

/** The state of a log that has no record yet. */
export const NOT_BEGUN: LogClockState = Object.freeze({
  latest: null,
  candidate: null,
  reach: null,
  waiting: 0,
  begins: null,
});

/** What decides about jumps. */
export interface LogClockOptions {
  /** Lateness D, seconds. */
  readonly lateness: number;
  /** J: what is so many seconds ahead at most moves the clock at once. Infinity: everything does. */
  readonly maxJump: number;
}

/** What one record did. */
export interface Observed {
  /** Whether it is late in its log. */
  readonly late: boolean;
  /**
   * What became of the jump before it: `refuted`, its records were outliers; `confirmed`, the clock has followed; null,
   * there was none, or it is still open.
   */
  readonly ended: "refuted" | "confirmed" | null;
  /** Records of a refuted jump; else 0. */
  readonly outliers: number;
  /** Whether the record belongs to a jump that is open. If a jump ended with it, it is the first of another one. */
  readonly isWaiting: boolean;
}

/**
 * Follows the times of a log, record by record, in order. A record at most `maxJump` ahead moves the clock at once. One further
 * ahead begins a jump, which is confirmed by a record at least max(D, 60) seconds after its first, and refuted by one that
 * is on time by the old clock. Late records decide nothing.
 *
 * @example
 * ```ts
 * import { LogClock } from "./log_clock.ts";
 * import assert from "node:assert/strict";
 *
 * const clock = new LogClock({ lateness: 30, maxJump: 3600 });
 * for (const time of [1000, 1001]) clock.observe(time);
 * assert.equal(clock.observe(90_000).isWaiting, true);
 * assert.deepEqual(clock.observe(1002), { late: false, ended: "refuted", outliers: 1, isWaiting: false });
 * // A quiet night: the clock follows after a minute.
 * for (let time = 50_000; time < 50_060; time++) clock.observe(time);
 * assert.equal(clock.state.latest, 1002);
 * assert.equal(clock.observe(50_060).ended, "confirmed");
 * assert.equal(clock.state.latest, 50_060);
 * ```
 */
export class LogClock {
  readonly #lateness: number;
  readonly #maxJump: number;
  readonly #proof: number;
  #latest: number | null;
  #candidate: number | null;
  #reach: number | null;
  #waiting: number;
  #begins: number | null;

  /** Continues from a state. */
  constructor({ lateness, maxJump }: LogClockOptions, state: LogClockState = NOT_BEGUN) {
    this.#lateness = lateness;
    this.#maxJump = maxJump;
    this.#proof = Math.max(lateness, LEAST_PROOF);
    this.#latest = state.latest;
    this.#candidate = state.candidate;
    this.#reach = state.reach;
    this.#waiting = state.waiting;
    this.#begins = state.begins;
  }

  /** To be stored with the results. */
  get state(): LogClockState {
    return {
      latest: this.#latest,
      candidate: this.#candidate,
      reach: this.#reach,
      waiting: this.#waiting,
      begins: this.#begins,
    };
  }

  /**
   * Records up to this time only move the clock to the largest of them, or are late; −1 where every record must be observed
   * one by one.
   */
  get limit(): number {
    return this.#latest === null || this.#candidate !== null ? -1 : this.#latest + this.#maxJump;
  }

  /** M; null before it is set. */
  get latest(): number | null {
    return this.#latest;
  }

  /** Where the log begins: C at the moment when M was set; null before. */
  get begins(): number | null {
    return this.#begins;
  }

  /** Takes over what records up to {@link limit} brought: the largest of their times and M. */
  moveTo(latest: number): void {
    this.#latest = latest;
  }

  /** The next record's time. */
  observe(time: number): Observed {
    if (this.#latest !== null && time < this.#latest - this.#lateness) return LATE;
    if (this.#latest !== null && time <= this.#latest + this.#maxJump) {
      this.#latest = Math.max(this.#latest, time);
      return this.#candidate === null ? USUAL : this.#end("refuted");
    }
    const candidate = this.#candidate, reach = this.#reach;
    if (candidate === null || reach === null) {
      this.#begin(time);
      return BEGINS;
    }
    if (this.#isBefore(time, candidate)) {
      const refuted = this.#end("refuted");
      this.#begin(time);
      return { ...refuted, isWaiting: true };
    }
    if (this.#latest !== null && time < candidate + this.#proof) {
      this.#reach = Math.max(reach, time);
      this.#waiting++;
      return BEGINS;
    }
    // The second record of a log may be late in view of the first.
    const late = this.#latest === null && time < candidate - this.#lateness;
    this.#begins ??= candidate;
    const confirmed = { ...this.#end("confirmed"), late };
    const follows = time <= reach + this.#maxJump;
    this.#latest = follows ? Math.max(reach, time) : reach;
    if (follows) return confirmed;
    this.#begin(time);
    return { ...confirmed, isWaiting: true };
  }

  /** Whether a record begins another jump, so far before the one that is open that this one cannot be true. */
  #isBefore(time: number, candidate: number): boolean {
    return time < candidate - (this.#latest === null ? this.#maxJump : this.#proof);
  }

  #begin(time: number): void {
    this.#candidate = this.#reach = time;
    this.#waiting = 1;
  }

  #end(ended: "refuted" | "confirmed"): Observed {
    const outliers = ended === "refuted" ? this.#waiting : 0;
    this.#candidate = this.#reach = null;
    this.#waiting = 0;
    return { late: false, ended, outliers, isWaiting: false };
  }
}

const USUAL: Observed = Object.freeze({ late: false, ended: null, outliers: 0, isWaiting: false });
const LATE: Observed = Object.freeze({ ...USUAL, late: true });
const BEGINS: Observed = Object.freeze({ ...USUAL, isWaiting: true });
