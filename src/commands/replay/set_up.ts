// Role: sets a replay up and ends it: the lock, the store, the sender, the logs, the threads, what is announced, the row of
// the run.

import { EXIT_CODES, Problem } from "../../domain/problem.ts";
import { withBuiltIn } from "../../domain/rules/built_in.ts";
import { loadScreen } from "../../formats/load_screen.ts";
import { BrokenPipe, type Host, stopCode } from "../../host/host.ts";
import { absolute } from "../../inputs/files/expand_paths.ts";
import { sourceName } from "../../inputs/files/source_name.ts";
import { rangeThreads } from "../../pipeline/count/count.ts";
import { Engine } from "../../pipeline/engine.ts";
import type { Logs } from "../../pipeline/follow.ts";
import type { Committed } from "../../pipeline/persist.ts";
import type { Plan } from "../../plan.ts";
import type { StoreLock } from "../../stores/sqlite/file/lock.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import type { OutboxStore } from "../../stores/outbox.ts";
import type { RunDescription, Session, Store } from "../../stores/store.ts";
import { printable } from "../../render/text/printable.ts";
import { VERSION } from "../../version.ts";
import type { Invocation } from "../command.ts";
import { warn } from "../shared/messages.ts";
import { takeLock } from "../shared/database_lock.ts";
import { givenRules } from "../shared/rules_option.ts";
import { announcer } from "./announce/choose.ts";
import { refuseKnownElsewhere } from "./known_elsewhere.ts";
import { RunLogs } from "./log_counts.ts";
import { ReplayLogs } from "./logs.ts";
import { type NamedPlan, replayPlan } from "./make_plan.ts";
import { maxAgeOf } from "../notify/max_age_option.ts";
import type { ReplayNotify } from "./notify.ts";
import { ReplayProgress } from "./progress.ts";
import { checkQueries } from "./screening.ts";
import { formatHint, readAs } from "./warnings/format_hint.ts";
import { type RejectLimits, rejectLimits, RejectWatch } from "./warnings/reject_limits.ts";
import { ReplayWarnings } from "./warnings/replay_warnings.ts";

/** A replay that can begin. Disposing closes everything that it has open. */
export interface OpenReplay extends AsyncDisposable {
  readonly plan: NamedPlan;
  /** The logs, each where it was left. */
  readonly logs: Logs;
  readonly engine: Engine;
  readonly session: Session;
  /** The threads that help to count. */
  readonly threads: ReturnType<typeof rangeThreads>;
  /** Shows what a commit made durable, and sends its messages. */
  announce(saved: Committed): void;
  /** Ends the run after its last commit: its row, the summary, the messages that are left. Returns the exit code. */
  finish(): Promise<number>;
  /** Ends the run after an error, which is noted in its row. */
  fail(error: unknown): void;
}

/**
 * Opens all that a replay needs. Null where another run has the database and this one does not wait, or was stopped while it
 * waited.
 *
 * Errors: `Problem`s of the options, the logs, the lock and the database.
 */
export async function openReplay(invocation: Invocation, host: Host): Promise<OpenReplay | null> {
  const startedAt = host.now();
  const options = replayPlan(invocation, host, await givenRules(invocation, host));
  const limits = rejectLimits(invocation);
  const notify = invocation.flags.notify ? await loadNotify(invocation, options, host) : null;
  await using opened = new AsyncDisposableStack();
  // Validate the logs before opening the store. Re-open them after taking the lock: they may have been rotated meanwhile.
  const logs = opened.use(
    await ReplayLogs.open(options, { isQuiet: invocation.flags.quiet ?? false, keeps: true }, host),
  );
  const lock = opened.use(await takeLock(options.database, invocation, host));
  if (lock === null) return null;
  const { store, asked, session } = leavingFailure(lock, options, startedAt, host, () => {
    const store = opened.use(sqlite.open(options.database, () => host.now(), lock));
    const source = options.source ?? defaultSource(options.files, logs.first, store, host);
    const asked: NamedPlan = Object.freeze({ ...options, source });
    return { store, asked, session: store.begin(describe(asked, invocation, startedAt)) };
  });
  const plan: NamedPlan = Object.freeze({ ...asked, dimensions: session.dimensions });
  try {
    const replay = await begin(opened, { plan, session, store, logs, notify, limits }, invocation, host);
    const kept = opened.move();
    return { ...replay, [Symbol.asyncDispose]: () => kept.disposeAsync() };
  } catch (error) {
    // A run that was refused is none.
    const isRefusal = error instanceof Problem && (error.kind === "usage" || error === logs.problem);
    if (!isRefusal) finishEarly(session, error);
    throw error;
  }
}

