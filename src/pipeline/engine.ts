// Role: the running state of one source: what the stages `summarize`, `bucket` and `monitor` work on and `persist`
// saves. Begun from a checkpoint, so that a run goes on exactly where another stopped.

import { emptyState, type EngineState, packState, unpackState } from "../domain/checkpoint.ts";
import { Monitor } from "../domain/monitor.ts";
import type { Names } from "../domain/names.ts";
import { Summarizer } from "../domain/summarizer.ts";
import { TablePool } from "../domain/table_pool.ts";
import { OpenBuckets } from "../domain/time_bucket.ts";
import type { Gap, InputPosition, Session } from "../stores/store.ts";
import type { Plan } from "./plan.ts";

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
  /** The rule and its window. */
  readonly monitor: Monitor;
  /** The state as bytes, for the store. */
  checkpoint(): Uint8Array;
}

/** Goes on from what the session found stored, or from nothing. */
export function resume(session: Session, plan: Plan): Engine {
  const state: EngineState = session.saved === null ? emptyState() : unpackState(session.saved.checkpoint);
  const { names, open } = state;
  const pool = new TablePool();
  const seconds = session.secondsFrom(state.monitor.through - plan.window + 1);
  const monitor = new Monitor(plan.rule, plan, state.monitor, seconds);
  return {
    first: state.first,
    latest: state.latest,
    gaps: [],
    positions: session.saved?.inputs ?? [],
    lost: [...session.saved?.lost ?? []],
    keptRejects: 0,
    names,
    summarizer: new Summarizer(plan, names, state.latest, pool),
    buckets: new OpenBuckets(plan, names, open, pool),
    monitor,
    checkpoint() {
      return packState({ first: this.first, latest: this.latest, monitor: monitor.state, names, open });
    },
  };
}
