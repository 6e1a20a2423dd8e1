// Role: a measured value as text with its unit: "rate 12.50/s", "error ratio 7.25 %". Rounded for reading only.

import { LONGEST_DURATION } from "../../latency/bins.ts";
import { PERCENTILES } from "../definition.ts";

/** Two decimals; of what is smaller than 0.1 two digits, so that it is never shown as nothing. */
const decimals = (value: number): string =>
  value === 0 || Math.abs(value) >= 0.1 ? value.toFixed(2) : String(Number(value.toPrecision(2)));

const percent = (value: number): string => `${decimals(value * 100)} %`;

/** A duration in microseconds. What took longer than the longest one is counted as that. */
const latency = (value: number): string =>
  value >= LONGEST_DURATION
    ? "over 1h"
    : value >= 1e6
    ? `${(value / 1e6).toFixed(2)} s`
    : value >= 1000
    ? `${(value / 1000).toFixed(value < 10_000 ? 2 : 1)} ms`
    : `${value.toFixed(0)} µs`;

const SIZES = ["B", "kB", "MB", "GB", "TB", "PB"];

/** Bytes per second, in the decimal unit in which they have one to three digits before the point. */
const bytesRate = (value: number): string => {
  let [amount, unit] = [value, 0];
  // What would be rounded to 1000.00 belongs to the next unit.
  for (; amount >= 999.995 && unit < SIZES.length - 1; unit++) amount /= 1000;
  return `${unit === 0 ? Math.round(amount) : amount.toFixed(2)} ${SIZES[unit]}/s`;
};

const UNITS: Readonly<Record<string, (value: number) => string>> = {
  rate: (value) => `${decimals(value)}/s`,
  count: (value) => `${value} hits`,
  bytes_rate: bytesRate,
  burn: (value) => `${value.toFixed(2)} times what the budget allows`,
  error_ratio: percent,
  slow_ratio: percent,
  ...Object.fromEntries(Object.keys(PERCENTILES).map((name) => [name, latency])),
};

/** The metric's name and the value in its unit; two decimals for a metric that has none here. */
export function metricText(metric: string, value: number): string {
  return `${metric.replaceAll("_", " ")} ${amountText(metric, value)}`;
}

/** The value with its unit, without the metric. */
export function amountText(metric: string, value: number): string {
  return UNITS[metric]?.(value) ?? value.toFixed(2);
}
