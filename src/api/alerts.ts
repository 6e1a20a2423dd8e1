// Role: the resources `alerts` and `alerts/{id}`.

import { causeTexts } from "../domain/alerts/cause_text.ts";
import type { Explanation } from "../domain/alerts/explanation.ts";
import { downsample } from "../domain/alerts/value_history.ts";
import { isoTime } from "../domain/time_text.ts";
import { type AlertDetails, alertDetails, isLow } from "../reports/alert/alert.ts";
import { alertRange, alerts as report } from "../reports/alerts.ts";
import { newest } from "../reports/rows/sql.ts";
import type { ApiAlert, ApiCell } from "./answer.ts";
import { ApiFault } from "./fault.ts";
import { limitNotes, plainAnswer } from "./report_resource.ts";
import type { ApiResource, ResourceAnswer } from "./resource.ts";

/** Most steps of the value of an alert over time. */
const MOST_STEPS = 480;

/** Messages about an alert in words, "ops: fired sent"; null for none. */
const MESSAGES = `(SELECT group_concat(notifier || ': ' || transition || ' ' || state, ', ') FROM outbox AS o
  WHERE o.source = alerts.source AND o.rule = alerts.rule AND o.fired_at = alerts.fired_at)`;

/** Those of the report, in its words, and what a picture needs beside them. */
const COLUMNS = {
  ...{ id: "id", fired_iso: "fired_iso", resolved_iso: "resolved_iso", duration: "duration", rule: "rule" },
  ...{ value: "value", peak_value: "peak_value", threshold: "threshold", window: '"window"' },
  ...{ provisional: "provisional", source: "source", metric: "metric" },
  ...{ severity: "severity", fired_at: "fired_at", resolved_at: "resolved_at", peak_at: "peak_at" },
  ...{
    threshold_text: "threshold_text",
    superseded: "superseded",
    messages: MESSAGES,
    causes: "explanation",
  },
} as const;

const CAUSES = Object.keys(COLUMNS).indexOf("causes");

export const alertsResource: ApiResource = {
  path: "alerts",
  summary:
    "alerts that fired in the time range, oldest first; with overlap those that fired before and still did, too",
  parameters: report.options,
  defaultLimit: report.defaultLimit,
  answer(reader, asked) {
    const range = alertRange(asked);
    const { sql, parameters } = newest(COLUMNS, "alerts", ["fired_at", "id"], range, asked.limit);
    const { columns, rows } = plainAnswer(reader.query(sql, parameters));
    const notes = report.notes!(reader, asked, { columns, rows });
    return {
      columns,
      rows: rows.map((row) => row.with(CAUSES, causesOf(row[CAUSES]))),
      notes: [...limitNotes({ rows }, asked), ...notes],
      units: report.units ?? {},
    };
  },
};

/** The causes as sentences, strongest first; null where the alert is not explained. */
function causesOf(explanation: ApiCell): string | null {
  return explanation === null ? null : causeTexts(JSON.parse(String(explanation)) as Explanation).join(". ");
}

export const alertResource: ApiResource = {
  path: "alerts/{id}",
  summary: "one alert: its rule, value over time, causes, messages",
  parameters: [],
  defaultLimit: null,
  answer(reader, { source }, id) {
    const found = alertDetails(reader, id);
    if (found === null || source !== null && found.source !== source) {
      throw new ApiFault(404, `There is no alert ${id}. "alerts" lists them.`);
    }
    return { ...courseOfAlert(found), alert: plainAlert(found) };
  },
};

/** The value at the end of each step. */
function courseOfAlert({ history, alert }: AlertDetails): ResourceAnswer {
  const columns = ["time", "value"];
  if (history === null) {
    return { columns, rows: [], notes: ["The stored counts cannot tell the records of its rule apart."] };
  }
  const { values, step } = downsample(history, MOST_STEPS, isLow(alert));
  const { isLowerBound, prunedBefore, uncounted, from } = history;
  return {
    columns,
    rows: values.map((value, place) => [from + (place + 1) * step - 1, value]),
    notes: [
      ...(isLowerBound ? ["The values are lower bounds: its buckets do not name all values (--top)."] : []),
      ...(prunedBefore === null ? [] : [`What lies before ${isoTime(prunedBefore)} was pruned.`]),
      ...(uncounted === null ? [] : [uncounted]),
    ],
  };
}

function plainAlert(
  { id, source, alert, isProvisional, definition, history, messages }: AlertDetails,
): ApiAlert {
  const { rule, metric, severity, firedAt, resolvedAt, value, peakValue, peakAt } = alert;
  const { threshold, thresholdText, window, superseded, explanation } = alert;
  return {
    ...{ id, source, rule, metric, severity, firedAt, resolvedAt, value, peakValue, peakAt },
    ...{ threshold, thresholdText, window, isProvisional, definition, messages },
    isLow: isLow(alert),
    isSuperseded: superseded,
    causes: explanation === null ? null : causeTexts(explanation),
    historyFrom: history?.source ?? null,
  };
}
