// Role: the details of an alert as rows, for the formats that programs read.

import { causeTexts } from "../../domain/alerts/cause_text.ts";
import { downsample } from "../../domain/alerts/value_history.ts";
import { isoTime } from "../../domain/time_text.ts";
import { type AlertDetails, isLow } from "../../reports/alert/alert.ts";
import type { Answer, SqlValue } from "../../stores/store.ts";
import { deliveryText } from "./alert_text.ts";

/** Most steps of the value history. It is for a plot; the seconds themselves are in the store. */
const MOST_STEPS = 240;

/**
 * One row per fact: its part (alert, rule, course, cause, told), its name within that part, and its value. "course" is the
 * value history, named by the ends of its steps, in order; causes are named 1, 2, 3; "told" are the notifications.
 */
export function alertDetailsRows(
  { id, source, alert, isProvisional, definition, history, messages }: AlertDetails,
): Answer {
  const { firedAt, peakAt, resolvedAt, explanation } = alert;
  const facts: Readonly<Record<string, SqlValue>> = {
    id,
    source,
    rule: alert.rule,
    metric: alert.metric,
    severity: alert.severity,
    fired_at: firedAt,
    fired_iso: isoTime(firedAt),
    value: alert.value,
    threshold: alert.threshold,
    threshold_text: alert.thresholdText,
    window: alert.window,
    peak_value: alert.peakValue,
    peak_at: peakAt,
    peak_iso: isoTime(peakAt),
    resolved_at: resolvedAt,
    resolved_iso: resolvedAt === null ? null : isoTime(resolvedAt),
    duration: resolvedAt === null ? null : resolvedAt - firedAt,
    superseded: Number(alert.superseded),
    provisional: Number(isProvisional),
    detail: alert.detail,
  };
  const rows: SqlValue[][] = Object.entries(facts).map(([name, value]) => ["alert", name, value]);
  if (definition !== null) rows.push(["rule", "definition", JSON.stringify(definition)]);
  if (history !== null) {
    const { values, step } = downsample(history, MOST_STEPS, isLow(alert));
    rows.push(["course", "from", history.source]);
    values.forEach((value, place) =>
      rows.push(["course", isoTime(history.from + (place + 1) * step - 1), value])
    );
  }
  const causes = explanation === null ? [] : causeTexts(explanation);
  causes.forEach((text, place) => rows.push(["cause", String(place + 1), text]));
  for (const message of messages) {
    rows.push(["told", `${message.notifier} ${message.transition}`, deliveryText(message)]);
  }
  return { columns: ["part", "name", "value"], rows };
}
