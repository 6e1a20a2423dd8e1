// Role: what a backtest knows of one alert, and of what one rule did over a log. Made by `pipeline/backtest.ts`;
// `statistics.ts`, `compare.ts` and `measures.ts` count over it.

import type { Alert } from "../alerts/alert.ts";
import type { Severity } from "../rules/definition.ts";
import type { Miss } from "./nearest_miss.ts";
import type { Span } from "./span.ts";

/** An alert as a replay would store it at the end of the log. */
export interface Episode {
  /** The alert; `resolvedAt` is null where it fires at the end of the log. */
  readonly alert: Alert;
  /** Whether it, or its end, lies in seconds that records still to come may change. */
  readonly isProvisional: boolean;
}

/** What one rule, or one objective, did. */
export interface RuleResult {
  /** Its id. */
  readonly id: string;
  /** How much it matters; of an objective, of its most severe tier. */
  readonly severity: Severity;
  /** When it fires, as the person wrote it: "> 10". */
  readonly condition: string;
  /** Its alerts, in order. They do not overlap. */
  readonly episodes: readonly Episode[];
  /** How near it came where it did not fire; null where there was no value, or nobody watched it. */
  readonly miss: Miss | null;
}

/** The part of a span in which the alert fires: empty (`to` ≤ `from`) where that is outside. */
export function firingWithin({ alert }: Episode, span: Span): Span {
  return {
    from: Math.max(alert.firedAt, span.from),
    to: Math.min(alert.resolvedAt ?? span.to, span.to),
  };
}

/** Whether the alert began to fire within the span. */
export function firesWithin({ alert }: Episode, { from, to }: Span): boolean {
  return alert.firedAt >= from && alert.firedAt < to;
}
