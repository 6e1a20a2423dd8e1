// Role: lets the monitor watch plain records, in pushes and runs cut anywhere: between runs it is made anew out of its packed
// state and the stored seconds. Used by the tests of rules and objectives.

import type { Alert, Transition } from "../../../src/domain/alerts/alert.ts";
import type { SecondRow, SloMinute, SloSpan } from "../../../src/domain/buckets/rows.ts";
import { longestWindow, Monitor, NO_PAST, type Provisional } from "../../../src/domain/monitor/monitor.ts";
import type { WatchPlan } from "../../../src/domain/monitor/set_up.ts";
import {
  type MonitorState,
  NOTHING_WATCHED,
  packMonitor,
  unpackMonitor,
} from "../../../src/domain/monitor/state.ts";
import { withBuiltIn } from "../../../src/domain/rules/built_in.ts";
import type { RuleSet } from "../../../src/domain/rules/definition.ts";
import { RULES } from "../../../src/domain/rules/metrics/mod.ts";
import { seriesOf } from "../../../src/domain/rules/series.ts";
import { type JudgedRecord, secondRows, seriesRows } from "./plain_records.ts";

/** A rule set without a built-in rule. */
export type Rules = Pick<RuleSet, "rules" | "slos">;

/** Seconds of a bucket. */
export const BUCKET = 5;

/** The plan for a rule file. */
export function planFor(rules: Rules, lateness: number): WatchPlan {
  return { rules, hasBuiltIn: false, series: seriesOf(rules), kinds: RULES, lateness, bucketSize: BUCKET };
}

/** The plan without a rule file. */
export function planWithout(threshold: number, window: number, lateness: number): WatchPlan {
  return {
    rules: withBuiltIn(null, threshold, window),
    hasBuiltIn: true,
    series: [],
    kinds: RULES,
    lateness,
    bucketSize: BUCKET,
  };
}

/** One source that is watched. */
export class Source {
  readonly transitions: Transition[] = [];
  readonly minutes: SloMinute[] = [];
  first: number | null = null;
  latest: number | null = null;
  readonly #stored = new Map<number, SecondRow>();
  readonly #spans: SloSpan[] = [];
  #plan: WatchPlan;
  #monitor: Monitor;

  constructor(plan: WatchPlan, state: MonitorState = NOTHING_WATCHED) {
    this.#plan = plan;
    this.#monitor = new Monitor(plan, state, null, NO_PAST);
  }

  /** Takes records in and decides. */
  push(records: readonly JudgedRecord[]): void {
    if (records.length === 0) return;
    this.first ??= records[0].time;
    this.latest = records.reduce((most, { time }) => Math.max(most, time), this.latest ?? -Infinity);
    const seconds = secondRows(records), series = seriesRows(records, this.#plan.series, BUCKET);
    for (const row of seconds) {
      const before = this.#stored.get(row.time);
      const late = row.late + (before?.late ?? 0);
      this.#stored.set(row.time, { ...row, hits: row.hits + (before?.hits ?? 0), late });
    }
    const { transitions, minutes } = this.#monitor.push({ seconds, series }, this.first, this.latest);
    this.transitions.push(...transitions);
    this.minutes.push(...minutes);
  }

  /** Begins another run, perhaps with other rules. */
  restart(plan: WatchPlan = this.#plan): void {
    const state = unpackMonitor(this.packed);
    const from = state.through - longestWindow(plan) + 1;
    const seconds = [...this.#stored.values()].filter(({ time }) => time >= from).sort((a, b) =>
      a.time - b.time
    );
    this.#spans.push(...this.#monitor.counted);
    this.#plan = plan;
    this.#monitor = new Monitor(plan, state, this.latest, {
      seconds,
      secondsFrom: null,
      minutes: (id, series, from) =>
        this.minutes.filter(({ slo, minute }) =>
          slo === id && minute >= from &&
          this.#spans.some((span) =>
            span.slo === id && span.series === series && span.since <= minute && minute < span.until
          )
        ),
    });
  }

  /** The packed state. */
  get packed(): Uint8Array {
    return packMonitor(this.#monitor.state);
  }

  /** Decided alerts as the store would hold them, by rule and time. */
  get alerts(): Alert[] {
    return [...this.#rows([]).values()];
  }

  /** Decided and provisional alerts, up to `until`. */
  alertsUntil(until: number): Alert[] {
    return [...this.#rows(this.provisional(until).alerts).values()];
  }

  /** What is not decided, up to `until`. */
  provisional(until: number): Provisional {
    return this.first === null
      ? { alerts: [], transitions: [] }
      : this.#monitor.provisional(this.first, until);
  }

  #rows(provisional: readonly Alert[]): Map<string, Alert> {
    const rows = new Map<string, Alert>();
    const all = [...this.transitions.map(({ alert }) => alert), ...this.#monitor.open, ...provisional];
    for (const alert of all) rows.set(`${alert.rule} ${alert.firedAt}`, alert);
    return rows;
  }
}
