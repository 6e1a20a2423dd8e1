// Role: the history of an alert's value before, during and after it, computed from stored amounts: which span to show, and
// the value at each step of it.

import type { AlertMetric } from "./alert.ts";
import { burnRate } from "../rules/error_budget.ts";

/** The amounts of one step: a second, a bucket or a minute. */
export interface HistoryPoint {
  /** First second of the step. */
  readonly time: number;
  /** Hits that match the rule, their bytes, and how many of them are errors. */
  readonly hits: number;
  readonly bytes: number;
  readonly errors: number;
}

/** The part of a rule that defines its value. */
interface HistoryRule {
  readonly metric: AlertMetric;
  /** Seconds. */
  readonly window: number;
  /** An error ratio of fewer hits is undefined. */
  readonly minHits: number;
  /** The error budget of an objective, a fraction; 1 for other rules. */
  readonly budget: number;
}

/** The seconds [from, to) in steps of equal length. */
interface HistorySpan {
  /** A multiple of the step. */
  readonly from: number;
  readonly to: number;
  /** Seconds. */
  readonly step: number;
}

/** Least time shown before and after an alert, seconds. */
const LEAST_MARGIN = 600;

/**
 * The span to show for an alert: from a margin before it fired to a margin after it resolved, or to the last record. The
 * margin is as long as the alert, at most the window, at least ten minutes. A span of more than `most` steps is cut at its
 * end.
 */
export function spanOf(
  alert: { readonly firedAt: number; readonly resolvedAt: number | null; readonly window: number },
  { first, last }: { readonly first: number; readonly last: number },
  step: number,
  most: number,
): HistorySpan {
  const end = alert.resolvedAt ?? last;
  const margin = Math.max(LEAST_MARGIN, Math.min(alert.window, end - alert.firedAt));
  const begin = Math.max(first, alert.firedAt - margin), from = begin - begin % step;
  const steps = Math.ceil((Math.min(last, end + margin) + 1 - from) / step);
  return { from, to: from + Math.max(1, Math.min(most, steps)) * step, step };
}

/**
 * The same history in at most `most` steps: each the largest of the values it covers (with `lowest` the smallest), null
 * where all are null.
 */
export function downsample(
  history: { readonly values: readonly (number | null)[]; readonly step: number },
  most: number,
  lowest: boolean,
): { readonly values: (number | null)[]; readonly step: number } {
  const { values, step } = history, each = Math.max(1, Math.ceil(values.length / most));
  const thin = Array.from({ length: Math.ceil(values.length / each) }, (_, place) => {
    const share = values.slice(place * each, (place + 1) * each).filter((value) => value !== null);
    if (share.length === 0) return null;
    return share.reduce((one, other) => (lowest ? other < one : other > one) ? other : one);
  });
  return { values: thin, step: step * each };
}

/** Steps that the window covers. */
export function stepsOf(window: number, step: number): number {
  return Math.ceil(window / step);
}

/**
 * The value at the end of each step of the span; null where it is undefined. `points` include the window before the span;
 * others are ignored. If the window is no multiple of the step, counts are scaled down from the steps that it touches.
 */
export function historyValues(
  points: readonly HistoryPoint[],
  { from, to, step }: HistorySpan,
  rule: HistoryRule,
): (number | null)[] {
  const width = stepsOf(rule.window, step), count = (to - from) / step;
  const at = new Map(points.map((point) => [Math.floor((point.time - from) / step), point]));
  const sums = { hits: 0, bytes: 0, errors: 0 };
  const add = (place: number, sign: 1 | -1): void => {
    const point = at.get(place);
    if (point === undefined) return;
    sums.hits += sign * point.hits;
    sums.bytes += sign * point.bytes;
    sums.errors += sign * point.errors;
  };
  for (let place = 1 - width; place < 0; place++) add(place, 1);
  return Array.from({ length: count }, (_, place) => {
    add(place, 1);
    const value = valueOf(sums, width * step, rule);
    add(place - width + 1, -1);
    return value;
  });
}

function valueOf(
  sums: Pick<HistoryPoint, "hits" | "bytes" | "errors">,
  seconds: number,
  { metric, window, minHits, budget }: HistoryRule,
): number | null {
  switch (metric) {
    case "rate":
      return sums.hits / seconds;
    case "count":
    case "absence":
      return sums.hits * window / seconds;
    case "bytes_rate":
      return sums.bytes / seconds;
    case "error_ratio":
    case "slow_ratio":
      return sums.hits < Math.max(1, minHits) ? null : sums.errors / sums.hits;
    case "burn":
      return burnRate(sums, budget);
    default: // Of a percentile the stored counts say nothing.
      return null;
  }
}
