// Role: builds the evaluators of the monitor, each over its series and window, from the state of an earlier run; and makes
// that state of them again.

import type { Alert } from "../alerts/alert.ts";
import type { Analysis } from "../analysis.ts";
import type { SecondRow, SloMinute } from "../buckets/rows.ts";
import { POINT_WIDTH } from "../packed_bytes.ts";
import type { RuleDefinition, RuleSet, SloDefinition } from "../rules/definition.ts";
import { isEverything } from "../rules/match.ts";
import type { RuleKind } from "../rules/metrics/metric.ts";
import { ruleText, sloText } from "../rules/rule_signature.ts";
import { numberOfSeries, type Series, seriesText } from "../rules/series.ts";
import { EventSeries } from "../windows/event_series.ts";
import { LatencySeries } from "../windows/latency_series.ts";
import { LatencyWindow } from "../windows/latency_window.ts";
import { SlidingWindow } from "../windows/sliding_window.ts";
import { AT_REST, RuleWatch } from "./rule_evaluator.ts";
import { type MovingWindow, RuleGroup } from "./rule_group.ts";
import { lastMinute, MINUTE, SloWatch } from "./slo_evaluator.ts";
import type { MonitorState, RuleState, SeriesState, SloState } from "./state.ts";

/** What a monitor evaluates. */
export interface WatchPlan extends Pick<Analysis, "kinds" | "lateness" | "bucketSize"> {
  /** The rules and objectives in force, in order (`withBuiltIn`). */
  readonly rules: Pick<RuleSet, "rules" | "slos">;
  /** Whether the first of the rules is the built-in one, with the threshold and window of the command line. */
  readonly hasBuiltIn: boolean;
  /** The series, by the number that rows of series have. */
  readonly series: readonly Series[];
}

/** What is stored of the time before a run, for windows that reach back into it. */
export interface StoredPast {
  /**
   * The seconds from `state.through` − `longestWindow` + 1 on: those in the windows, whatever their widths were before, and those ahead.
   */
  readonly seconds: Iterable<SecondRow>;
  /** The first second that is stored, where older ones of that time are not any more; null where none was pruned. */
  readonly secondsFrom: number | null;
  /** The final minutes of an objective from an epoch second on in which it counted the series of this text, by time. */
  minutes(slo: string, series: string, from: number): Iterable<SloMinute>;
}

/** Where the rows of one series of the plan go. */
export interface SeriesTarget {
  /** Its seconds, for the windows of rules; null where no rule needs them. */
  readonly seconds: EventSeries | null;
  /** Its durations, likewise. */
  readonly durations: LatencySeries | null;
  /** The objectives, for their minutes. */
  readonly slos: readonly SloWatch[];
}

/** The evaluators of a monitor, which owns them. */
export interface Evaluators {
  /** The seconds of all records, known without rule classes, and filled from the stored seconds when a run begins. */
  readonly all: EventSeries;
  /** By number of series. */
  readonly targets: readonly SeriesTarget[];
  /** Rules by the window that they share. */
  readonly groups: readonly RuleGroup[];
  /** In the order of the plan. */
  readonly watches: readonly RuleWatch[];
  /** In the order of the plan. */
  readonly slos: readonly SloWatch[];
  /** Open alerts of rules that are no more. */
  readonly retired: readonly Alert[];
}

/**
 * Builds the evaluators of a plan from a state. `latest` is the source's largest time so far, null before its first record.
 *
 * Where a series is new to a source that has been read before, its records are known from the second after `latest` on:
 * earlier ones were not counted apart. So a rule over it is first evaluated at `latest` + W. The same holds for a window
 * that grows. An objective counts from the first whole minute after `latest`, and what it counted in earlier runs counts again.
 */
export function buildEvaluators(
  plan: WatchPlan,
  state: MonitorState,
  latest: number | null,
  past: Pick<StoredPast, "minutes">,
): Evaluators {
  const all = new EventSeries(), bySeries = new Map<Series, EventSeries | LatencySeries>();
  const seriesOf = (rule: RuleDefinition, kind: RuleKind): EventSeries | LatencySeries => {
    if (kind.hitsAlone && isEverything(rule.match)) return all;
    const one = plan.series[numberOfSeries(plan.series, rule)];
    const former = state.series.find(({ text }) => text === one.text);
    const from = latest === null ? null : latest + 1;
    const found = bySeries.get(one) ??
      (one.isBinned ? durationsFrom(former, plan.bucketSize, from) : secondsFrom(former, from));
    bySeries.set(one, found);
    return found;
  };
  const groups = new Map<EventSeries | LatencySeries, Map<number, RuleGroup>>();
  const watches = plan.rules.rules.map((rule, order) => {
    const kind = plan.kinds.find(({ name }) => name === rule.metric);
    if (kind === undefined) throw new RangeError(`no kind of rule measures "${rule.metric}"`);
    const series = seriesOf(rule, kind);
    const before = state.rules.find((former) => isSame(former, rule, isBuiltIn(plan, order)));
    const watch = new RuleWatch(
      kind,
      rule,
      before ? { firing: before.firing, since: before.since } : AT_REST,
    );
    series.widest = Math.max(series.widest, rule.window);
    const ofSeries = groups.get(series) ?? new Map<number, RuleGroup>();
    const group = ofSeries.get(rule.window) ?? new RuleGroup(series, windowOver(series, rule.window));
    group.add(order, watch);
    groups.set(series, ofSeries.set(rule.window, group));
    return watch;
  });
  const slos = plan.rules.slos.map((slo) => sloWatch(slo, state, latest, past));
  const targets = plan.series.map((one): SeriesTarget => {
    const series = bySeries.get(one);
    return {
      seconds: series instanceof EventSeries ? series : null,
      durations: series instanceof LatencySeries ? series : null,
      slos: slos.filter(({ definition }) => seriesText(definition) === one.text),
    };
  });
  const firing = new Set([...watches.map(({ state }) => state.firing), ...slos.map(({ firing }) => firing)]);
  const retired = [...state.retired, ...[...state.rules, ...state.slos].map(({ firing }) => firing)]
    .filter((alert) => alert !== null && !firing.has(alert)) as Alert[];
  return {
    all,
    targets,
    groups: [...groups.values()].flatMap((one) => [...one.values()]),
    watches,
    slos,
    retired,
  };
}

