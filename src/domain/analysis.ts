// Role: the options that decide about results, as frozen data: what the domain knows of a plan.

import type { DimensionName } from "./dimensions/dimensions.ts";
import type { RuleSet } from "./rules/definition.ts";
import type { RuleKind } from "./rules/metrics/metric.ts";
import type { Series } from "./rules/series.ts";
import type { Screening } from "./screening/settings.ts";

/** How a log is analysed. Functions take the part that they need: `Pick<Analysis, …>`. */
export interface Analysis {
  /** Bucket size B, seconds, 1 … 86400. */
  readonly bucketSize: number;
  /** Lateness D, seconds, 0 … 86400. */
  readonly lateness: number;
  /**
   * J, seconds, 60 …: a record further ahead of its log does not move the log's clock by itself (`counting/log_clock.ts`).
   * Infinity: every record does.
   */
  readonly maxJump: number;
  /** I, seconds, 0 …: a log that has been read to its end holds its source back until it is so far behind. */
  readonly idleLog: number;
  /** Values kept per bucket and dimension K, 1 … 100000. */
  readonly top: number;
  /** Dimensions whose values are stored; null: those of a source that was begun without a choice. */
  readonly dimensions: readonly DimensionName[] | null;
  /** The rule file; null without one. */
  readonly rules: RuleSet | null;
  /** The series of `rules`, which are counted apart, with the pairs of errors; null to count neither. */
  readonly series: readonly Series[] | null;
  /** The kinds of alert rule there are. */
  readonly kinds: readonly RuleKind[];
  /** Threshold X of the built-in rule, hits per second, ≥ 0. */
  readonly threshold: number;
  /** Window W of the built-in rule, seconds, 1 … 86400. */
  readonly window: number;
}

/** How records are added up; no `series` and `dimensions` are like null, no `screening` is one without settings. */
export type Counting =
  & Pick<Analysis, "bucketSize" | "lateness" | "maxJump" | "top">
  & Partial<Pick<Analysis, "series" | "dimensions"> & { readonly screening: Screening }>;
