// Role: the arithmetic of error budgets: ratio, burn, what is left and for how long.
// Source: alerts.md, "SLO"; the Google SRE Workbook, ch. 5.

import { decimalProduct, decimalQuotient } from "./decimal.ts";
import type { BurnTier, SloDefinition } from "./definition.ts";

export interface SloAmounts {
  /** On-time records that match. */
  readonly hits: number;
  /** Errors among the hits. */
  readonly errors: number;
}

/** Errors / hits; null without hits. */
export function errorRatio({ hits, errors }: SloAmounts): number | null {
  return hits === 0 ? null : errors / hits;
}

/** The part of the hits that are no errors, 0 … 1; null without hits. */
export function availabilityOf({ hits, errors }: SloAmounts): number | null {
  return hits === 0 ? null : (hits - errors) / hits;
}

/**
 * How many times too fast the budget is spent: at 1 it lasts exactly for the period. Null without hits. 1 error in 10 hits
 * burns a budget of 0.001 100 times too fast.
 */
export function burnRate({ hits, errors }: SloAmounts, budget: number): number | null {
  return hits === 0 ? null : decimalQuotient(errors, hits, budget);
}

/** The part of the period's budget that is left, at most 1; negative if it is overspent. Null without hits. */
export function budgetRemaining(period: SloAmounts, budget: number): number | null {
  const burnt = burnRate(period, budget);
  return burnt === null ? null : 1 - burnt;
}

/**
 * Seconds until the budget is gone at the earliest, where requests come as before and burn it at this rate; 0 if it is gone, Infinity
 * where it lasts. Of the period so many seconds are covered: until it is full, the budget grows with it. Then it is as if what was burnt
 * before was burnt last, and stayed to the end. The whole budget lasts period / burn: with 30 days left and a burn rate of 2, that is
 * 15 days.
 */
export function secondsLeft(remaining: number, burn: number, period: number, covered = period): number {
  if (remaining <= 0) return 0;
  if (burn <= 0) return Infinity;
  const filling = burn > 1 ? covered * remaining / (burn - 1) : Infinity, rest = period - covered;
  if (filling <= rest) return filling;
  const spent = (1 - remaining) * covered + burn * rest, left = rest + (period - spent) / burn;
  // What was burnt before has left by then.
  return burn < 1 && left > period ? Infinity : left;
}

/**
 * The part of the period with data, 0 … 1. `from` is the source's first record, or when the SLO was added; `now` is the second
 * after the last one that counts. Both are epoch seconds.
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