/** The state to resume from, with all seconds up to `through` decided. */
export function stateOf(
  plan: WatchPlan,
  { targets, watches, slos, retired }: Evaluators,
  through: number,
): MonitorState {
  return {
    through,
    rules: watches.map(({ definition, state: { firing, since } }, order) => {
      const builtIn = isBuiltIn(plan, order);
      return { id: definition.id, text: ruleText(definition), builtIn, firing, since };
    }),
    retired,
    series: targets.flatMap(({ seconds, durations }, number): SeriesState[] => {
      const series = seconds ?? durations;
      if (series === null) return [];
      const { from, firstHit } = series, { text } = plan.series[number];
      const points = flat(series instanceof LatencySeries ? series.points : series);
      return [{ text, from, firstHit: firstHit === Infinity ? null : firstHit, points }];
    }),
    slos: slos.map(({ definition, firing, minutes }): SloState => ({
      id: definition.id,
      text: sloText(definition),
      series: seriesText(definition),
      from: minutes.from!,
      firing,
      points: flat(minutes),
    })),
  };
}

function sloWatch(
  slo: SloDefinition,
  state: MonitorState,
  latest: number | null,
  past: Pick<StoredPast, "minutes">,
): SloWatch {
  const former = state.slos.find(({ id }) => id === slo.id), series = seriesText(slo);
  const isFormer = former?.series === series, isSame = former?.text === sloText(slo);
  const from = isFormer ? former.from : latest === null ? 0 : Math.floor(latest / MINUTE) + 1;
  const minutes = new EventSeries(from);
  // The state has what the windows of the run before held: nothing where it left the objective out.
  if (!isSame && latest !== null) {
    const widest = Math.max(...slo.burn.flatMap(({ long, short }) => [long, short]));
    const oldest = (lastMinute(state.through) + 1) * MINUTE - widest;
    for (const { minute, hits, errors } of past.minutes(slo.id, series, oldest)) {
      minutes.add(minute / MINUTE, hits, 0, errors);
    }
  }
  if (isFormer) fill(minutes, former.points, (minute) => !holds(minutes, minute));
  return new SloWatch(slo, minutes, isSame ? former.firing : null);
}

function holds(series: EventSeries, time: number): boolean {
  const place = series.placeOf(time);
  return place < series.end && series.time(place) === time;
}

function isBuiltIn({ hasBuiltIn }: WatchPlan, order: number): boolean {
  return hasBuiltIn && order === 0;
}

function isSame({ id, text, builtIn }: RuleState, rule: RuleDefinition, isBuiltIn: boolean): boolean {
  return id === rule.id && (builtIn && isBuiltIn || text === ruleText(rule));
}

/** A series as it was stored; a new one is known from `from` on. */
function secondsFrom(former: SeriesState | undefined, from: number | null): EventSeries {
  if (former === undefined) return new EventSeries(from);
  const series = new EventSeries(former.from, former.firstHit ?? Infinity);
  fill(series, former.points);
  return series;
}

function durationsFrom(former: SeriesState | undefined, size: number, from: number | null): LatencySeries {
  if (former === undefined) return new LatencySeries(size, from);
  const series = new LatencySeries(size, former.from, former.firstHit ?? Infinity);
  fill(series.points, former.points);
  return series;
}

function windowOver(series: EventSeries | LatencySeries, width: number): MovingWindow {
  return series instanceof EventSeries ? new SlidingWindow(series, width) : new LatencyWindow(series, width);
}

function fill(
  series: EventSeries,
  points: Float64Array,
  isMeant: (time: number) => boolean = () => true,
): void {
  for (let at = 0; at < points.length; at += POINT_WIDTH) {
    if (!isMeant(points[at])) continue;
    series.add(points[at], points[at + 1], points[at + 2], points[at + 3]);
  }
}

function flat(series: EventSeries): Float64Array {
  const points = new Float64Array((series.end - series.first) * POINT_WIDTH);
  for (let place = series.first, at = 0; place < series.end; place++) {
    points[at++] = series.time(place);
    points[at++] = series.hits(place);
    points[at++] = series.bytes(place);
    points[at++] = series.errors(place);
  }
  return points;
}

/** The ids of the rules and objectives of a plan that a state does not know, or not as they are defined now. */
export function newRulesOf({ rules: { rules, slos } }: WatchPlan, state: MonitorState): Set<string> {
  const known = new Set([...state.rules, ...state.slos].map(({ text }) => text));
  const defined = [
    ...rules.map((rule) => [rule.id, ruleText(rule)] as const),
    ...slos.map((slo) => [slo.id, sloText(slo)] as const),
  ];
  return new Set(defined.filter(([, text]) => !known.has(text)).map(([id]) => id));
}

/** The ids of the rules and objectives of a state, without the built-in one, that a plan has not. */
export function leftOutOf({ rules: { rules, slos } }: WatchPlan, state: MonitorState): string[] {
  const defined = new Set([...rules, ...slos].map(({ id }) => id));
  const former = [...state.rules.filter(({ builtIn }) => !builtIn), ...state.slos];
  return former.map(({ id }) => id).filter((id) => !defined.has(id));
}
