// Role: the walk of a replay over whole logs with nothing stored: when the rules of a plan would have fired.

import type { MissWatch } from "../domain/backtest/nearest_miss.ts";
import { type BacktestOutcome, outcomeOf } from "../domain/backtest/outcome.ts";
import type { Host } from "../host/host.ts";
import type { LogInputs } from "../inputs/input.ts";
import type { Plan } from "../plan.ts";
import type { Session } from "../stores/store.ts";
import { decideOnly } from "./alert.ts";
import { bucket } from "./bucket.ts";
import { count, rangeThreads } from "./count/count.ts";
import { DrySession } from "./dry_session.ts";
import { Engine } from "./engine.ts";
import { seekableBytes } from "./count/input_ranges.ts";
import { persist } from "./persist.ts";
import { read } from "./read.ts";

/** Opens the logs, each from its first record on. */
export type OpenLogs = (engine: Engine, session: Session) => Promise<readonly LogInputs[]>;

/** What rules would have done on logs of so many records, of which they did not see the late ones. */
export interface LogOutcome extends BacktestOutcome {
  readonly accepted: number;
  readonly late: number;
  /** Records that have a duration; counted only where rules look at durations. */
  readonly timed: number;
}

/**
 * Reads the logs to their ends and evaluates the rules of the plan. Null where there is no accepted record, or where the
 * host's stop signal was aborted. `misses` observes all values on the way.
 */
export async function backtest(
  open: OpenLogs,
  plan: Plan,
  misses: MissWatch | null,
  host: Host,
): Promise<LogOutcome | null> {
  const session = new DrySession();
  const engine = new Engine(session, plan, misses?.observe);
  const logs = await open(engine, session);
  using threads = rangeThreads(bytesOf(logs), plan, host);
  const counted = count([read(logs, host)], engine, plan, threads, host);
  const decided = decideOnly(bucket(counted, engine), engine);
  // It sends nothing.
  for await (const _ of persist(decided, engine, session, { ...plan, source: "" }, host));
  const { times, alerts } = session;
  if (times === null || host.stopSignal().aborted) return null;
  // Seconds that are not final yet were evaluated, but not observed.
  if (misses !== null) engine.monitor.provisional(times.first, times.last, misses.observe);
  return {
    ...outcomeOf(times.first, times.last, alerts, misses?.misses ?? new Map()),
    ...session.counts,
    timed: engine.timed,
  };
}

/** Time of the last record; null where there is none, or where the host's stop signal was aborted. */
export async function lastTime(open: OpenLogs, plan: Plan, host: Host): Promise<number | null> {
  const session = new DrySession(), engine = new Engine(session, plan);
  const logs = await open(engine, session);
  using threads = rangeThreads(bytesOf(logs), plan, host);
  for await (const _ of count([read(logs, host)], engine, plan, threads, host));
  return host.stopSignal().aborted ? null : engine.times?.last ?? null;
}

function bytesOf(logs: readonly LogInputs[]): number {
  return logs.flatMap(({ inputs }) => inputs).reduce((sum, input) => sum + seekableBytes(input), 0);
}
