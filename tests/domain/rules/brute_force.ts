// Role: alerts.md, "Rules" and "SLO", as they are written there: every second, or minute, over all records, with no thought of
// speed. The quotes are its sentences. Used by the tests of rules and objectives.

import type { Alert } from "../../../src/domain/alerts/alert.ts";
import {
  type Comparison,
  PERCENTILES,
  type RuleDefinition,
  type SloDefinition,
} from "../../../src/domain/rules/definition.ts";
import { binOf, durationOf } from "../../../src/domain/latency/bins.ts";
import { isError, isMeant, type JudgedRecord } from "./plain_records.ts";

/** What is known of an alert without the reasons. */
export type PlainAlert = Pick<
  Alert,
  | "rule"
  | "firedAt"
  | "value"
  | "peakValue"
  | "peakAt"
  | "resolvedAt"
  | "resolvedValue"
  | "severity"
  | "superseded"
>;

/** The same of an alert of the program. */
export function plainAlert(alert: Alert): PlainAlert {
  const { rule, firedAt, value, peakValue, peakAt, resolvedAt, resolvedValue, severity, superseded } = alert;
  return { rule, firedAt, value, peakValue, peakAt, resolvedAt, resolvedValue, severity, superseded };
}

function compares({ operator, number }: Comparison, value: number): boolean {
  return {
    ">": value > number,
    ">=": value >= number,
    "<": value < number,
    "<=": value <= number,
  }[operator];
}

/** The first place in records, which are by time, whose time is at least `time`. */
function placeOf(records: readonly JudgedRecord[], time: number): number {
  let least = 0, most = records.length;
  while (least < most) {
    const middle = (least + most) >> 1;
    if (records[middle].time < time) least = middle + 1;
    else most = middle;
  }
  return least;
}

/** Bytes of each second end at 2^53 − 1 (semantics.md); beyond that, the double nearest to their sum. */
function sumOfBytes(records: readonly JudgedRecord[]): number {
  const most = BigInt(Number.MAX_SAFE_INTEGER), seconds = new Map<number, bigint>();
  for (const { time, bytes } of records) seconds.set(time, (seconds.get(time) ?? 0n) + BigInt(bytes));
  let sum = 0n;
  for (const bytes of seconds.values()) sum += bytes < most ? bytes : most;
  return Number(sum);
}

/** The value of a rule at second s, over the records that match, by time; null for none. */
function valueAt(
  rule: RuleDefinition,
  matching: readonly JudgedRecord[],
  second: number,
  first: number,
  size: number,
): number | null {
  // "over on-time records with times in (s − W, s] that match"
  const { metric, window } = rule;
  const inside = matching.slice(placeOf(matching, second - window + 1), placeOf(matching, second + 1));
  const hits = inside.length;
  switch (metric) {
    case "rate": // "rate = hits / W"
      return hits / window;
    case "count": // "count = hits"
      return hits;
    case "bytes_rate": // "bytes_rate = bytes / W"
      return sumOfBytes(inside) / window;
    case "error_ratio": { // "error_ratio = errors / hits, and no value while hits < max(1, min_hits)"
      const errors = inside.filter((record) => isError(rule, record)).length;
      return hits < Math.max(1, rule.minHits) ? null : errors / hits;
    }
    case "slow_ratio": { // "slow_ratio = hits slower than slower_than / hits that have a duration, no value below min_hits"
      const durations = inside.flatMap(({ duration }) => duration ?? []);
      const slow = durations.filter((duration) => duration > rule.slowerThan!);
      return durations.length < Math.max(1, rule.minHits) ? null : slow.length / durations.length;
    }
    case "p50":
    case "p90":
    case "p95":
    case "p99": {
      // "over the whole buckets of the last W seconds before the end of a bucket, the last one that has ended"
      const end = Math.floor((second + 1) / size) * size, begin = end - window;
      const whole = matching.slice(placeOf(matching, begin), placeOf(matching, end));
      const durations = whole.flatMap(({ duration }) => duration ?? []).sort((a, b) => a - b);
      if (begin < first || durations.length < Math.max(1, rule.minHits)) return null;
      const exact = durations[Math.ceil(durations.length * PERCENTILES[metric] / 100) - 1];
      return durationOf(binOf(exact));
    }
    case "absence": // "absence fires when there was none, once there has been one"
      return matching.length > 0 && matching[0].time <= second ? hits : null;
  }
}

/** "No value counts as 'does not hold', for fire, and as 'holds', for recover." */
function fires(rule: RuleDefinition, value: number | null): boolean {
  if (value === null) return false;
  return rule.metric === "absence" ? value === 0 : compares(rule.fire!, value);
}

function recovers(rule: RuleDefinition, value: number | null): boolean {
  if (value === null) return true;
  return rule.metric === "absence" ? value > 0 : compares(rule.recover!, value);
}

