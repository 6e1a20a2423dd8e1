// Role: what a run must know again of each log of a source, and the times of the source that follow from it.

import type { Reject } from "../reject.ts";
import { type LogClockState, NOT_BEGUN } from "./log_clock.ts";

/** A line of a jump that is open. */
export type WaitingLine = Omit<Reject, "reason">;

/** Where a log stands. Plain data, part of the checkpoint. */
export interface LogState {
  /** Numbers of the inputs that are its parts, by which a later run knows it again. */
  readonly inputs: readonly number[];
  /** Its clock. */
  readonly clock: LogClockState;
  /** The first lines of the jump that is open: outliers, if it is refuted. */
  readonly waiting: readonly WaitingLine[];
}

/** The state of a log that has no record yet. */
export const NEW_LOG: LogState = Object.freeze({ inputs: [], clock: NOT_BEGUN, waiting: [] });

/** First and last event time of a source. */
export interface SourceTimes {
  /** T0; where the first log begins, before it is known for good. */
  readonly first: number;
  /** The largest event time of its logs, and of their jumps that are open. */
  readonly last: number;
}
