// Role: the logs of one source: the event time of the source out of their clocks, and which log is read next
// (semantics.md, "Several logs in one source").

import type { LogClockState } from "./log_clock.ts";
import { type LogState, NEW_LOG, type SourceTimes } from "./log_state.ts";

/** What all logs together have come to. Plain data, part of the checkpoint. */
export interface SourceLogsState {
  /** T0; null before the event time of the source is set. */
  readonly first: number | null;
  /** E: the event time of the source; null before it is set. */
  readonly reached: number | null;
  readonly logs: readonly LogState[];
}

/** A log while a run reads it. */
interface OpenLog {
  state: LogState;
  /** See {@link SourceLogs.beginAt}. */
  begins: number | null;
  /** Whether it has bytes that this run has not read. */
  isUnread: boolean;
}

/**
 * Follows the clocks of several logs. The position of a log is its event time M; before that is set, where it begins. A log holds
 * the source back while this run has not read it to its end, or while its position is at most `idleLog` seconds behind
 * the largest M. The event time E of the source is the smallest position of those that hold it back, and never falls:
 * E − D is its watermark.
 *
 * @example
 * ```ts
 * import { SourceLogs } from "./source_logs.ts";
 * import { NOT_BEGUN } from "./log_clock.ts";
 * import assert from "node:assert/strict";
 *
 * const logs = new SourceLogs({ first: null, reached: null, logs: [] }, 600);
 * const [a, b] = logs.open([[], []]);
 * logs.beginAt(a, 100);
 * logs.beginAt(b, 160);
 * assert.equal(logs.next([a, b]), a);
 * logs.move(a, 0, { clock: { ...NOT_BEGUN, latest: 500, begins: 100 }, waiting: [] });
 * // The other log still holds the source back where it begins, and is read next.
 * assert.deepEqual([logs.eventTime, logs.next([a, b])], [160, b]);
 * logs.move(b, 1, { clock: { ...NOT_BEGUN, latest: 700, begins: 160 }, waiting: [] });
 * assert.equal(logs.eventTime, 500);
 * ```
 */
export class SourceLogs {
  readonly #idleLog: number;
  readonly #logs: OpenLog[];
  #first: number | null;
  #reached: number | null;

  /** Continues from a state; `idleLog` is I, seconds. */
  constructor({ first, reached, logs }: SourceLogsState, idleLog: number) {
    this.#idleLog = idleLog;
    this.#first = first;
    this.#reached = reached;
    this.#logs = logs.map((state) => ({ state, begins: -Infinity, isUnread: false }));
  }

  /** E; null before it is set. */
  get eventTime(): number | null {
    return this.#reached;
  }

