// Role: the running state of one source, which the stages share and change through its methods. It starts from a checkpoint,
// so that a run resumes exactly where another stopped.

import { ErrorValues } from "../domain/alerts/error_values.ts";
import { Explainer } from "../domain/alerts/explainer.ts";
import { longestExplained, RecentBuckets } from "../domain/alerts/recent_buckets.ts";
import { OpenBuckets } from "../domain/buckets/open_buckets.ts";
import { emptyState, packState, unpackState } from "../domain/checkpoint.ts";
import { TablePool } from "../domain/counting/cell_table.ts";
import { NamedPairs } from "../domain/counting/error_pairs.ts";
import { errorWatches } from "../domain/counting/error_watch.ts";
import { LateTrail } from "../domain/counting/late_trail.ts";
import type { LinePlace } from "../domain/counting/jumps.ts";
import type { LogClockState } from "../domain/counting/log_clock.ts";
import type { LogState, SourceTimes, WaitingLine } from "../domain/counting/log_state.ts";
import type { Names } from "../domain/counting/names.ts";
import { RuleCells } from "../domain/counting/rule_classes.ts";
import { SourceLogs } from "../domain/counting/source_logs.ts";
import { Summarizer } from "../domain/counting/summarizer.ts";
import type { Summary } from "../domain/counting/summary.ts";
import { longestWindow, Monitor } from "../domain/monitor/monitor.ts";
import type { StretchObserver } from "../domain/monitor/rule_group.ts";
import type { WatchPlan } from "../domain/monitor/set_up.ts";
import { KEPT_REJECTS } from "../domain/reject.ts";
import { replacesBuiltIn, withBuiltIn } from "../domain/rules/built_in.ts";
import type { Cursor } from "../inputs/cursor.ts";
import type { Input } from "../inputs/input.ts";
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
  /** What the errors of rules on latency have in common. */
  readonly errors: ErrorValues;
  /** Alerts that wait for their explanation. */
  readonly explainer: Explainer;
  readonly monitor: Monitor;
  /** The clocks of the logs, and what follows from them for the source. */
  readonly logs: SourceLogs;
  /** Where records of this run were late. */
  readonly lateTrail: LateTrail = new LateTrail();
  /** D, seconds. */
  readonly lateness: number;
  /** Accepted records of this run that have a duration; counted only where rules look at durations. */
  timed = 0;
  /** How many rejects, and outliers, of this run are kept, by log: so that the order in which logs are read does not matter. */
  readonly #keptRejects = new Map<number, number>();
  readonly #keptOutliers = new Map<number, number>();
  #positions: readonly InputPosition[];
  readonly #lost: number[];
  #gaps: readonly Gap[] = [];

  /** Resumes what the session found stored; `observer` is called for each decided stretch of seconds, rule by rule. */
  constructor(session: Session, plan: Plan, observer: StretchObserver | null = null) {
    const state = session.saved === null
      ? emptyState()
      : unpackState(session.saved.checkpoint, session.dimensions);
    const { names } = state, pool = new TablePool(), watched = watchPlan(plan);
    this.logs = new SourceLogs({ ...state, logs: withInputs(state.logs, session.saved) }, plan.idleLog);
    const needed = state.monitor.through - longestWindow(watched) + 1;
    const { prunedBefore = null } = session.saved ?? {};
    const rules = plan.series && new RuleCells(plan.series, names, new NamedPairs(names));
    this.names = names;
    this.summarizer = new Summarizer(plan, names, pool, rules);
    this.buckets = new OpenBuckets(plan, names, state, pool);
    const span = Math.max(plan.window, longestExplained(plan.rules));
    this.recent = new RecentBuckets(
      plan,
      span,
      state.recent,
      this.logs.eventTime,
      state.recentSince ?? undefined,
    );
    this.errors = new ErrorValues(errorWatches(plan.series ?? []), state.errors, this.#begun(plan));
    this.explainer = new Explainer(watched.rules, plan, state.waiting);
    this.monitor = new Monitor(
      watched,
      state.monitor,
      // What waits for an event time was read, too.
      this.logs.largest ?? this.logs.times?.last ?? null,
      {
        seconds: session.secondsFrom(needed),
        secondsFrom: prunedBefore !== null && prunedBefore > needed ? prunedBefore : null,
        minutes: session.minutesFrom.bind(session),
      },
      observer,
    );
    this.lateness = plan.lateness;
    this.#positions = session.saved?.inputs ?? [];
    this.#lost = [...session.saved?.lost ?? []];
  }

  /** The first second of the first bucket of which nothing has been read; −Infinity before there is one. */
  #begun({ bucketSize }: Plan): number {
    const { largest, eventTime } = this.logs, last = Math.max(largest ?? -Infinity, eventTime ?? -Infinity);
    return Math.floor(last / bucketSize) * bucketSize + bucketSize;
  }

  /** Event time that the source has reached; null before it is set. */
  get eventTime(): number | null {
    return this.logs.eventTime;
  }

  /** Seconds before it are final; null before there are any. */
  get watermark(): number | null {
    return this.eventTime === null ? null : this.eventTime - this.lateness;
  }

  /**
   * Whether records of an input's log may come with times before the watermark of the source that are not late by the log's own
   * clock: it came back, or is new, and the source has not waited for it.
   */
  isBehind({ log }: Pick<Input, "log">): boolean {
    const { eventTime } = this, { latest } = this.logs.clockOf(log);
    return eventTime !== null && (latest === null || latest < eventTime);
  }

  /** Where the source begins, and how far it has come; null before the first record. */
  get times(): SourceTimes | null {
    return this.logs.times;
  }

  /** How many more rejects of this run and log are kept. */
  rejectsLeft({ log }: Pick<Input, "log">): number {
    return KEPT_REJECTS - (this.#keptRejects.get(log) ?? 0);
  }

  /** So many rejects of the log are kept beside those of {@link take}. */
  noteKept({ log }: Pick<Input, "log">, count: number): void {
    this.#keptRejects.set(log, (this.#keptRejects.get(log) ?? 0) + count);
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

  /** The clock of the log that an input is a part of. */
  clockOf({ log }: Pick<Input, "log">): LogClockState {
    return this.logs.clockOf(log);
  }

  /**
   * Takes the clock and the number of rejects from the next summary, whichever way it was counted; it is of an input, and
   * begins at `start` there. Returns the outliers that are kept.
   */
  take(
    { jumps, rejects, timed, lines, late }: Summary,
    { log, id, path: file }: Pick<Input, "log" | "id" | "path">,
    start: Pick<Cursor, "offset" | "lines" | "directives">,
  ): WaitingLine[] {
    const placed = ({ line, offset, sample }: LinePlace): WaitingLine => ({
      file,
      line: start.lines + line + 1,
      offset: start.offset + offset,
      sample,
    });
    this.timed += timed;
    const { offset, directives } = start;
    this.lateTrail.note(
      log,
      { input: id, offset, before: start.lines, lines, directives, clock: this.logs.clockOf(log) },
      late,
      jumps.clock.latest,
    );
    const { clock, before } = jumps, waiting = jumps.waiting.map(placed), former = this.logs.waitingOf(log);
    const outliers = [...before === "refuted" ? former : [], ...jumps.lines.map(placed)];
    this.logs.move(log, id, { clock, waiting: before === "open" ? [...former, ...waiting] : waiting });
    this.noteKept({ log }, rejects.length);
    const formerlyKept = this.#keptOutliers.get(log) ?? 0;
    const kept = outliers.slice(0, KEPT_REJECTS - formerlyKept);
    this.#keptOutliers.set(log, formerlyKept + kept.length);
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
      ...this.logs.state,
      monitor: this.monitor.state,
      waiting: this.explainer.waiting,
      names: this.names,
      open: this.buckets.tables,
      held: this.buckets.held,
      recent: this.recent.needed,
      recentSince: Number.isFinite(this.recent.neededSince) ? this.recent.neededSince : null,
      errors: this.errors.stored(this.recent.oldest),
    });
  }
}

/** Before a log was known by its inputs, a source had one, and all of them were its own. */
function withInputs(logs: readonly LogState[], saved: Session["saved"]): readonly LogState[] {
  const [log] = logs;
  if (logs.length !== 1 || log.inputs.length > 0) return logs;
  return [{ ...log, inputs: saved?.inputs.map(({ id }) => id) ?? [] }];
}

/** What the monitor watches: the rules of the file, if there is one, and the built-in one unless it is replaced. */
function watchPlan({ rules, series, threshold, window, kinds, lateness, bucketSize }: Plan): WatchPlan {
  return {
    rules: withBuiltIn(rules, threshold, window),
    hasBuiltIn: !replacesBuiltIn(rules),
    series: series ?? [],
    kinds,
    lateness,
    bucketSize,
  };
}
