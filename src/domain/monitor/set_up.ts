// Role: sets up what the monitor works on: which rule looks at which records through which window, gone on with from the
// state of an earlier run; and gives that state back. Between `state.ts` and `monitor.ts`.

import type { Alert } from "../alerts/alert.ts";
import { POINT_WIDTH } from "../packed_bytes.ts";
import type { RuleDefinition, RuleSet } from "../rules/definition.ts";
import type { RuleKind } from "../rules/metrics/metric.ts";
import { ruleText, sloText } from "../rules/rule_signature.ts";
import { numberOfSeries, type Series, seriesText } from "../rules/series.ts";
import { EventSeries, SeriesCursor } from "../windows/event_series.ts";
import { AT_REST, RuleWatch } from "./rule_evaluator.ts";
import { RuleGroup } from "./rule_group.ts";
import { MINUTE, SloWatch } from "./slo_evaluator.ts";
import type { MonitorState, RuleState, SeriesState, SloState } from "./state.ts";

/** What is watched. */
export interface WatchPlan {
  /** The rules and objectives in force, in order (`withBuiltIn`). */
  readonly rules: Pick<RuleSet, "rules" | "slos">;
  /** Whether the first of the rules is the built-in one, with the threshold and window of the command line. */
  readonly hasBuiltIn: boolean;
  /** The series, by the number that rows of series have. */
  readonly series: readonly Series[];
  /** The kinds of rule. */
  readonly kinds: readonly RuleKind[];
  /** Lateness D, seconds. */
  readonly lateness: number;
}

/** An objective at work. */
export interface SloEntry {
  /** Its minutes, windows and alert. */
  readonly watch: SloWatch;
  /** Minutes before this one, counted since 1970, are not all known, and count for nothing. */
  readonly from: number;
}

/** Who is fed by one series. */
export interface SeriesInput {
  /** The rules' windows; null where no rule needs it. */
  readonly feed: SeriesCursor | null;
  /** The objectives. */
  readonly slos: readonly SloEntry[];
}

/** All that the monitor works on. Owned by it. */
export interface Watching {
  /** All records, known without rule classes, and again from the stored seconds at the beginning of each run. */
  readonly all: SeriesCursor;
  /** By number of series. */
  readonly fed: readonly SeriesInput[];
  /** Rules by the window that they share. */
  readonly groups: readonly RuleGroup[];
  /** Rules in order. */
  readonly watches: readonly RuleWatch[];
  /** Objectives in order. */
  readonly slos: readonly SloEntry[];
  /** Open alerts of rules that are no more. */
  readonly retired: readonly Alert[];
}

/**
 * Goes on from a state. `latest` is the source's largest time so far, null before its first record.
 *
 * A rule over the records of a series that is new to a source which has been read already knows all of it from the second
 * after `latest` on: what came before was not told apart. So it is first evaluated at `latest` + W. The same holds for a
 * window that grows. An objective counts from the first whole minute after `latest`.
 */
export function watching(plan: WatchPlan, state: MonitorState, latest: number | null): Watching {
  const unknownBefore = latest === null ? null : latest + 1;
  const all = new SeriesCursor(null, Infinity);
  const feeds = new Map<Series, SeriesCursor>();
  const feedOf = (rule: RuleDefinition, kind: RuleKind): SeriesCursor => {
    const { section, host, status } = rule.match;
    if (kind.hitsAlone && section === null && host === null && status === null) return all;
    const one = plan.series[numberOfSeries(plan.series, rule)];
    const feed = feeds.get(one) ??
      feedFrom(state.series.find(({ text }) => text === one.text), unknownBefore);
    feeds.set(one, feed);
    return feed;
  };
  const groups = new Map<SeriesCursor, Map<number, RuleGroup>>();
  const watches = plan.rules.rules.map((rule, order) => {
    const kind = plan.kinds.find(({ name }) => name === rule.metric);
    if (kind === undefined) throw new RangeError(`no kind of rule measures "${rule.metric}"`);
    const feed = feedOf(rule, kind),
      before = state.rules.find((former) => isSame(former, rule, isBuiltIn(plan, order)));
    const watch = new RuleWatch(
      kind,
      rule,
      before ? { firing: before.firing, since: before.since } : AT_REST,
    );
    feed.widest = Math.max(feed.widest, rule.window);
    const ofFeed = groups.get(feed) ?? new Map<number, RuleGroup>();
    const group = ofFeed.get(rule.window) ?? new RuleGroup(feed, rule.window);
    group.add(order, watch);
    groups.set(feed, ofFeed.set(rule.window, group));
    return watch;
  });
  const slos = plan.rules.slos.map((slo): SloEntry => {
    const series = seriesText(slo), former = state.slos.find(({ id }) => id === slo.id);
    const minutes = new EventSeries();
    if (former?.series === series) fill(minutes, former.points);
    const firing = former?.text === sloText(slo) ? former.firing : null;
    const from = former?.series === series
      ? former.from
      : latest === null
      ? 0
      : Math.floor(latest / MINUTE) + 1;
    return { watch: new SloWatch(slo, minutes, firing), from };
  });
  const fed = plan.series.map((one): SeriesInput => ({
    feed: feeds.get(one) ?? null,
    slos: slos.filter(({ watch }) => seriesText(watch.definition) === one.text),
  }));
  const going = [...watches.map(({ state }) => state.firing), ...slos.map(({ watch }) => watch.firing)];
  const isGoing = new Set(going.filter((alert) => alert !== null));
  const retired = [...state.retired, ...[...state.rules, ...state.slos].map(({ firing }) => firing)]
    .filter((alert) => alert !== null && !isGoing.has(alert)) as Alert[];
  return {
    all,
    fed,
    groups: [...groups.values()].flatMap((one) => [...one.values()]),
    watches,
    slos,
    retired,
  };
}

/** The state to go on from, with all seconds up to `through` decided. */
export function stateOf(
  plan: WatchPlan,
  { fed, watches, slos, retired }: Watching,
  through: number,
): MonitorState {
  return {
    through,
    rules: watches.map(({ definition, state: { firing, since } }, order) => {
      const builtIn = isBuiltIn(plan, order);
      return { id: definition.id, text: ruleText(definition), builtIn, firing, since };
    }),
    retired,
    series: fed.flatMap(({ feed }, number): SeriesState[] => {
      if (feed === null) return [];
      feed.settle(through);
      const { from, firstHit, points } = feed;
      const text = plan.series[number].text;
      return [{ text, from, firstHit: firstHit === Infinity ? null : firstHit, points: flat(points) }];
    }),
    slos: slos.map(({ watch, from }): SloState => {
      const { definition, firing, minutes } = watch;
      return {
        id: definition.id,
        text: sloText(definition),
        series: seriesText(definition),
        from,
        firing,
        points: flat(minutes),
      };
    }),
  };
}

function isBuiltIn({ hasBuiltIn }: WatchPlan, order: number): boolean {
  return hasBuiltIn && order === 0;
}

function isSame({ id, text, builtIn }: RuleState, rule: RuleDefinition, isBuiltIn: boolean): boolean {
  return id === rule.id && (builtIn && isBuiltIn || text === ruleText(rule));
}

function feedFrom(former: SeriesState | undefined, unknownBefore: number | null): SeriesCursor {
  if (former === undefined) return new SeriesCursor(unknownBefore, Infinity);
  const feed = new SeriesCursor(former.from, former.firstHit ?? Infinity);
  fill(feed.points, former.points);
  return feed;
}

function fill(series: EventSeries, points: Float64Array): void {
  for (let at = 0; at < points.length; at += POINT_WIDTH) {
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
