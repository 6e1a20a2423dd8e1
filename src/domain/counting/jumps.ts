// Role: follows the clock of a log through one summary, and keeps the places of the first lines of each jump, which are
// outliers if it is refuted (semantics.md, "Jumps").

import { LogClock, type LogClockOptions, type LogClockState } from "./log_clock.ts";

/** Of each jump the places of so many lines are kept. */
export const KEPT_OF_JUMP = 10;
/** Of one summary so many lines of refuted jumps are kept; all are counted. */
const KEPT_OF_SUMMARY = 1000;

/** A line, placed relative to its slice. */
export interface LinePlace {
  /** Lines of the slice before it. */
  readonly line: number;
  /** Byte offset in the slice. */
  readonly offset: number;
  /** Its first 200 bytes as printable text. */
  readonly sample: string;
}

/** What became of the clock of a log while a summary was made. Plain data. */
export interface Jumps {
  /** The clock after the summary. */
  readonly clock: LogClockState;
  /** What became of the jump that was open before the summary; null where none was. */
  readonly before: "open" | "refuted" | "confirmed" | null;
  /** Outliers: records of jumps that were refuted by records of this summary. Some may lie before it. */
  readonly outliers: number;
  /** The first lines of each of these jumps, as far as they lie in this summary. */
  readonly lines: readonly LinePlace[];
  /** The first lines of the jump that is open after the summary, as far as they lie in it. */
  readonly waiting: readonly LinePlace[];
  /** The event time before the first record of the summary that jumped; null where none did. */
  readonly jumpedFrom: number | null;
}

/** Nothing has come, and the clock stands where it stood. */
export function noJumps(clock: LogClockState): Jumps {
  const before = clock.candidate === null ? null : "open";
  return { clock, before, outliers: 0, lines: [], waiting: [], jumpedFrom: null };
}

/**
 * What a summary that was made without knowing the clock brings in its place: after `clock`, as {@link fits} has said that it is
 * right there.
 */
export function inPlace(clock: LogClockState, first: number | null, own: Jumps): Jumps {
  if (first === null) return noJumps(clock);
  return {
    ...own,
    clock: { ...own.clock, latest: Math.max(clock.latest!, own.clock.latest!), begins: clock.begins },
    // Its first record is on time.
    before: clock.candidate === null ? null : "refuted",
    outliers: own.outliers + clock.waiting,
  };
}

/** The times of the records of a summary that was made without knowing the clock. */
export interface SummaryTimes {
  /** Of the first accepted record; null where there is none. */
  readonly first: number | null;
  /** The smallest of those that are not late, or a smaller one; null where there are none. */
  readonly smallest: number | null;
  /** The smallest of the event times before each late one, or a smaller one; null where none is late. */
  readonly lateFrom: number | null;
  /** See {@link Jumps}. */
  readonly jumps: Pick<Jumps, "jumpedFrom">;
}

/** Whether such a summary is right after `clock`: each record is late, and jumps, if and only if it would in its place. */
export function fits(
  { latest }: LogClockState,
  { first, smallest, lateFrom, jumps: { jumpedFrom } }: SummaryTimes,
  { lateness, maxJump }: LogClockOptions,
): boolean {
  if (first === null) return true;
  if (latest === null || first > latest + maxJump) return false;
  // What is late, or jumps, in view of a time at least as large as any before would do so in its place, too.
  return (smallest === null || smallest >= latest - lateness) && (lateFrom === null || lateFrom >= latest) &&
    (jumpedFrom === null || jumpedFrom >= latest);
}

/** Follows a clock, summary by summary. Where nothing jumps, three numbers are all that is needed of it. */
export class JumpTracker {
  /** M: the largest time that the clock has followed; −Infinity before its second record. */
  latest = -Infinity;
  /** M − D, or the watermark of the source where that is larger: what is earlier is late; −Infinity before there is one. */
  watermark = -Infinity;
  /** Times up to this one are late, or move the clock at once: {@link moveTo} is all they need. −1: none is. */
  limit = -1;
  readonly #options: LogClockOptions;
  #clock: LogClock;
  #floor = -Infinity;
  #isAssumed = false;
  #before: Jumps["before"] = null;
  #outliers = 0;
  #lines: LinePlace[] = [];
  #waiting: LinePlace[] = [];
  #jumpedFrom: number | null = null;

  /** A clock that stands nowhere; see {@link begin}. */
  constructor(options: LogClockOptions) {
    this.#options = options;
    this.#clock = new LogClock(options);
  }

  /** Whether {@link limit} says what needs no more than {@link moveTo}; while a jump is open, every record has to be observed. */
  get isUsual(): boolean {
    return this.limit >= 0 || this.#isAssumed && this.latest === -Infinity;
  }

  /**
   * Begins a summary. With null the clock before is not known, and the first record is taken to be a usual one. `floor` is the
   * watermark of a source that has not waited for its log.
   */
  begin(state: LogClockState | null, floor: number | null = null): void {
    this.#floor = floor ?? -Infinity;
    this.#clock = new LogClock(this.#options, state ?? undefined);
    this.#isAssumed = state === null;
    this.#before = state?.candidate == null ? null : "open";
    this.#outliers = 0;
    this.#lines = [];
    this.#waiting = [];
    this.#jumpedFrom = null;
    this.#read();
  }

  /** What came of it. */
  end(): Jumps {
    this.#write();
    return {
      clock: this.#clock.state,
      before: this.#before,
      outliers: this.#outliers,
      lines: this.#lines,
      waiting: this.#waiting,
      jumpedFrom: this.#jumpedFrom,
    };
  }

  /** Takes over that usual records have moved the clock to a later time. */
  moveTo(latest: number): void {
    this.latest = latest;
    this.watermark = Math.max(latest - this.#options.lateness, this.#floor);
    this.limit = latest + this.#options.maxJump;
  }

  /**
   * The next record's time, any time; returns how it is judged: {@link IS_LATE}, or {@link IS_WAITING} where its line is one of the first
   * of a jump, to be given to {@link keep}.
   */
  observe(time: number): number {
    if (this.#isAssumed && this.latest === -Infinity) {
      this.moveTo(time);
      return 0;
    }
    this.#write();
    if (time > this.latest + this.#options.maxJump && this.latest !== -Infinity) {
      this.#jumpedFrom ??= this.latest;
    }
    const { late, ended, outliers, isWaiting } = this.#clock.observe(time);
    if (ended !== null) {
      if (this.#before === "open") this.#before = ended;
      if (ended === "refuted") {
        this.#lines.push(...this.#waiting.slice(0, KEPT_OF_SUMMARY - this.#lines.length));
      }
      this.#outliers += outliers;
      this.#waiting = [];
    }
    this.#read();
    if (late) return IS_LATE;
    return isWaiting && this.#clock.state.waiting <= KEPT_OF_JUMP ? IS_WAITING : 0;
  }

  /** Keeps the place of a line that waits. */
  keep(place: LinePlace): void {
    this.#waiting.push(place);
  }

  /** The clock learns how far usual records have moved it. */
  #write(): void {
    const { state } = this.#clock;
    if (this.limit < 0 || state.latest === this.latest) return;
    if (state.latest !== null) this.#clock.moveTo(this.latest);
    else this.#clock = new LogClock(this.#options, { ...state, latest: this.latest });
  }

  #read(): void {
    const { state: { latest }, limit } = this.#clock;
    this.latest = latest ?? -Infinity;
    this.watermark = Math.max(this.latest - this.#options.lateness, this.#floor);
    this.limit = limit;
  }
}

/** How a record is judged; 0: neither. */
export const IS_LATE = 1, IS_WAITING = 2;
