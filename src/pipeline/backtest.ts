// Role: the walk of a replay over whole logs with nothing stored: what the rules of a plan would have done. What they would
// have done over stored seconds is in `backtest_seconds.ts`.

import type { MissWatch } from "../domain/backtest/nearest_miss.ts";
import { type BacktestOutcome, outcomeOf } from "../domain/backtest/outcome.ts";
import type { Host } from "../host/host.ts";
import type { Session } from "../stores/store.ts";
import { bucket } from "./bucket.ts";
import { type Engine, resume } from "./engine.ts";
import type { Input } from "../inputs/input.ts";
import { MemorySession } from "./dry_session.ts";
import { monitor } from "./monitor.ts";
import { COMMIT_BYTES, persist } from "./persist.ts";
import type { Plan } from "../plan.ts";
import { ranges, rangeThreads, seekableBytes } from "./ranges.ts";

/** Gives the inputs, each where its reading begins. */
export type OpenInputsNow = (engine: Engine, session: Session) => Promise<readonly Input[]>;

/**
 * Reads the inputs to their ends and evaluates the rules of the plan. Null where there is no accepted record, or where the
 * host's stop signal was aborted. `misses` hears of all values on the way.
 */
export async function backtest(
  look: OpenInputsNow,
  plan: Plan,
  misses: MissWatch | null,
  host: Host,
): Promise<BacktestOutcome | null> {
  const session = new MemorySession();
  const engine = resume(session, plan, misses?.observe);
  const inputs = await look(engine, session);
  using threads = rangeThreads(bytesOf(inputs), plan, host);
  const watched = monitor(bucket(ranges(inputs, threads, engine, plan, host), engine), engine);
  const rule = { paced: false, bytes: COMMIT_BYTES, now: () => host.monotonic() };
  for await (const _ of persist(watched, engine, session, rule));
  const { times, alerts } = session;
  if (times === null || host.stopSignal().aborted) return null;
  // What is not final yet was evaluated, but not for those who listen.
  if (misses !== null) engine.monitor.provisional(times.first, times.last, misses.observe);
  return outcomeOf(times.first, times.last, alerts, misses?.misses ?? new Map());
}

/** Time of the last record; null where there is none, or where the host's stop signal was aborted. */
export async function lastTime(look: OpenInputsNow, plan: Plan, host: Host): Promise<number | null> {
  const session = new MemorySession();
  const engine = resume(session, plan);
  const inputs = await look(engine, session);
  using threads = rangeThreads(bytesOf(inputs), plan, host);
  for await (const { input, slice, summary } of ranges(inputs, threads, engine, plan, host)) {
    // As `persist.ts` would do: what comes next begins there.
    if (input !== null) [input.offset, input.lines] = [slice.next, input.lines + summary.lines];
  }
  return host.stopSignal().aborted ? null : engine.latest;
}

function bytesOf(inputs: readonly Input[]): number {
  return inputs.reduce((sum, input) => sum + seekableBytes(input), 0);
}
