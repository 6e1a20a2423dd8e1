// Role: the arithmetic of error budgets: ratio, burn, what is left and for how long. Pure; for `domain/monitor/slo_evaluator.ts` and `query slo`.
// Source: alerts.md, "SLO"; the Google SRE Workbook, ch. 5.

import { decimalProduct, decimalQuotient } from "./decimal.ts";
import type { BurnTier, SloDefinition } from "./definition.ts";

/** Hits and the errors among them, over some time. */
export interface SloAmounts {
  /** On-time records that match. */
  readonly hits: number;
  /** Those of them that are errors. */
  readonly errors: number;
}

/** The part of the hits that are errors; null without hits: no traffic is no ratio. */
export function errorRatio({ hits, errors }: SloAmounts): number | null {
  return hits === 0 ? null : errors / hits;
}

/** The part of the hits that are none, 0 … 1; null without hits. */
export function availabilityOf({ hits, errors }: SloAmounts): number | null {
  return hits === 0 ? null : (hits - errors) / hits;
}

/**
 * How many times too fast the budget is spent: at 1 it lasts exactly for the period. Null without hits.
 *
 * @example
 * ```ts
 * import { burnRate } from "./error_budget.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(burnRate({ hits: 10, errors: 1 }, 0.001), 100);
 * assert.equal(burnRate({ hits: 0, errors: 0 }, 0.001), null);
 * ```
 */
export function burnRate({ hits, errors }: SloAmounts, budget: number): number | null {
  return hits === 0 ? null : decimalQuotient(errors, hits, budget);
}

/** The part of the period's budget that is left, at most 1; negative where more has been spent. Null without hits. */
export function budgetRemaining(period: SloAmounts, budget: number): number | null {
  const burnt = burnRate(period, budget);
  return burnt === null ? null : 1 - burnt;
}

/**
 * In how many seconds the budget will be gone if it goes on burning like this; 0 where it is gone, Infinity where nothing
 * burns. The whole of it lasts period / burn.
 *
 * @example
 * ```ts
 * import { secondsLeft } from "./error_budget.ts";
 * import assert from "node:assert/strict";
 *
 * const day = 86400;
 * assert.equal(secondsLeft(1, 2, 30 * day), 15 * day);
 * assert.equal(secondsLeft(-0.2, 2, 30 * day), 0);
 * ```
 */
export function secondsLeft(remaining: number, burn: number, period: number): number {
  if (remaining <= 0) return 0;
  return burn <= 0 ? Infinity : remaining * period / burn;
}

/**
 * How much of the period there is data for, 0 … 1: from the source's first record, or from when the objective was added, to
 * `now`, both epoch seconds, `now` the second after the last one that counts.
 */
export function coverage(from: number, now: number, period: number): number {
  return Math.min(1, Math.max(0, now - from) / period);
}

/** The error ratio above which a tier fires: factor × budget, rounded once. Above 1 it can never fire. */
export function firingRatio(
  { factor }: Pick<BurnTier, "factor">,
  { budget }: Pick<SloDefinition, "budget">,
): number {
  return decimalProduct(factor, budget);
}
