// Role: the units of a report's columns, and a number in its unit as people read it.

import { LONGEST_DURATION } from "./latency/bins.ts";
import { durationText } from "./rules/duration.ts";
import { amountText } from "./rules/metrics/metric_text.ts";

/**
 * `seconds`: a span. `share`: a ratio, rounded; `share_down`: one that is 100 % only if nothing is missing, rounded down.
 * `rate`: hits per second, small ones with two digits. `micros`: a duration in µs, with three digits. `status`: a status code, which
 * always has three digits. `metricIn`: the unit of the metric that another column names.
 */
export type ColumnUnit = "seconds" | "share" | "share_down" | "rate" | "status" | "micros" | {
  readonly metricIn: string;
};

/**
 * The value with its unit. A share has two decimals.
 *
 * @param metric Name of the metric, for a unit that depends on it.
 *
 * @example
 * ```ts
 * import { unitText } from "./unit.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(unitText("seconds", 205), "3m 25s");
 * assert.equal(unitText("share", 0.258633), "25.86 %");
 * assert.equal(unitText("share_down", 0.999999), "99.99 %");
 * assert.equal(unitText("micros", 123_456), "123 ms");
 * assert.equal(unitText({ metricIn: "metric" }, 10.06, "rate"), "10.06/s");
 * ```
 */
export function unitText(unit: ColumnUnit, value: number, metric = ""): string {
  if (unit === "seconds") return secondsText(value);
  if (unit === "share") return value > 0 && value < 0.00005 ? "<0.01 %" : percent(Math.round(value * 10_000));
  // Shares are stored with six decimals: whole millionths keep binary fractions out of the rounding.
  if (unit === "share_down") return percent(Math.floor(Math.round(value * 1_000_000) / 100));
  if (unit === "status") return String(value).padStart(3, "0");
  if (unit === "micros") return microsText(value);
  if (unit === "rate" && Math.abs(value) < 0.1) return `${Number(value.toPrecision(2))}/s`;
  if (unit === "rate") return amountText("rate", value);
  if (metric === "burn") return `${value.toFixed(2)}x`;
  return metric === "absence" ? `${value} hits` : amountText(metric, value);
}

function percent(hundredths: number): string {
  return `${(hundredths / 100).toFixed(2)} %`;
}

function microsText(value: number): string {
  // What takes longer is not measured.
  if (value >= LONGEST_DURATION) return "over 1h";
  const [size, name] = value < 1000 ? [1, "µs"] : value < 1_000_000 ? [1000, "ms"] : [1_000_000, "s"];
  return `${Number((value / size).toPrecision(3))} ${name}`;
}

function secondsText(seconds: number): string {
  if (!Number.isInteger(seconds) || seconds < 0) return `${seconds}s`;
  return durationText(seconds).replace(/(?<=[a-z])(?=\d)/g, " ");
}
