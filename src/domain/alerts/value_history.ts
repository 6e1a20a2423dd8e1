// Role: how the watched value of an alert went before, during and after it, again from what is stored: which span is shown,
// and the value at each step of it. Pure; `reports/alert/value_history.ts` brings what the store holds.

import type { AlertMetric } from "./alert.ts";
import { burnRate } from "../rules/error_budget.ts";

/** What a step holds: a second, a bucket or a minute. */
export interface HistoryPoint {
  /** First second of the step. */
  readonly time: number;
  /** Hits that match. */
  readonly hits: number;
  /** Their bytes. */
  readonly bytes: number;
  /** Those that are errors. */
  readonly errors: number;
}

/** What is watched. */
export interface CourseRule {
  /** What is measured. */
  readonly metric: AlertMetric;
  /** Width of the window, seconds. */
  readonly window: number;
  /** Below so many hits there is no ratio. */
  readonly minHits: number;
  /** The error budget of an objective, a fraction; 1 where there is none. */
  readonly budget: number;
}

/** A span of event time in steps. */
export interface CourseSpan {
  /** First second; a multiple of the step. */
  readonly from: number;
  /** The second after the last one. */
  readonly to: number;
  /** Seconds of a step. */
  readonly step: number;
}

/** Seconds that are shown before and after, however short the alert is. */
const LEAST_MARGIN = 600;

/**
 * The span that shows an alert: from a while before it fired to a while after it resolved, or to the last record. The while
 * is as long as the alert, at most the window, at least ten minutes. A span of more than `most` steps is cut at its end.
 */
export function spanOf(
  alert: { readonly firedAt: number; readonly resolvedAt: number | null; readonly window: number },
  { first, last }: { readonly first: number; readonly last: number },
  step: number,
  most: number,
): CourseSpan {
  const end = alert.resolvedAt ?? last;
  const margin = Math.max(LEAST_MARGIN, Math.min(alert.window, end - alert.firedAt));
  const begin = Math.max(first, alert.firedAt - margin), from = begin - begin % step;
  const steps = Math.ceil((Math.min(last, end + margin) + 1 - from) / step);
  return { from, to: from + Math.max(1, Math.min(most, steps)) * step, step };
}

/**
 * The same course in `most` steps at most: each the largest value of as many steps as make one (the smallest with `lowest`),
 * null where all are.
 */
export function downsample(
  course: { readonly values: readonly (number | null)[]; readonly step: number },
  most: number,
  lowest: boolean,
): { readonly values: (number | null)[]; readonly step: number } {
  const { values, step } = course, each = Math.max(1, Math.ceil(values.length / most));
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
 * The value at the end of each step of the span; null for none. `points` may lie anywhere; those of the window before the
 * span belong to it. Where the window is no multiple of the step, counts are those of the steps it touches, in proportion.
 */
export function courseValues(
  points: readonly HistoryPoint[],
  { from, to, step }: CourseSpan,
  rule: CourseRule,
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
  { metric, window, minHits, budget }: CourseRule,
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
      return sums.hits < Math.max(1, minHits) ? null : sums.errors / sums.hits;
    case "burn":
      return burnRate(sums, budget);
  }
}
