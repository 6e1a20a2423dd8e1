// Role: the watermark of a source out of the clocks of its logs (semantics.md, "Several logs in one source"), in the most
// obvious way. Used by `reference.ts`.

import type { Clock } from "./clock.ts";

/** One log while it is read. */
export interface ReadLog {
  readonly clock: Clock<unknown>;
  /** Where it begins; null where it has no record. */
  readonly begins: number | null;
  /** Whether there are lines that were not read. */
  isUnread: boolean;
}

/** "Its position is M; before M is set, where it begins"; null where it has no record. */
export function positionOf({ clock, begins }: ReadLog): number | null {
  return clock.M ?? begins;
}

/** "next is always a piece of the log whose position is smallest"; null where all has been read. */
export function nextOf<Log extends ReadLog>(logs: readonly Log[]): Log | null {
  let next: Log | null = null;
  for (const log of logs) {
    if (!log.isUnread) continue;
    // A log without a record adds nothing but rejects, wherever it stands.
    if (next === null || (positionOf(log) ?? Infinity) < (positionOf(next) ?? Infinity)) next = log;
  }
  return next;
}

/** "the smallest position of the logs that hold it back, minus D"; null where there is none. */
export function watermarkOf(logs: readonly ReadLog[], lateness: number, idleLog: number): number | null {
  // "The source has no watermark before the M of one of its logs is set."
  const largest = Math.max(...logs.map(({ clock: { M } }) => M ?? -Infinity));
  if (largest === -Infinity) return null;
  const positions = logs.flatMap((log) => {
    const position = positionOf(log);
    // "A log holds the source back while it has bytes that this run has not read, or while its position ≥ the largest M
    // of all logs − I."
    return position !== null && (log.isUnread || position >= largest - idleLog) ? [position] : [];
  });
  return Math.min(...positions) - lateness;
}
