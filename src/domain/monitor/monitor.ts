// Role: evaluates all rules and objectives of one source, second by second, once seconds are final.

import { type Alert, timeOf, type Transition } from "../alerts/alert.ts";
import type { SecondRow, SloMinute, SloSpan } from "../buckets/rows.ts";
import { binInRow, SERIES_WIDTH, type SeriesRows } from "../counting/series_rows.ts";
import type { RuleSet } from "../rules/definition.ts";
import { isEverything } from "../rules/match.ts";
import { seriesText } from "../rules/series.ts";
import type { RuleGroup, StretchObserver } from "./rule_group.ts";
import {
  buildEvaluators,
  type Evaluators,
  leftOutOf,
  newRulesOf,
  type SeriesTarget,
  stateOf,
  type StoredPast,
  type WatchPlan,
} from "./set_up.ts";
import { lastMinute, MINUTE, type SloWatch } from "./slo_evaluator.ts";
import type { MonitorState } from "./state.ts";

/** What seconds gained. */
export interface Gains {
  /** Of all records, late ones among them. */
  readonly seconds: Iterable<SecondRow>;
  /** Of on-time records, by series of the plan. */
  readonly series: Pick<SeriesRows, "numbers">;
}

/** What was decided for good. */
export interface Decided {
  /** In order of the seconds that decided them, then of the rules; objectives come last, superseded alerts first. */
  readonly transitions: readonly Transition[];
  /** Finished minutes of objectives, by objective and time. */
  readonly minutes: readonly SloMinute[];
}

/** What the seconds that are not final yet would decide, if nothing more came. */
export interface Provisional {
  /** The alerts concerned, each as it would be, by when they fired, then by rule. */
  readonly alerts: readonly Alert[];
  /** Their transitions, in order. */
  readonly transitions: readonly Transition[];
}

/** Evaluates rules and objectives over one source. */
export class Monitor {
  readonly #plan: WatchPlan;
  readonly #evaluators: Evaluators;
  readonly #observer: StretchObserver | null;
  #through: number;
  #retired: readonly Alert[];
  /** The ids of the rules and objectives that the state does not know, or not as they are now. */
  readonly newRules: ReadonlySet<string>;
  /** The ids of the rules and objectives of rule files that the state knows and the plan has not, in their order. */
  readonly leftOut: readonly string[];

