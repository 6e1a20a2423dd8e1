// Role: the body of a message about a transition. It is made once, when the transition is decided, and stored as JSON in
// the outbox; each kind of notifier derives its own request from it.

import type { AlertMetric, Transition } from "./alert.ts";
import { causeTexts } from "./cause_text.ts";
import type { Explanation } from "./explanation.ts";
import { amountText, metricText } from "../rules/metrics/metric_text.ts";
import type { Severity } from "../rules/definition.ts";
import { durationText } from "../rules/duration.ts";
import { isoTime } from "../time_text.ts";

/** One transition of one alert. The member names are those of the stored JSON; so is their order. */
export interface NotificationBody {
  /** Version of this layout. */
  readonly schema: 1;
  readonly transition: Transition["kind"];
  /** The identity of the alert, 64 hexadecimal digits (`outbox_entry.ts`). */
  readonly key: string;
  readonly source: string;
  /** Id of the rule or objective. */
  readonly rule: string;
  readonly severity: Severity;
  readonly metric: AlertMetric;
  /** The value when it fired; ratios from 0 to 1, rates per second, durations in microseconds. */
  readonly value: number;
  /** The worst value so far. */
  readonly peak_value: number;
  /** The comparison as the rule file has it: "> 10". */
  readonly threshold: string;
  /** Seconds. */
  readonly window: number;
  /** Epoch second; `_iso` is the same as UTC text. */
  readonly fired_at: number;
  readonly fired_iso: string;
  /** Null while it fires. */
  readonly resolved_at: number | null;
  readonly resolved_iso: string | null;
  /** Whether it ended without recovering. */
  readonly superseded: boolean;
  /** For an objective: the tiers that fired; else null. */
  readonly detail: unknown;
  /** Its causes as sentences, the strongest first. */
  readonly causes: readonly string[];
  /** All of it in one line. */
  readonly summary: string;
}

/**
 * The body for one transition. Equal arguments give equal bytes of JSON.
 *
 * @param explanation As far as it is known at the transition; null where it is not.
 *
 * @example
 * ```ts
 * import { notificationBody } from "./notification_body.ts";
 * import assert from "node:assert/strict";
 *
 * const alert = {
 *   rule: "busy", metric: "rate", severity: "page", firedAt: 60, value: 12.5, peakValue: 12.5, peakAt: 60,
 *   resolvedAt: null, resolvedValue: null, threshold: 10, thresholdText: "> 10", window: 120, ruleText: null,
 *   superseded: false, explanation: null, detail: null,
 * } as const;
 * assert.equal(
 *   notificationBody({ kind: "fired", alert }, "shop", "00", null).summary,
 *   "[page] busy fires on shop: rate 12.50/s over 2m is > 10, since 1970-01-01T00:01:00Z",
 * );
 * ```
 */
export function notificationBody(
  transition: Transition,
  source: string,
  key: string,
  explanation: Explanation | null,
): NotificationBody {
  const { kind, alert } = transition;
  const causes = explanation === null ? [] : causeTexts(explanation);
  return {
    schema: 1,
    transition: kind,
    key,
    source,
    rule: alert.rule,
    severity: alert.severity,
    metric: alert.metric,
    value: alert.value,
    peak_value: alert.peakValue,
    threshold: alert.thresholdText,
    window: alert.window,
    fired_at: alert.firedAt,
    fired_iso: isoTime(alert.firedAt),
    resolved_at: alert.resolvedAt,
    resolved_iso: alert.resolvedAt === null ? null : isoTime(alert.resolvedAt),
    superseded: alert.superseded,
    detail: alert.detail === null ? null : JSON.parse(alert.detail),
    causes,
    summary: kind === "resolved"
      ? resolvedSummary(transition, source)
      : firedSummary(transition, source, causes),
  };
}

/** The body that takes back a "fired": by lines that came later, or a rule that was changed, nothing fired then. */
export function withdrawnBody(fired: NotificationBody, at: number): NotificationBody {
  const { severity, rule, source, fired_iso } = fired;
  return {
    ...fired,
    ...{ transition: "resolved", resolved_at: at, resolved_iso: isoTime(at), superseded: true, causes: [] },
    summary:
      `[${severity}] ${rule} resolved on ${source}: withdrawn: by the lines and rules that there are now, it did not fire at ${fired_iso}`,
  };
}

function firedSummary({ alert }: Transition, source: string, causes: readonly string[]): string {
  const { rule, metric, severity, value, window, thresholdText, firedAt } = alert;
  const what = metric === "absence"
    ? `no hits for ${durationText(window)}`
    : `${metricText(metric, value)} over ${durationText(window)} is ${thresholdText}`;
  const why = causes.length === 0 ? "" : `; ${causes.join("; ")}`;
  return `[${severity}] ${rule} fires on ${source}: ${what}, since ${isoTime(firedAt)}${why}`;
}

function resolvedSummary({ alert }: Transition, source: string): string {
  const { rule, metric, severity, firedAt, resolvedAt, superseded, peakValue, resolvedValue } = alert;
  const now = resolvedValue === null ? "" : `${metricText(metric, resolvedValue)}, `;
  const how = superseded
    ? metric === "burn" && resolvedValue !== null ? "a more severe tier fires" : "its rule has changed"
    : metric === "absence"
    ? "hits came again"
    : `${now}${amountText(metric, peakValue)} at worst`;
  const span = durationText((resolvedAt ?? firedAt) - firedAt);
  return `[${severity}] ${rule} resolved on ${source}: ${how}, ${span} after ${isoTime(firedAt)}`;
}