/** Begins a run. What the disk refuses then has no row in the database: the lock keeps it. */
function leavingFailure<Begun>(
  lock: StoreLock,
  { source, files }: Plan,
  startedAt: number,
  host: Host,
  begin: () => Begun,
): Begun {
  try {
    return begin();
  } catch (error) {
    if (error instanceof Problem && error.kind === "io") {
      const times = { startedAt: Math.floor(startedAt), endedAt: Math.floor(host.now()) };
      const name = source ?? sourceName(files, host);
      lock.leave({ run: null, source: name, status: "failed", ...times, message: error.message });
    }
    throw error;
  }
}

/**
 * Earlier versions named every source after the first file: one that was begun so keeps that name. So does one whose log is named by a link
 * that leads to another file by now.
 */
function defaultSource(files: readonly string[], first: string, store: Store, host: Host): string {
  const name = sourceName(files, host);
  if (store.holds(name)) return name;
  if (name !== first && store.holds(first)) return first;
  return files.length === 1 ? store.namedAfter(absolute(files[0], host)) ?? name : name;
}

interface Parts {
  readonly plan: NamedPlan;
  readonly session: Session;
  readonly store: Store;
  readonly logs: ReplayLogs;
  readonly notify: ReplayNotify | null;
  readonly limits: RejectLimits;
}

async function begin(
  opened: AsyncDisposableStack,
  { plan: given, session, store, logs, notify, limits }: Parts,
  invocation: Invocation,
  host: Host,
): Promise<Omit<OpenReplay, typeof Symbol.asyncDispose>> {
  const stop = host.stopSignal(), plan = await screenedPlan(given, session, host);
  logs.screenWith(plan.screen);
  const sender = opened.use(notify?.sender(plan.database, store.outbox.ofSource(plan.source)) ?? null);
  // Started before the logs are opened, so that they load meanwhile.
  const threads = opened.use(rangeThreads(logs.unreadBytes(session.saved?.inputs ?? []), plan, host));
  const engine = new Engine(session, plan);
  const read = await logs.refresh(engine, session), inputs = read.flatMap(({ inputs }) => inputs);
  const nameless = invocation.values.source === undefined ? logs.first : null;
  if (nameless !== null) await refuseKnownElsewhere(inputs, logs.history, plan.source, store);
  const counts = new RunLogs(inputs), rejects = new RejectWatch(limits);
  const progress = new ReplayProgress(counts, engine, plan, host), show = announcer(invocation, plan, host);
  const warnings = new ReplayWarnings(counts, { engine, session, plan }, host);
  const tell = (text: string | null): void => show.warn(text && `warning: ${text}`);
  for (const warner of [logs, notify]) if (warner !== null) warner.onWarning = tell;
  for (const text of await warnings.atStart(nameless)) tell(text);
  show.start(progress.now(), plan.format === null ? readAs(inputs) : null);
  const refresh: Logs["refresh"] = async () => {
    session.assertInPlace();
    const opened = await logs.refresh(engine, session);
    for (const text of await warnings.renew(opened.flatMap(({ inputs }) => inputs))) tell(text);
    return opened;
  };
  const tick = (): void => {
    show.tick(progress.now());
    sender?.kick();
  };
  return {
    ...{ plan, session, engine, threads, logs: { inputs: read, refresh, tick } },
    announce(saved) {
      show.saved(progress.take(saved));
      for (const watch of [warnings, rejects]) watch.add(saved);
      if (plan.follow) {
        show.warn(rejects.early(counts.counts, host.monotonic()) ?? rejects.otherHeader());
        tell(warnings.early(progress.totals));
      }
      sender?.kick();
    },
    async finish() {
      const status = stop.aborted ? "interrupted" : "ok";
      session.finish(status, null);
      show.end(progress.summary(plan.source, status, logs.format?.name ?? null));
      for (const text of [rejects.last(counts.counts), rejects.otherHeader()]) show.warn(text);
      show.warn(await formatHint(inputs, plan, rejects, host, engine.times !== null));
      for (const text of await warnings.atEnd(progress.totals)) tell(text);
      if (sender !== null) await notify?.drain(sender);
      (await strandedIn(store.outbox, plan, invocation, host)).forEach(tell);
      return stopCode(stop) || (logs.hasGap || rejects.hasFailed ? EXIT_CODES.data : 0);
    },
    fail(error) {
      show.end(null);
      finishEarly(session, error);
    },
  };
}