  /** The largest M; null before one is set. */
  get largest(): number | null {
    return largestOf(this.#logs);
  }

  /** To be stored with the results. Logs without a record are left out. */
  get state(): SourceLogsState {
    const logs = this.#logs.map(({ state }) => state).filter(({ clock }) => hasRecord(clock));
    return { first: this.#first, reached: this.#reached, logs };
  }

  /** Where the source begins, and how far it has come; null before the first record. */
  get times(): SourceTimes | null {
    let begins = Infinity, last = -Infinity;
    for (const { state: { clock } } of this.#logs) {
      begins = Math.min(begins, clock.begins ?? clock.candidate ?? Infinity);
      last = Math.max(last, clock.latest ?? -Infinity, clock.reach ?? -Infinity);
    }
    return last === -Infinity ? null : { first: this.#first ?? begins, last };
  }

  /** Records of jumps that are open: outliers, if they are refuted. */
  get unsettled(): number {
    return this.#logs.reduce(
      (sum, { state: { clock: { latest, waiting } } }) => sum + (latest === null ? 0 : waiting),
      0,
    );
  }

  /** Where a log stands: M, or where it begins; null where that is not known. */
  positionOf(log: number): number | null {
    return finite(positionOf(this.#logs[log]));
  }

  /** The clock of a log, by its number. */
  clockOf(log: number): LogClockState {
    return this.#logs[log].state.clock;
  }

  /** Lines of a log that wait for its jump to be confirmed or refuted. */
  waitingOf(log: number): LogState["waiting"] {
    return this.#logs[log].state.waiting;
  }

  /**
   * Begins to read these logs, and no others; returns their numbers. Each is given by the numbers of those of its inputs that
   * were read before, also of ones that are gone, the latest first. By the first one that is known the log is known again; of two
   * that would be the same, the second begins anew.
   */
  open(found: readonly (readonly number[])[]): number[] {
    for (const log of this.#logs) log.isUnread = false;
    return found.map((inputs) => {
      const log = this.#knownBy(inputs) ?? this.#logs.push({ state: NEW_LOG, ...NOT_READ_AHEAD }) - 1;
      this.#logs[log] = { state: this.#logs[log].state, ...NOT_READ_AHEAD };
      return log;
    });
  }

  /** Where a log begins that has no event time yet, as reading ahead has shown; null where it has no record. */
  beginAt(log: number, begins: number | null): void {
    this.#logs[log].begins = begins;
  }

  /** The log to be read next: of these numbers, in order, the first one of the smallest position. */
  next(logs: Iterable<number>): number {
    let next = -1, least = Infinity;
    for (const log of logs) {
      // A log without a record adds nothing but rejects, wherever it stands.
      const position = positionOf(this.#logs[log]) ?? Infinity;
      if (next < 0 || position < least) [next, least] = [log, position];
    }
    return next;
  }

  /** Takes over where a log stands after its next piece, which is of this input. */
  move(log: number, input: number, { clock, waiting }: Pick<LogState, "clock" | "waiting">): void {
    const open = this.#logs[log], { inputs } = open.state;
    open.state = { inputs: inputs.includes(input) ? inputs : [...inputs, input], clock, waiting };
    this.#settle();
  }

  /** A log has been read to its end; returns whether the source's event time has moved because of that. */
  finish(log: number): boolean {
    const before = this.#reached;
    this.#logs[log].isUnread = false;
    this.#settle();
    return this.#reached !== before;
  }

  /** The event time of the source where the clocks of some logs, which are being read, stood so; null before it is set. */
  eventTimeWith(clocks: ReadonlyMap<number, LogClockState>): number | null {
    return this.#reachedBy(this.#logs.map((open, log) => {
      const clock = clocks.get(log);
      return clock === undefined ? open : { ...open, state: { ...open.state, clock } };
    }));
  }

  /** The event time of the source if these logs, which have been read to their ends, did not hold it back; null before it is set. */
  eventTimeWithout(silent: readonly number[]): number | null {
    const holding = this.#logs.filter((_, log) => !silent.includes(log));
    return holding.length === 0 ? this.#reached : this.#reachedBy(holding);
  }

  /** The first log that has one of the inputs; of one that is open already, nothing. */
  #knownBy(inputs: readonly number[]): number | undefined {
    for (const input of inputs) {
      const log = this.#logs.findIndex(({ state }) => state.inputs.includes(input));
      if (log >= 0) return this.#logs[log].isUnread ? undefined : log;
    }
  }

  #settle(): void {
    const reached = this.#reachedBy(this.#logs);
    // The log that begins first has been read, or reading ahead has shown where it begins.
    if (reached !== null) this.#first ??= Math.min(...this.#logs.map(beginningOf));
    this.#reached = reached;
  }

  /** The event time that these logs would let the source reach; it never falls. */
  #reachedBy(logs: readonly OpenLog[]): number | null {
    const largest = largestOf(logs);
    if (largest === null) return this.#reached;
    let reached = Infinity;
    for (const log of logs) {
      const position = positionOf(log);
      if (position === null || !log.isUnread && position < largest - this.#idleLog) continue;
      reached = Math.min(reached, position);
    }
    return reached === -Infinity ? this.#reached : Math.max(this.#reached ?? -Infinity, reached);
  }
}

/** Where such a log begins is not known. */
const NOT_READ_AHEAD = Object.freeze({ begins: -Infinity, isUnread: true });

/** M; before it is set, where the log begins; null where it has no record, −Infinity where it is not known. */
function positionOf({ state: { clock }, begins, isUnread }: OpenLog): number | null {
  return clock.latest ?? (isUnread ? begins : finite(begins) ?? clock.candidate);
}

/** Where a log begins, as far as that is known; Infinity where it is not. */
function beginningOf({ state: { clock }, begins }: OpenLog): number {
  return clock.begins ?? finite(begins) ?? clock.candidate ?? Infinity;
}

function largestOf(logs: readonly OpenLog[]): number | null {
  return finite(Math.max(-Infinity, ...logs.map(({ state: { clock } }) => clock.latest ?? -Infinity)));
}

function finite(begins: number | null): number | null {
  return begins === -Infinity ? null : begins;
}

function hasRecord({ latest, candidate }: LogClockState): boolean {
  return latest !== null || candidate !== null;
}
