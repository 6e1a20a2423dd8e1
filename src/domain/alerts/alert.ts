// Role: an alert and its transitions, as they are stored and announced.

import type { Explanation } from "./explanation.ts";
import type { MetricName, Severity } from "../rules/definition.ts";

/** One alert: a rule that fired and, perhaps, resolved. Times are epoch seconds. */
export interface Alert {
  /** Id of the rule or SLO that fired. With the source and `firedAt` it is the identity of the alert. */
  readonly rule: string;
  /** What was measured; "burn" for an SLO: how many times too fast its budget is spent. */
  readonly metric: AlertMetric;
  /** Of an SLO, the most severe of the tiers that fired when it did. */
  readonly severity: Severity;
  /** The second at which the condition had held for long enough. Of an SLO the last second of a minute. */
  readonly firedAt: number;
  /**
   * The watched value at `firedAt`: hits per second for "rate", a fraction for "error_ratio", microseconds for "p95", a burn for
   * "burn".
   */
  readonly value: number;
  /** The value furthest beyond the threshold since `firedAt`, among the seconds decided so far. */
  readonly peakValue: number;
  /** The first second at which the value was the peak. */
  readonly peakAt: number;
  /** The second at which it had recovered for long enough, or it was superseded; null while it fires. */
  readonly resolvedAt: number | null;
  /** The value at `resolvedAt`; null while it fires, and where there was none. Announced, and not stored. */
  readonly resolvedValue: number | null;
  /** The number it was compared with when it fired; 0 for "absence", the factor of the tier for "burn". */
  readonly threshold: number;
  /** The comparison as the person wrote it: "> 10", "> 5%"; "= 0" for "absence", "> 14.4" for "burn". */
  readonly thresholdText: string;
  /** The window in force when it fired, in seconds; for "burn" the long one of the tier. */
  readonly window: number;
  /**
   * Signature of its rule when it fired (`domain/rules/rule_signature.ts`). It shows whether the rule in force is still the
   * one that fired. Null for alerts of a version that had the built-in rule only and explained nothing.
   */
  readonly ruleText: string | null;
  /**
   * Whether it ended without recovering: its rule was changed or removed, or, for an SLO, a more severe tier fired as an
   * alert of its own.
   */
  readonly superseded: boolean;
  /** Null where it is not explained (yet). */
  readonly explanation: Explanation | null;
  /** For "burn": the tiers that fired when it did, as JSON (see `domain/monitor/slo_evaluator.ts`). Else null. */
  readonly detail: string | null;
}

export type AlertMetric = MetricName | "burn";

/** Something that happened to an alert, in the order in which it was decided. */
export interface Transition {
  /** A superseded alert has resolved. */
  readonly kind: "fired" | "resolved";
  /** The alert as it is after the transition. */
  readonly alert: Alert;
}

/** The second that decided a transition. */
export function timeOf({ kind, alert }: Transition): number {
  return kind === "fired" ? alert.firedAt : alert.resolvedAt ?? alert.firedAt;
}