  /**
   * Resumes from `state` and from the source's largest time so far, null before its first record. `past` is what is stored of it: where not all
   * seconds are any more, rules over all records are evaluated from where their windows begin after the first one that is. `observer` is called
   * for each decided stretch of each rule.
   */
  constructor(
    plan: WatchPlan,
    state: MonitorState,
    latest: number | null,
    past: StoredPast,
    observer: StretchObserver | null = null,
  ) {
    this.#plan = plan;
    this.#evaluators = buildEvaluators(plan, state, latest, past);
    this.#evaluators.all.from = past.secondsFrom;
    this.#observer = observer;
    this.#through = state.through;
    this.#retired = this.#evaluators.retired;
    this.newRules = newRulesOf(plan, state);
    this.leftOut = leftOutOf(plan, state);
    this.#addSeconds(past.seconds);
    // Points that windows held must be in them again before more are added.
    for (const group of this.#evaluators.groups) group.moveTo(state.through);
    for (const slo of this.#evaluators.slos) slo.moveTo(lastMinute(state.through));
    // A window may have become narrower.
    settle(this.#evaluators.targets, state.through);
  }

  /** To be stored with the results. */
  get state(): MonitorState {
    return stateOf(this.#plan, { ...this.#evaluators, retired: this.#retired }, this.#through);
  }

  /** Alerts that are open for good so far: their rows may hold a provisional end. In order of the rules. */
  get open(): Alert[] {
    const { watches, slos } = this.#evaluators;
    const firing = [...watches.map(({ state }) => state.firing), ...slos.map(({ firing }) => firing)];
    return [...this.#retired, ...firing.filter((alert) => alert !== null)];
  }

  /** What was counted of each objective that has final minutes, from where its records are known without a break. */
  get counted(): SloSpan[] {
    const until = (lastMinute(this.#through) + 1) * MINUTE;
    return this.#evaluators.slos.map(({ definition, minutes }): SloSpan => ({
      slo: definition.id,
      series: seriesText(definition),
      since: minutes.from! * MINUTE,
      until,
    })).filter(({ since }) => since < until);
  }

  /** Ids of rules that cannot fire because they have never matched a record, in their order. */
  get waiting(): string[] {
    const { watches, groups } = this.#evaluators;
    const idle = new Set(
      groups.filter(({ hasHits }) => !hasHits).flatMap(({ watches }) => watches.map(({ watch }) => watch)),
    );
    return watches.filter((watch) => watch.awaitsHits && idle.has(watch)).map(({ definition: { id } }) => id);
  }

  /**
   * The new rules of a source that began at `first` which cannot decide the next second, though there were records in their windows:
   * those before `known` were not counted for them, or are not stored any more. They decide from `decides` on. In their order.
   */
  undecidedRules(first: number): { readonly id: string; readonly known: number; readonly decides: number }[] {
    const groups = this.#evaluators.groups.filter((group) =>
      group.knownFrom(first) > first && group.decidesFrom(first) > this.#through + 1
    );
    return groups.flatMap((group) =>
      group.watches.map(({ watch: { definition: { id } } }) => ({
        id,
        known: group.knownFrom(first),
        decides: group.decidesFrom(first),
      }))
    ).filter(({ id }) => this.newRules.has(id));
  }

  /** Each alert once, as it is last in `alerts`, in the order in which new ones are stored: by when they fired, then by rule. */
  rows(alerts: readonly Alert[]): Alert[] {
    return alertRows(alerts, this.#plan.rules);
  }

  /** Adds its explanation to an alert, if that is open, so that it has it from now on. */
  explain({ rule, firedAt, explanation }: Alert): void {
    const added = (alert: Alert): Alert =>
      alert.rule === rule && alert.firedAt === firedAt ? { ...alert, explanation } : alert;
    const { watches, slos } = this.#evaluators;
    for (const watch of watches) {
      const { firing, since } = watch.state;
      if (firing !== null) watch.state = { firing: added(firing), since };
    }
    for (const slo of slos) slo.firing = slo.firing && added(slo.firing);
    this.#retired = this.#retired.map(added);
  }

  /** The latest decided value of a rule; null where it had none yet, or there is no such rule. */
  valueOf(rule: string): number | null {
    return this.#evaluators.watches.find(({ definition }) => definition.id === rule)?.value ?? null;
  }

  /**
   * Takes in what seconds gained, then decides those that are final: `latest` is the event time that the source has
   * reached, null where it has none, and `first` where it begins, which may change until then.
   */
  push({ seconds, series }: Gains, first: number, latest: number | null): Decided {
    this.#addSeconds(seconds);
    this.#addRows(series);
    if (latest === null) return NOTHING;
    this.#begin(first);
    const from = this.#through + 1, to = latest - this.#plan.lateness - 1;
    if (to < from) return NOTHING;
    const { all, targets, groups, slos } = this.#evaluators;
    const transitions = this.#decide(groups, slos, to, first, this.#observer);
    const minutes = slos.flatMap((slo) => slo.rows(lastMinute(from - 1) + 1, lastMinute(to)));
    this.#through = to;
    this.#retired = [];
    for (const slo of slos) slo.minutes.forgetBefore(lastMinute(to) + 1 - slo.widest);
    all.settle(to);
    settle(targets, to);
    return { transitions, minutes };
  }

  /**
   * Evaluates the seconds that are not final, up to and including `until`, without deciding anything. `observer` is called
   * for them.
   */
  provisional(first: number, until: number, observer: StretchObserver | null = null): Provisional {
    // Where it begins may change until its event time is set.
    const { all } = this.#evaluators;
    all.firstHit = Math.min(all.firstHit, first);
    const groups = this.#evaluators.groups.map((group) => group.copy());
    const slos = this.#evaluators.slos.map((slo) => slo.copy());
    const before = new Set(this.open);
    const transitions = until <= this.#through ? [] : this.#decide(groups, slos, until, first, observer);
    const watches = groups.flatMap((group) => group.watches);
    const firing = [...watches.map(({ watch }) => watch.state.firing), ...slos.map((slo) => slo.firing)];
    // An alert that still fires may have risen to a new peak without a transition.
    const risen = firing.filter((alert) => alert !== null && !before.has(alert)) as Alert[];
    return { alerts: this.rows([...transitions.map(({ alert }) => alert), ...risen]), transitions };
  }

  #decide(
    groups: readonly RuleGroup[],
    slos: readonly SloWatch[],
    to: number,
    first: number,
    observer: StretchObserver | null,
  ): Transition[] {
    const from = this.#through + 1;
    const found: { readonly order: number; readonly transition: Transition }[] = [];
    for (const alert of this.#retired) {
      const closed = { ...alert, resolvedAt: from, resolvedValue: null, superseded: true };
      found.push({ order: -1, transition: { kind: "resolved", alert: closed } });
    }
    const note = (order: number, transition: Transition): unknown => found.push({ order, transition });
    for (const group of groups) group.decide(from, to, first, note, observer);
    slos.forEach((slo, i) => {
      slo.decide(
        lastMinute(from - 1) + 1,
        lastMinute(to),
        (transition) => note(this.#plan.rules.rules.length + i, transition),
      );
    });
    found.sort((a, b) => timeOf(a.transition) - timeOf(b.transition) || a.order - b.order);
    return found.map(({ transition }) => transition);
  }

  /** All records are known from where the source begins, where there is one. */
  #begin(first: number): void {
    const { all, targets } = this.#evaluators;
    all.from ??= first;
    all.firstHit = Math.min(all.firstHit, first);
    for (const { seconds, durations } of targets) {
      if (seconds !== null) seconds.from ??= first;
      if (durations !== null) durations.from ??= first;
    }
  }

  #addSeconds(seconds: Iterable<SecondRow>): void {
    const { all } = this.#evaluators;
    for (const { time, hits, late } of seconds) if (hits > late) all.add(time, hits - late, 0, 0);
  }

  #addRows({ numbers }: Pick<SeriesRows, "numbers">): void {
    const { targets } = this.#evaluators;
    for (let at = 0; at < numbers.length; at += SERIES_WIDTH) {
      const time = numbers[at], hits = numbers[at + 2], errors = numbers[at + 4];
      const ofBin = binInRow(numbers[at + 1]);
      if (ofBin !== null) {
        targets[ofBin.series].durations?.add(time, ofBin.bin, hits);
        continue;
      }
      const { seconds, slos } = targets[numbers[at + 1]];
      seconds?.add(time, hits, numbers[at + 3], errors);
      for (let i = 0; i < slos.length; i++) {
        const { minutes } = slos[i], minute = Math.floor(time / MINUTE);
        if (minute >= minutes.from!) minutes.add(minute, hits, 0, errors);
      }
    }
  }
}

/** Seconds before the next one to decide that rules over all records need from the store. */
export function longestWindow({ rules: { rules } }: Pick<WatchPlan, "rules">): number {
  const ofAll = rules.filter(({ match }) => isEverything(match));
  return Math.max(0, ...ofAll.map(({ window }) => window));
}

/** Forgets what no window needs any more at a second, or later. */
function settle(targets: readonly SeriesTarget[], through: number): void {
  for (const { seconds, durations } of targets) {
    seconds?.settle(through);
    durations?.settle(through);
  }
}

/** The past of a source that is new. */
export const NO_PAST: StoredPast = Object.freeze({ seconds: [], secondsFrom: null, minutes: () => [] });

const NOTHING: Decided = Object.freeze({ transitions: [], minutes: [] });

/**
 * Each alert once, as it is last in `alerts`: by when they fired, then in the order of the rules and objectives. Those of
 * former rules come first.
 */
export function alertRows(
  alerts: readonly Alert[],
  { rules, slos }: Pick<RuleSet, "rules" | "slos">,
): Alert[] {
  const ranks = new Map([...rules, ...slos].map(({ id }, rank) => [id, rank]));
  const rows = new Map(alerts.map((alert) => [JSON.stringify([alert.rule, alert.firedAt]), alert]));
  const rankOf = ({ rule }: Alert): number => ranks.get(rule) ?? -1;
  return [...rows.values()].sort((a, b) => a.firedAt - b.firedAt || rankOf(a) - rankOf(b));
}
