// Role: last stage of the walk: writes results together with the state and the offsets they belong to in one transaction,
// and only then passes them on; so everything that is announced is durable.

import type { Alert, Transition } from "../domain/alerts/alert.ts";
import type { BucketRows } from "../domain/buckets/rows.ts";
import { rowCount } from "../domain/buckets/value_columns.ts";
import { HOURLY } from "../domain/dimensions/dimensions.ts";
import type { Provisional } from "../domain/monitor/monitor.ts";
import type { Reject } from "../domain/reject.ts";
import type { Host } from "../host/host.ts";
import type { Plan } from "../plan.ts";
import { type Change, NO_COUNTS, type RunCounts, type Session } from "../stores/store.ts";
import type { Alerted } from "./alert.ts";
import { ChangeBuilder } from "./change_builder.ts";
import type { Engine } from "./engine.ts";
import { Heard } from "./heard.ts";
import type { Silence } from "./read.ts";
import { type ClockReading, type TellingPlan, ToldAhead } from "./told_ahead.ts";

/** What one commit made durable. */
export interface Committed {
  /** Buckets that turned final, by start. */
  readonly closed: readonly BucketRows[];
  /** What late records added to buckets that were final. */
  readonly amended: Change["amended"];
  /** Decided transitions, in order. */
  readonly transitions: readonly Transition[];
  /** Alerts that gained their explanation, in the order in which they fired. */
  readonly explained: readonly Alert[];
  /** Kept rejects, in order. */
  readonly rejects: readonly Reject[];
  /** All rejects by reason. */
  readonly rejected: Change["rejected"];
  /** What it adds to the run's counts. */
  readonly counts: RunCounts;
  /** At the end of the run, and in a silence, also of one log: how many buckets are open, and what the seconds that are not final would bring. */
  readonly ending: { readonly openBuckets: number; readonly provisional: readonly Transition[] } | null;
}

/**
 * Bytes after which a commit is due in any case. A commit costs some milliseconds, and tens of them where the hours that are
 * open have thousands of values; a killed run's successor reads again what was not committed, and this much is read in a second.
 */
export const COMMIT_BYTES: number = 1 << 30;
/** Bytes that a commit is worth after `PATIENCE` seconds, where they come slowly. */
const LEAST_BYTES = 4 << 20, PATIENCE = 1;
/** What a stream has brought is committed after `PATIENCE` seconds, too, but after no less than so many times as long as a commit takes. */
const STREAM_PART = 20;
/**
 * Rows of hours are written again with every commit. Each takes as long as reading so many bytes; so few cost nothing to speak of, and
 * no number of them counts for more than so many bytes: a stream that ends badly cannot be read again.
 */
const HOUR_ROW_BYTES = 1024, FEW_HOUR_ROWS = 4096;
export const MOST_HOUR_BYTES: number = 32 << 20;
/**
 * Rows after which a commit is not put off: memory stays bounded, about 15 MB, and while they are written other threads read on. At the
 * end of a run they have nothing to do.
 */
const MOST_ROWS = 150_000;

/**
 * Commits when much has come, or, where the log is played back in time, when a bucket turns final or an alert changes. Where
 * the open state is large, it waits until as many bytes have come, so that writing it does not outgrow reading. What a stream brings waits
 * for a second at most, or for twenty times as long as a commit takes: nothing says when it will go on. After the
 * last piece, and where a followed log has been read to its end, it commits the rest with the open buckets and provisional
 * alerts, unless nothing came and the stored ones are right already.
 */
export async function* persist(
  items: AsyncIterable<Alerted>,
  engine: Engine,
  session: Session,
  plan: Pick<Plan, "timescale" | "advanceTo" | "until" | "idleAdvance"> & TellingPlan,
  host: Pick<Host, "monotonic" | "sliceBytes" | "now" | "stopSignal">,
): AsyncGenerator<Committed, void> {
  const { timescale, advanceTo } = plan,
    told = new ToldAhead(session.saved, plan),
    heard = new Heard(plan, host);
  let pending = new ChangeBuilder(), stateBytes = 0, committedAt = host.monotonic(), took = 0;
  let isSettled = session.saved === null || session.saved.settled;
  /** The provisional alerts that are stored, as JSON; null where they are those of the run before. */
  let stored: string | null = null;
  const isDue = (step: Alerted): boolean => {
    const { parts: { closed }, transitions, bytes, rows } = pending;
    if (timescale > 0) return closed.length > 0 || transitions.length > 0;
    const waited = host.monotonic() - committedAt;
    if (isOfStream(step) && bytes > 0 && waited >= Math.max(PATIENCE, took * STREAM_PART)) return true;
    const most = host.sliceBytes ?? COMMIT_BYTES,
      enough = waited < PATIENCE ? most : Math.min(most, LEAST_BYTES);
    return rows >= MOST_ROWS || bytes >= Math.max(enough, stateBytes);
  };
  const commit = async (ending: Ending | null): Promise<Committed> => {
    const { transitions, explained } = pending, begun = host.monotonic();
    const change = await pending.change(engine, ending);
    pending = new ChangeBuilder();
    session.commit(change);
    told.decided(change.alerts);
    engine.committed(change.inputs);
    isSettled = ending !== null;
    stateBytes = change.checkpoint.length + bytesOfHours(change);
    committedAt = host.monotonic(), took = committedAt - begun;
    stored = ending && JSON.stringify(ending.provisional.alerts);
    return { ...change, transitions, explained, ending: null };
  };
  const commitEnd = async (silence: Silence | null, until: number | null): Promise<Committed> => {
    told.decided(pending.decided);
    const ending = endAt(engine, silence?.seconds ?? 0, until, told.reach);
    const shown = announced(ending, engine, silence), clock = clockAt(engine, silence, until, host);
    pending.parts.outbox.push(...await told.messages(ending.provisional, engine, clock));
    // The provisional alerts of the run before are right still, unless time has gone beyond its last record.
    const isStored = isSettled &&
      (stored === null ? !ending.isAhead() : stored === JSON.stringify(ending.provisional.alerts));
    const hasNews = !pending.isEmpty || engine.gaps.length > 0 || pending.parts.outbox.length > 0;
    return { ...!isStored || hasNews ? await commit(ending) : NOTHING, ending: shown };
  };
  for await (const step of items) {
    if (step.input === null && step.silence !== null) {
      yield await commitEnd(heard.silenceOf(step.silence), null);
    } else {
      if (step.input !== null) heard.note(step.input.log, step.summary.accepted);
      pending.add(step);
      if (!(step.input !== null && step.isHalf) && isDue(step)) yield await commit(null);
    }
  }
  // Where it was stopped, the log has gone on further than it was read.
  const isOver = advanceTo === null || host.stopSignal().aborted;
  yield await commitEnd(null, isOver ? null : Math.min(advanceTo(), plan.until ?? Infinity));
}

