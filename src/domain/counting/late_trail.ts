// Role: remembers where in the logs most records were late, and what had moved event time ahead there, so that the end of a run can
// name a line.

import type { LogClockState } from "./log_clock.ts";

/** A stretch of one input as it was counted at once, and the clock of its log before it. */
export interface LateStretch {
  /** Number of the input. */
  readonly input: number;
  /** Byte offset of its first line, and how many lines are before it in the input. */
  readonly offset: number;
  readonly before: number;
  /** How many lines it has. */
  readonly lines: number;
  /** What is in force there, see `LineReader.directives`. */
  readonly directives: string | null;
  readonly clock: LogClockState;
}

/** Follows what is counted, stretch by stretch; costs nothing for each record. */
export class LateTrail {
  /** Of each log the stretch that moved its event time last. */
  readonly #moved = new Map<number, LateStretch>();
  #late = 0;
  #worst: { readonly stretch: LateStretch; readonly mover: LateStretch | null } | null = null;

  /** The stretch with most late records, and the one that had moved event time before it; null where none was late. */
  get worst(): { readonly stretch: LateStretch; readonly mover: LateStretch | null } | null {
    return this.#worst;
  }

  /** The next stretch of a log, after which its event time is `latest`. */
  note(log: number, stretch: LateStretch, late: number, latest: number | null): void {
    if (late > this.#late) {
      this.#late = late;
      this.#worst = { stretch, mover: this.#moved.get(log) ?? null };
    }
    if (latest !== stretch.clock.latest) this.#moved.set(log, stretch);
  }
}