/** All alerts of a rule over the seconds up to and including `last`; T0 is `first`, a bucket has `size` seconds. */
export function bruteForceRule(
  rule: RuleDefinition,
  records: readonly JudgedRecord[],
  first: number,
  last: number,
  size: number,
): PlainAlert[] {
  const alerts: PlainAlert[] = [];
  // "Warm-up as in semantics.md": "for each second s, in order, from T0 + W − 1"
  const start = first + rule.window - 1;
  const values = new Map<number, number | null>();
  const matching = records.filter((record) => !record.isLate && isMeant(rule.match, record))
    .sort((a, b) => a.time - b.time);
  for (let second = start; second <= last; second++) {
    values.set(second, valueAt(rule, matching, second, first, size));
  }
  const heldAll = (
    from: number,
    to: number,
    holds: (rule: RuleDefinition, value: number | null) => boolean,
  ): boolean => {
    for (let second = from; second <= to; second++) {
      if (!values.has(second) || !holds(rule, values.get(second)!)) return false;
    }
    return true;
  };
  const lower = rule.metric === "absence" || rule.fire!.operator.startsWith("<");
  for (let second = start; second <= last; second++) {
    const value = values.get(second)!, firing = alerts.at(-1)?.resolvedAt === null ? alerts.at(-1)! : null;
    if (firing === null) {
      // "Fires at the first s at which `fire` held at every second of [s − for, s]"
      if (!heldAll(second - rule.for, second, fires)) continue;
      alerts.push({
        rule: rule.id,
        firedAt: second,
        value: value!,
        peakValue: value!,
        peakAt: second,
        resolvedAt: null,
        resolvedValue: null,
        severity: rule.severity,
        superseded: false,
      });
      continue;
    }
    // "peak value and when"
    const risen = value !== null && (lower ? value < firing.peakValue : value > firing.peakValue);
    const peak = risen ? { peakValue: value, peakAt: second } : {};
    // "resolves at the first s at which `recover` held at every second of (s − max(1, keep_firing_for), s]"
    const recovered = heldAll(second - Math.max(1, rule.keepFiringFor) + 1, second, recovers);
    const end = recovered ? { resolvedAt: second, resolvedValue: value } : {};
    alerts[alerts.length - 1] = { ...firing, ...peak, ...end };
  }
  return alerts;
}

const RANKS = ["page", "ticket", "info"];

/** All alerts of an objective over the minutes that have ended at `last`. */
export function bruteForceSlo(
  slo: SloDefinition,
  records: readonly JudgedRecord[],
  first: number,
  last: number,
): PlainAlert[] {
  const alerts: PlainAlert[] = [];
  const matching = records.filter((record) => !record.isLate && isMeant(slo.match, record));
  // Over the minutes that end with second s, whole ones.
  const ratio = (second: number, window: number): { ratio: number | null; errors: number } => {
    const inside = matching.filter(({ time }) => time > second - window && time <= second);
    const errors = inside.filter((record) => isError(slo, record)).length;
    // "No traffic is no ratio"
    return { ratio: inside.length === 0 ? null : errors / inside.length, errors };
  };
  // "Decided at the end of each final minute."
  for (let second = first - first % 60 - 1; second <= last; second += 60) {
    const firingTiers = slo.burn.filter(({ long, short, factor }) => {
      // "both error ratios … are strictly above factor × (1 − objective)"; "min_errors errors in the long window are needed"
      const inLong = ratio(second, long), inShort = ratio(second, short);
      const isAbove = (value: number | null): boolean =>
        value !== null && value > roundedOnce(factor * slo.budget);
      return isAbove(inLong.ratio) && isAbove(inShort.ratio) && inLong.errors >= slo.minErrors;
    });
    const open = alerts.at(-1)?.resolvedAt === null ? alerts.at(-1)! : null;
    const window = open === null ? 0 : windows.get(open)!;
    const burn = (long: number): number | null => {
      const { ratio: value } = ratio(second, long);
      return value === null ? null : value / slo.budget;
    };
    const replace = (change: Partial<PlainAlert>): void => {
      const changed = { ...open!, ...change };
      windows.set(changed, window);
      alerts[alerts.length - 1] = changed;
    };
    // "the most severe firing tier"
    const leading = firingTiers.toSorted((a, b) => RANKS.indexOf(a.severity) - RANKS.indexOf(b.severity))[0];
    if (open !== null && leading === undefined) {
      // "ends when none fires"
      replace({ resolvedAt: second, resolvedValue: burn(window) });
    } else if (open !== null && RANKS.indexOf(leading.severity) >= RANKS.indexOf(open.severity)) {
      const value = burn(window);
      if (value !== null && value > open.peakValue) replace({ peakValue: value, peakAt: second });
    } else if (leading !== undefined) {
      if (open !== null) replace({ resolvedAt: second, resolvedValue: burn(window), superseded: true });
      const value = burn(leading.long)!;
      const alert: PlainAlert = {
        rule: slo.id,
        firedAt: second,
        value,
        peakValue: value,
        peakAt: second,
        resolvedAt: null,
        resolvedValue: null,
        severity: leading.severity,
        superseded: false,
      };
      windows.set(alert, leading.long);
      alerts.push(alert);
    }
  }
  return alerts;
}

/** The long window that an alert fired for. */
const windows = new WeakMap<PlainAlert, number>();

/** Products of short decimal fractions as the decimal fraction that they are. */
function roundedOnce(product: number): number {
  return Number(product.toFixed(12));
}
