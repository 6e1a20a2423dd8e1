// Role: M, C and L of one log (semantics.md, "Jumps"), in the most obvious way. Used by `reference.ts`.

import type { Line } from "./records.ts";

/** The options that decide what a jump is. */
export interface JumpOptions {
  /** D, seconds. */
  readonly lateness: number;
  /** J, seconds; Infinity: nothing is a jump. */
  readonly maxJump: number;
}

/** The clock of one log; `Place` says where a record stands, for those that turn out to be outliers. */
export class Clock<Place> {
  /** "Each log keeps M, a candidate C (the time at which a jump began; none at the start) and L" */
  M: number | null = null;
  C: number | null = null;
  L: number | null = null;
  /** "T0 is C at the moment when M is first set" */
  T0: number | null = null;
  /** The records of the candidate. */
  #waiting: Place[] = [];
  readonly #options: JumpOptions;

  constructor(options: JumpOptions) {
    this.#options = options;
  }

  /** Whether a record is late in its log. To be asked before {@link observe}. */
  isLate(t: number): boolean {
    const { lateness: D, maxJump: J } = this.#options;
    // "The record is **late** when its time < M − D."
    if (this.M !== null) return t < this.M - D;
    // "While M is not set, a record is late when C − J ≤ t < C − D."
    return this.C !== null && this.C - J <= t && t < this.C - D;
  }

  /** "For an accepted record with time t, in order". Returns the records that are known to be outliers now. */
  observe(t: number, place: Place): Place[] {
    const { lateness: D, maxJump: J } = this.#options;
    if (this.M === null) {
      // "without C, C = t"
      if (this.C === null) return this.#begin(t, place);
      // "t < C − J: C = t (what came before was the outlier)"
      if (t < this.C - J) return this.#begin(t, place);
      this.T0 = this.C;
      // "t ≤ C + J: M = max(C, t) and C is cleared"
      if (t <= this.C + J) return this.#confirm(Math.max(this.C, t));
      // "t > C + J: M = C, and the record is taken as a jump"
      this.#confirm(this.C);
      return this.#begin(t, place);
    }
    if (t <= this.M + J) {
      // "If C is set, and the record is not late, C is refuted: its records were **outliers**"
      const outliers = t >= this.M - D ? this.#clear() : [];
      // "t ≤ M + J: M = max(M, t)"
      this.M = Math.max(this.M, t);
      return outliers;
    }
    const V = Math.max(D, 60);
    // "without C, C = L = t"
    if (this.C === null || this.L === null) return this.#begin(t, place);
    // "With C: t < C − V: what came before were outliers, and C = L = t"
    if (t < this.C - V) return this.#begin(t, place);
    // "t < C + V: L = max(L, t)"
    if (t < this.C + V) {
      this.L = Math.max(this.L, t);
      this.#waiting.push(place);
      return [];
    }
    // "t ≥ C + V: the jump is confirmed: where t ≤ L + J, M = max(L, t) and C is cleared"
    if (t <= this.L + J) return this.#confirm(Math.max(this.L, t));
    // "else M = L, and the record is taken as a jump from there"
    this.#confirm(this.L);
    return this.#begin(t, place);
  }

  #begin(t: number, place: Place): Place[] {
    const outliers = this.#waiting;
    this.C = this.L = t;
    this.#waiting = [place];
    return outliers;
  }

  #confirm(time: number): Place[] {
    this.M = time;
    this.#clear();
    return [];
  }

  #clear(): Place[] {
    const waiting = this.#waiting;
    this.C = this.L = null;
    this.#waiting = [];
    return waiting;
  }
}

/** "where a log begins: C at the moment when its M is first set, or as it is where it never is"; null without a record. */
export function beginningOf(lines: readonly Line[], options: JumpOptions): number | null {
  const clock = new Clock<null>(options);
  for (const { result } of lines) {
    if (typeof result === "string") continue;
    clock.observe(result.time, null);
    if (clock.T0 !== null) return clock.T0;
  }
  return clock.C;
}
