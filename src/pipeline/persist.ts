// Role: last stage of the walk: writes what came, together with the state and the offsets it belongs to, in one
// transaction, and only then passes it on; so whatever is announced is durable. Gathers in `pending_change.ts`.

import type { Transition } from "../domain/alert.ts";
import type { BucketRows } from "../domain/bucket_rows.ts";
import type { Reject } from "../domain/reject.ts";
import type { RunCounts, Session } from "../stores/store.ts";
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

/**
 * Commits per slice, or, where the log is played back in time (`paced`), when a bucket turns final or an alert
 * changes. After the last slice it commits the rest with the open buckets and provisional alerts, unless nothing
 * came and those that are stored are right already.
 */
export async function* persist(
  steps: AsyncIterable<Watched>,
  engine: Engine,
  session: Session,
  paced: boolean,
): AsyncGenerator<Committed, void> {
  let pending = new PendingChange();
  let isSettled = session.saved === null || session.saved.settled;
  for await (const step of steps) {
    pending.add(step);
    isSettled = false;
    if (paced && pending.parts.closed.length === 0 && pending.transitions.length === 0) continue;
    const change = await pending.change(engine, null);
    session.commit(change);
    const { closed, rejects, counts } = change;
    yield { closed, rejects, counts, transitions: pending.transitions, ending: null };
    pending = new PendingChange();
  }
  const { first, latest } = engine;
  const open = engine.buckets.snapshot();
  const provisional = first === null || latest === null
    ? { alerts: [], transitions: [] }
    : engine.monitor.provisional(first, latest);
  const change = await pending.change(engine, { open, provisional });
  if (!isSettled) session.commit(change);
  const ending = { openBuckets: open.length, provisional: provisional.transitions };
  yield {
    closed: change.closed,
    rejects: change.rejects,
    counts: change.counts,
    transitions: pending.transitions,
    ending,
  };
}
