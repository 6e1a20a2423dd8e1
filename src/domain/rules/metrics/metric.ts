// Role: the contract of a metric: what a rule measures over its window. When a rule fires is part of its definition. A new
// metric is one file that implements it, one line in `mod.ts`, and its name in `domain/rules/definition.ts`.

import type { WindowSums } from "../../windows/event_series.ts";
import type { Comparison, MetricName, RuleDefinition } from "../definition.ts";

/**
 * A kind of rule, by its metric.
 *
 * @example
 * ```ts
 * import { errorRatioMetric } from "./error_ratio.ts";
 * import type { RuleDefinition } from "../definition.ts";
 * import assert from "node:assert/strict";
 *
 * const rule = { window: 60, minHits: 10 } as RuleDefinition;
 * assert.equal(errorRatioMetric.valueOf({ hits: 20, bytes: 900, errors: 5 }, rule), 0.25);
 * assert.equal(errorRatioMetric.valueOf({ hits: 9, bytes: 900, errors: 5 }, rule), null);
 * ```
 */
export interface RuleKind {
  /** As rule files name it, and as it is stored. */
  readonly name: MetricName;
  /** One line for the help, no full stop. */
  readonly summary: string;
  /**
   * The value at a second, from the sums over the window that ends with it: rates per second, ratios from 0 to 1, durations in microseconds. Null if it
   * is undefined: then no threshold is met. Called for every second and rule, so it must be fast; pure, and throws nothing.
   */
  valueOf(sums: WindowSums, rule: RuleDefinition): number | null;
  /** Whether the value is undefined before the first record that matches the rule. */
  readonly afterFirstHit: boolean;
  /** The comparisons of every rule of this kind; null if each rule has its own. */
  readonly always: { readonly fire: Comparison; readonly recover: Comparison } | null;
  /** Whether it depends on hits only. Over all records these are known without counting for a rule file. */
  readonly hitsAlone: boolean;
}
