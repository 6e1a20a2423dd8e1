// Role: the running state of one source: what the stages `summarize`, `bucket` and `monitor` work on and `persist`
// saves. Begun from a checkpoint, so that a run goes on exactly where another stopped.

import { emptyState, type EngineState, packState, unpackState } from "../domain/checkpoint.ts";
import { Explainer } from "../domain/alerts/explainer.ts";
import { longestWindow, Monitor } from "../domain/monitor/monitor.ts";
import type { Names } from "../domain/counting/names.ts";
import { NamedPairs } from "../domain/counting/error_pairs.ts";
import { longestExplained, RecentBuckets } from "../domain/alerts/recent_buckets.ts";
import type { StretchObserver } from "../domain/monitor/rule_group.ts";
import { replacesBuiltIn, withBuiltIn } from "../domain/rules/built_in.ts";
import { RuleCells } from "../domain/counting/rule_classes.ts";
import { Summarizer } from "../domain/counting/summarizer.ts";
import { TablePool } from "../domain/counting/cell_table.ts";
import { OpenBuckets } from "../domain/buckets/open_buckets.ts";
import type { WatchPlan } from "../domain/monitor/set_up.ts";
import type { Gap, InputPosition, Session } from "../stores/store.ts";
import type { Plan } from "../plan.ts";

/** The state of one source during a run; owned by the run. */
export interface Engine {
  /** Time of the first accepted record; null before it. */
  first: number | null;
  /** Largest event time so far; null before the first record. */
  latest: number | null;
  /** Places of all inputs, as they are stored. */
  positions: readonly InputPosition[];
  /** Numbers of the inputs that were noted as gaps. */
  readonly lost: number[];
  /** Gaps that were found and are not stored yet. */
  readonly gaps: Gap[];
  /** Rejects of this run that are kept so far. */
  keptRejects: number;
  /** What the cells of all summaries refer to. */
  readonly names: Names;
  /** Adds records up. */
  readonly summarizer: Summarizer;
  /** Buckets that are not final. */
  readonly buckets: OpenBuckets;
  /** The last final buckets, for explanations. */
  readonly recent: RecentBuckets;
  /** Alerts that wait for their explanation. */
  readonly explainer: Explainer;
  /** The rules and their windows. */
  readonly monitor: Monitor;
  /** The state as bytes, for the store. */
  checkpoint(): Uint8Array;
}

/**
 * Goes on from what the session found stored, or from nothing. `observer` hears of each stretch of seconds that is decided,
 * rule by rule.
 */
export function resume(session: Session, plan: Plan, observer: StretchObserver | null = null): Engine {
  const state: EngineState = session.saved === null ? emptyState() : unpackState(session.saved.checkpoint);
  const { names, open } = state;
  const pool = new TablePool();
  const rules = plan.series && new RuleCells(plan.series, names, new NamedPairs(names));
  const watched = watchPlan(plan);
  const seconds = session.secondsFrom(state.monitor.through - longestWindow(watched) + 1);
  const monitor = new Monitor(watched, state.monitor, state.latest, seconds, observer);
  const span = Math.max(plan.window, longestExplained(plan.rules));
  const recent = new RecentBuckets({ ...plan, longestWindow: span }, state.recent);
  const explainer = new Explainer(watched.rules, plan, state.waiting);
  return {
    first: state.first,
    latest: state.latest,
    gaps: [],
    positions: session.saved?.inputs ?? [],
    lost: [...session.saved?.lost ?? []],
    keptRejects: 0,
    names,
    summarizer: new Summarizer(plan, names, state.latest, pool, rules),
    buckets: new OpenBuckets(plan, names, open, pool),
    recent,
    explainer,
    monitor,
    checkpoint() {
      const { first, latest } = this;
      recent.forget();
      const { waiting } = explainer;
      return packState({ first, latest, monitor: monitor.state, waiting, names, open, recent: recent.rows });
    },
  };
}

/** What the monitor is to watch: the rules of the file, if there is one, and the built-in one unless it is replaced. */
function watchPlan({ rules, series, threshold, window, kinds, lateness }: Plan): WatchPlan {
  return {
    rules: withBuiltIn(rules, threshold, window),
    hasBuiltIn: !replacesBuiltIn(rules),
    series: series ?? [],
    kinds,
    lateness,
  };
}
