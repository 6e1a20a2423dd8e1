// Role: the running state of one source, which the stages share and change through its methods. It starts from a checkpoint,
// so that a run resumes exactly where another stopped.

import { Explainer } from "../domain/alerts/explainer.ts";
import { longestExplained, RecentBuckets } from "../domain/alerts/recent_buckets.ts";
import { OpenBuckets } from "../domain/buckets/open_buckets.ts";
import { emptyState, packState, unpackState } from "../domain/checkpoint.ts";
import { TablePool } from "../domain/counting/cell_table.ts";
import { NamedPairs } from "../domain/counting/error_pairs.ts";
import type { Names } from "../domain/counting/names.ts";
import { RuleCells } from "../domain/counting/rule_classes.ts";
import { Summarizer } from "../domain/counting/summarizer.ts";
import type { Summary } from "../domain/counting/summary.ts";
import { longestWindow, Monitor } from "../domain/monitor/monitor.ts";
import type { StretchObserver } from "../domain/monitor/rule_group.ts";
import type { WatchPlan } from "../domain/monitor/set_up.ts";
import { KEPT_REJECTS } from "../domain/reject.ts";
import { replacesBuiltIn, withBuiltIn } from "../domain/rules/built_in.ts";
import type { Plan } from "../plan.ts";
import type { Gap, InputPosition, Session } from "../stores/store.ts";

/** The state of one source during a run; owned by the run. */
export class Engine {
  /** What the cells of all summaries refer to. */
  readonly names: Names;
  /** Adds up the records that the kernel does not. */
  readonly summarizer: Summarizer;
  /** Buckets that are not final. */
  readonly buckets: OpenBuckets;
  readonly recent: RecentBuckets;
  /** Alerts that wait for their explanation. */
  readonly explainer: Explainer;
  readonly monitor: Monitor;
  #first: number | null;
  #latest: number | null;
  #keptRejects = 0;
  #positions: readonly InputPosition[];
  readonly #lost: number[];
  #gaps: readonly Gap[] = [];

  /** Resumes what the session found stored; `observer` is called for each decided stretch of seconds, rule by rule. */
  constructor(session: Session, plan: Plan, observer: StretchObserver | null = null) {
    const state = session.saved === null ? emptyState() : unpackState(session.saved.checkpoint);
    const { names, first, latest } = state, pool = new TablePool(), watched = watchPlan(plan);
    const seconds = session.secondsFrom(state.monitor.through - longestWindow(watched) + 1);
    const rules = plan.series && new RuleCells(plan.series, names, new NamedPairs(names));
    this.names = names;
    this.summarizer = new Summarizer(plan, names, latest, pool, rules);
    this.buckets = new OpenBuckets(plan, names, state.open, pool);
    const span = Math.max(plan.window, longestExplained(plan.rules));
    this.recent = new RecentBuckets(plan, span, state.recent);
    this.explainer = new Explainer(watched.rules, plan, state.waiting);
    this.monitor = new Monitor(watched, state.monitor, latest, seconds, observer);
    this.#first = first;
    this.#latest = latest;
    this.#positions = session.saved?.inputs ?? [];
    this.#lost = [...session.saved?.lost ?? []];
  }

  /** Time of the first accepted record; null before it. */
  get first(): number | null {
    return this.#first;
  }

  /** Largest event time so far; null before the first record. */
  get latest(): number | null {
    return this.#latest;
  }

  /** How many more rejects of this run are kept. */
  get rejectsLeft(): number {
    return KEPT_REJECTS - this.#keptRejects;
  }

  /** Places of all inputs, as they are stored. */
  get positions(): readonly InputPosition[] {
    return this.#positions;
  }

  /** Numbers of the inputs that were noted as gaps. */
  get lost(): readonly number[] {
    return this.#lost;
  }

  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  /** Takes the times and the number of rejects from the next summary, whichever way it was counted. */
  take({ first, latest, rejects }: Summary): void {
    this.#first ??= first;
    this.#latest = latest;
    this.#keptRejects += rejects.length;
    this.summarizer.latest = latest ?? -Infinity;
  }

  /** Notes that the rest of an input can no longer be found. */
  noteGap(gap: Gap): void {
    this.#gaps = [...this.#gaps, gap];
    this.#lost.push(gap.input);
  }

  /** Notes that a commit has stored all gaps, and where the inputs stand that moved. */
  committed(moved: readonly InputPosition[]): void {
    const byId = new Map([...this.#positions, ...moved].map((position) => [position.id, position]));
    this.#positions = [...byId.values()];
    this.#gaps = [];
  }

  /** The state as bytes, for the store. */
  checkpoint(): Uint8Array {
    return packState({
      first: this.#first,
      latest: this.#latest,
      monitor: this.monitor.state,
      waiting: this.explainer.waiting,
      names: this.names,
      open: this.buckets.tables,
      recent: this.recent.needed,
    });
  }
}

/** What the monitor watches: the rules of the file, if there is one, and the built-in one unless it is replaced. */
function watchPlan({ rules, series, threshold, window, kinds, lateness }: Plan): WatchPlan {
  return {
    rules: withBuiltIn(rules, threshold, window),
    hasBuiltIn: !replacesBuiltIn(rules),
    series: series ?? [],
    kinds,
    lateness,
  };
}
