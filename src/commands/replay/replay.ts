// Role: the command `replay`: the walk of the log from bytes to SQLite rows. Its options are in `options.ts`,
// judged in `make_plan.ts`; what it tells goes through `progress.ts` to an announcer.

import { EXIT_CODES } from "../../domain/problem.ts";
import { BrokenPipe, type Host } from "../../host/host.ts";
import { bucket } from "../../pipeline/bucket.ts";
import { resume } from "../../pipeline/engine.ts";
import { explainAlerts } from "../../pipeline/explain.ts";
import { messages } from "../../pipeline/messages.ts";
import { monitor } from "../../pipeline/monitor.ts";
import { follow } from "../../pipeline/follow.ts";
import type { Input } from "../../inputs/input.ts";
import { withBuiltIn } from "../../domain/rules/built_in.ts";
import { pace } from "../../pipeline/pace.ts";
import { COMMIT_BYTES, persist } from "../../pipeline/persist.ts";
import type { Plan } from "../../plan.ts";
import { ranges, rangeThreads } from "../../pipeline/ranges.ts";
import { read } from "../../pipeline/read.ts";
import { summarize } from "../../pipeline/summarize.ts";
import { STORES } from "../../stores/mod.ts";
import type { RunDescription, Session } from "../../stores/store.ts";
import { VERSION } from "../../version.ts";
import { announcer } from "./announce/choose.ts";
import type { Command, Invocation } from "../command.ts";
import { REPLAY_OPTIONS } from "./options.ts";
import type { ReplayNotify } from "./notify.ts";
import { ReplayLogs } from "./logs.ts";
import { replayPlan } from "./make_plan.ts";
import { givenRules } from "../shared/rules_option.ts";
import { ReplayProgress } from "./progress.ts";
import { takeLock } from "../shared/database_lock.ts";

async function run(invocation: Invocation, host: Host): Promise<number> {
  const startedAt = host.now();
  const plan = replayPlan(invocation, host, await givenRules(invocation, host));
  const notify = invocation.flags.notify ? await notifying(invocation, plan, host) : null;
  const stop = host.stopSignal();
  // Judged before the store is touched; looked at again once nobody else writes, because logs move on meanwhile.
  using logs = await ReplayLogs.judge(plan, host);
  using lock = await takeLock(plan.database, invocation, host);
  if (lock === null) return stop.aborted ? exitCodeOf(stop) : 0;
  using store = STORES[0].open(plan.database, () => host.now(), lock);
  await using sender = notify?.sender(plan.database, store) ?? null;
  const source = plan.source ?? logs.first;
  const session = store.begin(describe(plan, invocation, source, startedAt));
  try {
    const isWhole = !plan.follow && plan.timescale === 0;
    // Begun here, so that they load while the logs are looked at.
    using threads = rangeThreads(isWhole ? logs.unreadBytes(session.saved?.inputs ?? []) : null, plan, host);
    const engine = resume(session, plan);
    const inputs = await logs.look(engine, session);
    const progress = new ReplayProgress(inputs, engine, plan, host);
    const show = announcer(invocation, { source, bucketSize: plan.bucketSize }, host);
    show.start(progress.now());
    try {
      const tick = (): void => {
        show.tick(progress.now());
        sender?.kick();
      };
      const reread = (): Promise<readonly Input[]> => logs.look(engine, session);
      const slices = plan.follow ? follow(inputs, { ...plan, reread, tick }, host) : read(inputs, host);
      const paced = plan.timescale > 0 ? pace(slices, plan, host, tick) : slices;
      const summaries = isWhole
        ? ranges(inputs, threads, engine, plan, host)
        : summarize(paced, engine, plan);
      const buckets = bucket(summaries, engine);
      const watched = explainAlerts(monitor(buckets, engine), engine);
      const told = messages(watched, engine, plan, source);
      const bytes = host.sliceBytes ?? COMMIT_BYTES;
      const { advanceTo } = plan;
      const rule = { paced: plan.timescale > 0, bytes, now: () => host.monotonic(), advanceTo };
      for await (const saved of persist(told, engine, session, rule)) {
        show.saved(progress.take(saved));
        sender?.kick();
      }
      const status = stop.aborted ? "interrupted" : "ok";
      session.finish(status, null);
      show.end(progress.summary(source, status));
      if (sender !== null) await notify?.drain(sender);
    } catch (error) {
      show.end(null);
      throw error;
    }
    return stop.aborted ? exitCodeOf(stop) : logs.hasGap ? EXIT_CODES.data : 0;
  } catch (error) {
    finishEarly(session, error);
    throw error;
  }
}

function describe(plan: Plan, { values }: Invocation, source: string, startedAt: number): RunDescription {
  const { files, format, kinds: _kinds, rules, series: _series, futureLimit: _clock, ...options } = plan;
  return {
    source,
    meaning: { ...options, format: format.name },
    rules: withBuiltIn(rules, plan.threshold, plan.window),
    fresh: plan.fresh,
    startedAt,
    files,
    options: {
      ...options,
      source,
      format: format.name,
      rules: values.rules ?? null,
      advanceTo: values["advance-to"] ?? null,
    },
    version: VERSION,
  };
}

/** What `--notify` needs is loaded where it is asked for. */
async function notifying(invocation: Invocation, { rules }: Plan, host: Host): Promise<ReplayNotify> {
  const { ReplayNotify } = await import("./notify.ts");
  return await ReplayNotify.prepare(invocation, rules, host);
}

/** Notes in the ledger why the run ended early, if the store can still be written to; the error is what counts. */
function finishEarly(session: Session, error: unknown): void {
  const status = error instanceof BrokenPipe ? "interrupted" : "failed";
  try {
    session.finish(status, error instanceof Error ? error.message : String(error));
  } catch {
    // The store is what failed.
  }
}

/** 128 + the signal's number, as shells count. */
function exitCodeOf(stop: AbortSignal): number {
  return stop.reason === "SIGTERM" ? 143 : 130;
}

/** Replays logs into the database; the default command. */
export const replay: Command = {
  name: "replay",
  summary: "read access logs, show traffic and alerts live, store them",
  usage: ["replay [OPTIONS] FILE…", "FILE…", "replay [OPTIONS] -"],
  details:
    "Reads CSV access logs (columns remotehost, rfc931, authuser, date, request, status, bytes, in any order, " +
    "named by a header line), sums them up in time buckets, evaluates alert rules, and writes the results to one " +
    "SQLite file. The next run continues where this one stopped: every line is counted once. Several files are one source.",
  options: REPLAY_OPTIONS,
  examples: [
    ["httplog replay access.csv", "count what is new in access.csv"],
    ["httplog access.csv --timescale 0.01", "show a hundred logged seconds per second"],
    ["zcat access.csv.gz | httplog replay - --source shop", "read standard input"],
    ["httplog replay access.csv -b 60 --fresh", "start anew with buckets of a minute"],
  ],
  run,
};