function isOfStream({ input }: Alerted): boolean {
  return input !== null && input.file.size === null;
}

function clockAt(
  { times }: Engine,
  silence: Silence | null,
  until: number | null,
  host: Pick<Host, "now">,
): ClockReading {
  const now = Math.floor(host.now());
  const silent = silence === null || times === null || silence.seconds < 1
    ? null
    : times.last + silence.seconds;
  const reached = silence === null ? until : silent;
  return { clock: times === null || reached === null ? null : Math.min(Math.floor(reached), now), now };
}

/** What is not final yet. */
interface Ending {
  readonly open: BucketRows[];
  readonly provisional: Provisional;
  readonly inSilence: boolean;
  /** Whether seconds beyond the last record change the provisional alerts. */
  readonly isAhead: () => boolean;
}

const NOTHING: Committed = Object.freeze({
  closed: [],
  amended: [],
  transitions: [],
  explained: [],
  rejects: [],
  rejected: {},
  counts: NO_COUNTS,
  ending: null,
});

/**
 * What is not final, evaluated up to the largest event time and as many seconds beyond it as the silence lasts, or up to
 * `until`; in any case up to `told`, the last second about which something was told.
 */
function endAt(
  { times, buckets, monitor }: Engine,
  silence: number,
  until: number | null,
  told: number,
): Ending {
  const open = buckets.snapshot(), inSilence = silence >= 1;
  if (times === null) {
    return { open, provisional: { alerts: [], transitions: [] }, inSilence, isAhead: () => false };
  }
  const { first, last } = times, heard = last + Math.floor(silence);
  const provisional = monitor.provisional(first, heard), reach = Math.max(until ?? -Infinity, told);
  const differ = (one: Provisional, other: Provisional): boolean =>
    JSON.stringify(one.alerts) !== JSON.stringify(other.alerts);
  if (reach <= heard) {
    return {
      ...{ open, provisional, inSilence },
      // Asked for until something is stored, not in each silence.
      isAhead: () => inSilence && differ(provisional, monitor.provisional(first, last)),
    };
  }
  const ahead = monitor.provisional(first, Math.floor(reach));
  // Where nothing comes of it, the next run finds what it would have found anyway.
  const isAhead = differ(ahead, provisional);
  return { open, provisional: ahead, inSilence: isAhead, isAhead: () => isAhead };
}

/**
 * What is shown of it: all at the end of the run and in a silence. While lines come, the provisional alerts change with each of
 * them: then only what waits for silent logs alone is shown, if there are any.
 */
function announced(
  { open, provisional: { transitions } }: Ending,
  { logs, monitor, lateness }: Engine,
  silence: Silence | null,
): Committed["ending"] {
  const openBuckets = open.length;
  if (silence === null || silence.seconds > 0) return { openBuckets, provisional: transitions };
  const { times } = logs, eventTime = silence.logs.length === 0 ? null : logs.eventTimeWithout(silence.logs);
  if (times === null || eventTime === null) return null;
  const until = eventTime - lateness - 1;
  return { openBuckets, provisional: monitor.provisional(times.first, until).transitions };
}

/** What the hours of a commit cost, in bytes that could have been read instead. */
export function bytesOfHours({ hours }: Pick<Change, "hours">): number {
  let rows = 0;
  for (const { values } of hours) for (const { name } of HOURLY) rows += rowCount(values, name);
  return Math.min(Math.max(0, rows - FEW_HOUR_ROWS) * HOUR_ROW_BYTES, MOST_HOUR_BYTES);
}
