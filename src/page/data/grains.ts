// Role: how fine the courses of a range are: that of the traffic, and those of the values of dimensions.

import type { Extent, Recording } from "./model.ts";

/** Steps that people know, in seconds; larger ones are whole days. */
const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
const DAY = 86400;

/** At most this many steps of each. */
const MOST_FINE = 800, MOST_COARSE = 96;

/**
 * The grains of a span, in seconds: the smallest that give not too many steps. Each is a multiple of the bucket size, and the coarse
 * one of the fine one.
 *
 * @param bucketSize Seconds; of several sources the largest.
 */
export function grainsOf(span: Extent | null, bucketSize: number): Recording["grains"] {
  const seconds = span === null ? 0 : span.until - span.since;
  const fine = stepOf(seconds / MOST_FINE, bucketSize);
  return { fine, coarse: stepOf(seconds / MOST_COARSE, fine) };
}

/** The smallest step of at least so many seconds that is a multiple of `unit`. */
function stepOf(least: number, unit: number): number {
  const known = STEPS.find((step) => step >= least && step % unit === 0);
  if (known !== undefined) return known;
  const round = Math.ceil(least / DAY) * DAY;
  return round >= least && round % unit === 0 && round > 0
    ? round
    : Math.ceil(Math.max(least, unit) / unit) * unit;
}

const HOUR = 3600;

/** The grain of values, for a coarse one: that of values which only hours have is whole hours. */
export function valueGrain(coarse: number, isOfHours: boolean): number {
  return isOfHours ? Math.ceil(coarse / HOUR) * HOUR : coarse;
}

const WEEK = 7 * DAY;

/** The first second of the step that holds a second. A week begins on a Monday, 3 days after the Thursday with which the epoch begins. */
export function stepBegin(time: number, step: number): number {
  const shift = step % WEEK === 0 ? 3 * DAY : 0;
  return time - (time + shift) % step;
}
