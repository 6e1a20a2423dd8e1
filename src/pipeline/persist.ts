// Role: last stage of the walk: writes what came, together with the state and the offsets it belongs to, in one
// transaction, and only then passes it on; so whatever is announced is durable. Gathers in `pending_change.ts`.

import type { Alert, Transition } from "../domain/alerts/alert.ts";
import type { BucketRows } from "../domain/buckets/rows.ts";
import type { Provisional } from "../domain/monitor/monitor.ts";
import type { Reject } from "../domain/reject.ts";
import type { InputPosition, RunCounts, Session } from "../stores/store.ts";
import type { Engine } from "./engine.ts";
import type { Evaluated } from "./monitor.ts";
import { ChangeBuilder } from "./pending_change.ts";

/** What one commit made durable. */
export interface Committed {
  /** Buckets that turned final, by start. */
  readonly closed: readonly BucketRows[];
  /** Decided transitions, in order. */
  readonly transitions: readonly Transition[];
  /** Alerts that gained their explanation, in the order in which they fired. */
  readonly explained: readonly Alert[];
  /** Kept rejects, in order. */
  readonly rejects: readonly Reject[];
  /** What it adds to the run's counts. */
  readonly counts: RunCounts;
  /** At the end of the run, and in a silence: how many buckets are open, and what the seconds that are not final would bring. */
  readonly ending: { readonly openBuckets: number; readonly provisional: readonly Transition[] } | null;
}

/** When what has come is committed before all there is has been read. */
export interface CommitRule {
  /** Played back in time: at every final bucket and alert. */
  readonly paced: boolean;
  /** Otherwise once so many bytes have come; earlier where that takes long, and where they bring many rows. */
  readonly bytes: number;
  /** Seconds of a clock that only goes forward. */
  readonly now: () => number;
  /** Up to when the end of the run lets time go on, epoch seconds; see `Plan`. */
  readonly advanceTo?: (() => number) | null;
}

/**
 * Bytes after which what has come is committed in any case. A commit costs some milliseconds, as much as reading some
 * MiB; what a killed run had not committed is read again, and this much is read in a fraction of a second.
 */
export const COMMIT_BYTES: number = 128 << 20;
/** Bytes that a commit is worth after `PATIENCE` seconds, where they come slowly. */
const LEAST_BYTES = 4 << 20, PATIENCE = 0.5;
/** Rows after which a commit is not put off, so that memory stays bounded: about 5 MB. */
const MOST_ROWS = 50_000;

/**
 * Commits when much has come, or, where the log is played back in time (`paced`), when a bucket turns final or an alert
 * changes. Where the open state is large, it waits until as many bytes have come, so that writing it does not outgrow
 * reading. After the last slice, and where a followed log has been read to its end, it commits the rest with the open
 * buckets and provisional alerts, unless nothing came and those that are stored are right already.
 */
export async function* persist(
  steps: AsyncIterable<Evaluated>,
  engine: Engine,
  session: Session,
  { paced, bytes, now, advanceTo = null }: CommitRule,
): AsyncGenerator<Committed, void> {
  let pending = new ChangeBuilder();
  let isSettled = session.saved === null || session.saved.settled;
  /** The provisional alerts that are stored; null where they are those of the run before. */
  let stored: string | null = null;
  let stateBytes = 0, committedAt = now();
  const isDue = (): boolean => {
    const { parts: { closed }, transitions, bytes: came, rows } = pending;
    if (paced) return closed.length > 0 || transitions.length > 0;
    const enough = now() - committedAt < PATIENCE ? bytes : Math.min(bytes, LEAST_BYTES);
    return rows >= MOST_ROWS || came >= Math.max(enough, stateBytes);
  };
  const commit = async (ending: Ending | null): Promise<Committed> => {
    const change = await pending.change(engine, ending);
    const { transitions, explained } = pending;
    pending = new ChangeBuilder();
    session.commit(change);
    engine.positions = replaced(engine.positions, change.inputs);
    isSettled = ending !== null;
    stateBytes = change.checkpoint.length;
    committedAt = now();
    stored = ending && JSON.stringify(ending.provisional.alerts);
    return { ...change, transitions, explained, ending: ending && endingOf(ending) };
  };
  const settle = async (silence: number, until: number | null): Promise<Committed> => {
    const ending = endAt(engine, silence, until);
    // What the run before has stored is right still, unless time has gone on.
    const isStored = isSettled &&
      (stored === null ? !ending.isAhead : stored === JSON.stringify(ending.provisional.alerts));
    if (!isStored || !pending.isEmpty || engine.gaps.length > 0) return await commit(ending);
    return {
      closed: [],
      transitions: [],
      explained: [],
      rejects: [],
      counts: NO_COUNTS,
      ending: endingOf(ending),
    };
  };
  for await (const step of steps) {
    pending.add(step);
    if (step.input === null) {
      const settled = await settle(step.silence, null);
      // While lines come, what they would bring changes with each of them: it is stored, and not told.
      yield step.silence > 0 ? settled : { ...settled, ending: null };
    } else if (isDue()) yield await commit(null);
  }
  yield await settle(0, advanceTo && advanceTo());
}

/** What is not final yet. */
interface Ending {
  readonly open: BucketRows[];
  readonly provisional: Provisional;
  readonly inSilence: boolean;
  /** Whether time that was let go on beyond the last record shows. */
  readonly isAhead: boolean;
}

const NO_COUNTS: RunCounts = { bytes: 0, read: 0, accepted: 0, rejected: 0, late: 0 };

/**
 * What is not final, evaluated up to the largest event time and as many seconds beyond it as nothing has come, or up to
 * `until`.
 */
function endAt({ first, latest, buckets, monitor }: Engine, silence: number, until: number | null): Ending {
  const open = buckets.snapshot();
  if (first === null || latest === null) {
    return { open, provisional: { alerts: [], transitions: [] }, inSilence: silence >= 1, isAhead: false };
  }
  const provisional = monitor.provisional(first, latest + Math.floor(silence));
  if (until === null || until <= latest) {
    return { open, provisional, inSilence: silence >= 1, isAhead: false };
  }
  const ahead = monitor.provisional(first, Math.floor(until));
  // Where nothing comes of it, the next run finds what it would have found anyway.
  const isAhead = JSON.stringify(ahead.alerts) !== JSON.stringify(provisional.alerts);
  return { open, provisional: ahead, inSilence: isAhead, isAhead };
}

function endingOf({ open, provisional }: Ending): Committed["ending"] {
  return { openBuckets: open.length, provisional: provisional.transitions };
}

function replaced(positions: readonly InputPosition[], moved: readonly InputPosition[]): InputPosition[] {
  const byId = new Map(positions.map((position) => [position.id, position]));
  for (const position of moved) byId.set(position.id, position);
  return [...byId.values()];
}
