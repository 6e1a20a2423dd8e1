// Role: what a backtest knows of one alert, and of one rule over a log.

import type { Alert } from "../alerts/alert.ts";
import type { Severity } from "../rules/definition.ts";

/** Seconds of event time from `from` on, before `to`; not empty. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A value that did not fire. */
export interface Miss {
  /** In the unit of the rule's metric. */
  readonly value: number;
  /** The first second with this value. */
  readonly at: number;
}

/** An alert as a replay would store it at the end of the log. */
export interface Episode {
  /** Its `resolvedAt` is null if it fires at the end of the log. */
  readonly alert: Alert;
  /** Whether its start or its end lies in seconds that are not final. */
  readonly isProvisional: boolean;
}

/** What one rule, or one SLO, did. */
export interface RuleResult {
  readonly id: string;
  /** Of an SLO, that of its most severe tier. */
  readonly severity: Severity;
  /** When it fires, as the rule file has it: "rate > 10". */
  readonly condition: string;
  /** In order. They do not overlap. */
  readonly episodes: readonly Episode[];
  /** The nearest miss; null where there was no value, or none was looked for. */
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