/** Messages that the notifiers of the rule file do not get; none without one. */
async function strandedIn(
  outbox: OutboxStore,
  { source, rules }: Pick<NamedPlan, "source" | "rules">,
  invocation: Invocation,
  host: Host,
): Promise<readonly string[]> {
  if (rules === null) return [];
  const { strandedTexts } = await import("../notify/delivery_text.ts");
  const now = host.now(), known = new Set(rules.notifiers.map(({ id }) => id));
  return strandedTexts(outbox.ofSource(source).due(now), known, { now, maxAge: maxAgeOf(invocation) });
}

/**
 * With the settings of the source, which are known by now.
 *
 * Errors: those of `checkQueries`.
 */
async function screenedPlan(plan: NamedPlan, session: Session, host: Host): Promise<NamedPlan> {
  const { bots } = session.screening;
  checkQueries(plan.givenScreening, session.screening);
  if (bots !== null) session.useBotList((await host.lists()).botList);
  const { screening } = session, screen = await loadScreen(screening, host.lists);
  // Of a new source it is empty.
  if (bots && bots !== screening.bots) {
    warn(
      host,
      `bots are known by ${screening.bots} from now on, and were by ${
        printable(bots)
      }: agents may be judged otherwise than ` +
        "before. --fresh reads the log anew.",
    );
  }
  return Object.freeze({ ...plan, screening, screen });
}

function describe(plan: NamedPlan, { values }: Invocation, startedAt: number): RunDescription {
  const { files, format, kinds: _kinds, rules, series: _series, futureLimit: _clock, detect: _, ...others } =
    plan;
  const { givenScreening, screening: _screening, screen: _screen, ...options } = others;
  const given = { rules: values.rules ?? null, advanceTo: values["advance-to"] ?? null };
  return {
    source: plan.source,
    meaning: { ...options, format: format?.name ?? null },
    dimensions: plan.dimensions ?? undefined,
    screening: givenScreening,
    rules: withBuiltIn(rules, plan.threshold, plan.window),
    fresh: plan.fresh,
    startedAt,
    files,
    options: { ...options, ...givenScreening, format: format?.name ?? "auto", ...given },
    version: VERSION,
  };
}

/** What `--notify` needs is loaded where it is asked for. */
async function loadNotify(invocation: Invocation, { rules }: Plan, host: Host): Promise<ReplayNotify> {
  const { ReplayNotify } = await import("./notify.ts");
  return await ReplayNotify.prepare(invocation, rules, host);
}

/** Notes in the row of the run why it ended early, if the store can still be written to; the error is what counts. */
function finishEarly(session: Session, error: unknown): void {
  const status = error instanceof BrokenPipe ? "interrupted" : "failed";
  try {
    session.finish(status, error instanceof Error ? error.message : String(error));
  } catch {
    // The store is what failed.
  }
}
