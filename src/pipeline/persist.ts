// Role: last stage of the walk: writes what came, together with the state and the offsets it belongs to, in one
// transaction, and only then passes it on; so whatever is announced is durable. Gathers in `pending_change.ts`.

import type { Transition } from "../domain/alert.ts";
import type { BucketRows } from "../domain/bucket_rows.ts";
import type { Provisional } from "../domain/monitor.ts";
import type { Reject } from "../domain/reject.ts";
import type { InputPosition, RunCounts, Session } from "../stores/store.ts";
import type { Engine } from "./engine.ts";
import type { Watched } from "./monitor.ts";
import { PendingChange } from "./pending_change.ts";

/** What one commit made durable. */
export interface Committed {
  /** Buckets that turned final, by start. */
  readonly closed: readonly BucketRows[];
  /** Decided transitions, in order. */
  readonly transitions: readonly Transition[];
  /** Kept rejects, in order. */
  readonly rejects: readonly Reject[];
  /** What it adds to the run's counts. */
  readonly counts: RunCounts;
  /** At the end of the run: how many buckets are open, and what the seconds that are not final would bring. */
  readonly ending: { readonly openBuckets: number; readonly provisional: readonly Transition[] } | null;
}

/** When what has come is committed. */
export interface CommitRule {
  /** After every piece: the log is followed, and looked at again from what is stored. */
  readonly follow: boolean;
  /** Played back in time: at every final bucket and alert. */
  readonly paced: boolean;
  /** Otherwise once so many bytes have come. */
  readonly bytes: number;
}

/** Bytes that a commit is worth, and final buckets after which it is not put off, so that memory stays bounded. */
export const COMMIT_BYTES: number = 4 << 20;
const MOST_BUCKETS = 2000;

/**
 * Commits every few slices, or, where the log is played back in time (`paced`), when a bucket turns final or an alert
 * changes. Where the open state is large, it waits until as many bytes have come, so that
 * writing it does not outgrow reading. After the last slice, and in a silence, it commits the rest with the open buckets and provisional alerts,
 * unless nothing came and those that are stored are right already.
 */
export async function* persist(
  steps: AsyncIterable<Watched>,
  engine: Engine,
  session: Session,
  { follow, paced, bytes }: CommitRule,
): AsyncGenerator<Committed, void> {
  let pending = new PendingChange();
  let isSettled = session.saved === null || session.saved.settled;
  /** The provisional alerts that are stored; null where they are those of the run before. */
  let stored: string | null = null;
  let stateBytes = 0;
  const isDue = (): boolean => {
    const { parts: { closed }, transitions, bytes: came } = pending;
    if (follow) return true;
    return paced
      ? closed.length > 0 || transitions.length > 0
      : came >= Math.max(bytes, stateBytes) || closed.length >= MOST_BUCKETS;
  };
  const commit = async (ending: Ending | null): Promise<Committed> => {
    const change = await pending.change(engine, ending);
    const transitions = pending.transitions;
    pending = new PendingChange();
    session.commit(change);
    engine.positions = replaced(engine.positions, change.inputs);
    isSettled = ending !== null;
    stateBytes = change.checkpoint.length;
    stored = ending && JSON.stringify(ending.provisional.alerts);
    return { ...change, transitions, ending: ending && endingOf(ending) };
  };
  const settle = async (silence: number): Promise<Committed> => {
    const ending = endAt(engine, silence);
    const isStored = isSettled && (stored === null || stored === JSON.stringify(ending.provisional.alerts));
    if (!isStored || !pending.isEmpty || engine.gaps.length > 0) return await commit(ending);
    return { closed: [], transitions: [], rejects: [], counts: NO_COUNTS, ending: endingOf(ending) };
  };
  for await (const step of steps) {
    pending.add(step);
    if (step.silence > 0) yield await settle(step.silence);
    else if (isDue()) {
      yield await commit(null);
    }
  }
  yield await settle(0);
}

/** What is not final yet. */
interface Ending {
  readonly open: BucketRows[];
  readonly provisional: Provisional;
}

const NO_COUNTS: RunCounts = { bytes: 0, read: 0, accepted: 0, rejected: 0, late: 0 };

/** What is not final, evaluated up to the largest event time and as many seconds beyond it as nothing has come. */
function endAt({ first, latest, buckets, monitor }: Engine, silence: number): Ending {
  const provisional = first === null || latest === null
    ? { alerts: [], transitions: [] }
    : monitor.provisional(first, latest + Math.floor(silence));
  return { open: buckets.snapshot(), provisional };
}

function endingOf({ open, provisional }: Ending): Committed["ending"] {
  return { openBuckets: open.length, provisional: provisional.transitions };
}

function replaced(positions: readonly InputPosition[], moved: readonly InputPosition[]): InputPosition[] {
  const byId = new Map(positions.map((position) => [position.id, position]));
  for (const position of moved) byId.set(position.id, position);
  return [...byId.values()];
}
