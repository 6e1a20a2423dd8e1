// Role: how each metric is written in a rule: its units, and the range of its values. One entry per metric.

import { LATENCY_UNITS } from "../latency.ts";
import type { MetricName } from "../definition.ts";

/** A unit behind a number, whose value is its decimal digits × 10^exponent × factor. */
export interface Unit {
  readonly exponent: number;
  /** A power of two, so that multiplying rounds nothing. */
  readonly factor: number;
  /** Behind the number where a comparison is shown. */
  readonly shown: string;
}

/** Keys that only some metrics have. */
export type MetricKey = "errors" | "slower_than" | "min_hits";

export interface MetricForm {
  /** A comparison. */
  readonly example: string;
  /** The units allowed behind a number; "" is none. Null for a metric that is compared with nothing. */
  readonly units: ReadonlyMap<string, Unit> | null;
  /** The largest value there can be; the smallest is always 0. */
  readonly most: number;
  /** The keys that mean something, of those that not all metrics have. */
  readonly takes: readonly MetricKey[];
}

const PLAIN: Unit = { exponent: 0, factor: 1, shown: "" };

/** Sums saturate there ("Known limits"), so nothing is larger. */
const MOST = Number.MAX_SAFE_INTEGER;

const BYTES: readonly (readonly [name: string, exponent: number, factor: number])[] = [
  ["B", 0, 1],
  ["kB", 3, 1],
  ["MB", 6, 1],
  ["GB", 9, 1],
  ["TB", 12, 1],
  ["KiB", 0, 2 ** 10],
  ["MiB", 0, 2 ** 20],
  ["GiB", 0, 2 ** 30],
  ["TiB", 0, 2 ** 40],
];

const BYTE_UNITS: ReadonlyMap<string, Unit> = new Map(
  [["", 0, 1] as const, ...BYTES].flatMap(([name, exponent, factor]) => {
    const unit = { exponent, factor, shown: ` ${name || "B"}/s` };
    return name === "" ? [[name, unit]] : [[name, unit], [`${name}/s`, unit]];
  }),
);

const RATIO: Omit<MetricForm, "takes"> = {
  example: "> 5%",
  units: new Map([["%", { exponent: -2, factor: 1, shown: "%" }], ["", PLAIN]]),
  most: 1,
};

const PERCENTILE: MetricForm = {
  example: "> 300ms",
  units: new Map([...LATENCY_UNITS].map(([unit, exponent]) => [unit, { exponent, factor: 1, shown: unit }])),
  most: MOST,
  takes: ["min_hits"],
};

export const METRIC_FORMS: Readonly<Record<MetricName, MetricForm>> = {
  rate: {
    example: "> 10",
    units: new Map([["", PLAIN], ["/s", PLAIN]]),
    most: MOST,
    takes: [],
  },
  count: { example: "> 1000", units: new Map([["", PLAIN]]), most: MOST, takes: [] },
  bytes_rate: { example: "> 5 MB/s", units: BYTE_UNITS, most: MOST, takes: [] },
  error_ratio: { ...RATIO, takes: ["errors", "min_hits"] },
  slow_ratio: { ...RATIO, takes: ["slower_than", "min_hits"] },
  p50: PERCENTILE,
  p90: PERCENTILE,
  p95: PERCENTILE,
  p99: PERCENTILE,
  absence: { example: "", units: null, most: MOST, takes: [] },
};
