// Role: the running state of one source, which the stages share and change through its methods. It starts from a checkpoint,
// so that a run resumes exactly where another stopped.

import { Explainer } from "../domain/alerts/explainer.ts";
import { longestExplained, RecentBuckets } from "../domain/alerts/recent_buckets.ts";
import { OpenBuckets } from "../domain/buckets/open_buckets.ts";
import { emptyState, packState, unpackState } from "../domain/checkpoint.ts";
import { TablePool } from "../domain/counting/cell_table.ts";
import { NamedPairs } from "../domain/counting/error_pairs.ts";
import type { LinePlace } from "../domain/counting/jumps.ts";
import type { LogClockState } from "../domain/counting/log_clock.ts";
import {
  type LogState,
  NEW_LOG,
  type SourceTimes,
  sourceTimes,
  type WaitingLine,
} from "../domain/counting/log_state.ts";
import type { Names } from "../domain/counting/names.ts";
import { RuleCells } from "../domain/counting/rule_classes.ts";
import { Summarizer } from "../domain/counting/summarizer.ts";
import type { Summary } from "../domain/counting/summary.ts";
import { longestWindow, Monitor } from "../domain/monitor/monitor.ts";
import type { StretchObserver } from "../domain/monitor/rule_group.ts";
import type { WatchPlan } from "../domain/monitor/set_up.ts";
import { KEPT_REJECTS } from "../domain/reject.ts";
import { replacesBuiltIn, withBuiltIn } from "../domain/rules/built_in.ts";
import type { Cursor } from "../inputs/cursor.ts";
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
  readonly #lateness: number;
  #first: number | null;
  #log: LogState;
  #keptRejects = 0;
  #keptOutliers = 0;
  #positions: readonly InputPosition[];
  readonly #lost: number[];
  #gaps: readonly Gap[] = [];

  /** Resumes what the session found stored; `observer` is called for each decided stretch of seconds, rule by rule. */
  constructor(session: Session, plan: Plan, observer: StretchObserver | null = null) {
    const state = session.saved === null ? emptyState() : unpackState(session.saved.checkpoint);
    const { names, first, logs: [log = NEW_LOG] } = state, pool = new TablePool(), watched = watchPlan(plan);
    const seconds = session.secondsFrom(state.monitor.through - longestWindow(watched) + 1);
    const rules = plan.series && new RuleCells(plan.series, names, new NamedPairs(names));
    this.names = names;
    this.summarizer = new Summarizer(plan, names, pool, rules);
    this.buckets = new OpenBuckets(plan, names, state.open, pool);
    const span = Math.max(plan.window, longestExplained(plan.rules));
    this.recent = new RecentBuckets(plan, span, state.recent);
    this.explainer = new Explainer(watched.rules, plan, state.waiting);
    this.monitor = new Monitor(
      watched,
      state.monitor,
      // What waits for an event time was read, too.
      log.clock.latest ?? log.clock.reach,
      seconds,
      observer,
    );
    this.#lateness = plan.lateness;
    this.#first = first;
    this.#log = log;
    this.#positions = session.saved?.inputs ?? [];
    this.#lost = [...session.saved?.lost ?? []];
  }

  /** The clock of the log. */
  get clock(): LogClockState {
    return this.#log.clock;
  }

  /** Event time that the source has reached; null before it is set. */
  get eventTime(): number | null {
    return this.#log.clock.latest;
  }

  /** Seconds before it are final; null before there are any. */
  get watermark(): number | null {
    return this.eventTime === null ? null : this.eventTime - this.#lateness;
  }

  /** Where the source begins, and how far it has come; null before the first record. */
  get times(): SourceTimes | null {
    return sourceTimes(this.#first, [this.#log]);
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

  /**
   * Takes the clock and the number of rejects from the next summary, whichever way it was counted; `file` is what it is of,
   * and `start` where it begins there. Returns the outliers that are kept.
   */
  take({ jumps, rejects }: Summary, file: string, start: Pick<Cursor, "offset" | "lines">): WaitingLine[] {
    const placed = ({ line, offset, sample }: LinePlace): WaitingLine => ({
      file,
      line: start.lines + line + 1,
      offset: start.offset + offset,
      sample,
    });
    const { clock, before } = jumps, waiting = jumps.waiting.map(placed), former = this.#log.waiting;
    const outliers = [...before === "refuted" ? former : [], ...jumps.lines.map(placed)];
    this.#log = { clock, waiting: before === "open" ? [...former, ...waiting] : waiting };
    if (clock.latest !== null) this.#first ??= clock.begins;
    this.#keptRejects += rejects.length;
    const kept = outliers.slice(0, KEPT_REJECTS - this.#keptOutliers);
    this.#keptOutliers += kept.length;
    return kept;
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
      logs: this.times === null ? [] : [this.#log],
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
