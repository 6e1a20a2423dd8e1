// Role: the details of an alert as text for a terminal.

import { causeTexts } from "../../domain/alerts/cause_text.ts";
import { metricText } from "../../domain/rules/metrics/metric_text.ts";
import { durationText } from "../../domain/rules/duration.ts";
import { unitText } from "../../domain/unit.ts";
import { isoTime } from "../../domain/time_text.ts";
import { plot } from "../../render/drawing/plot.ts";
import { looksAtDurations } from "../../domain/rules/series.ts";
import { printable } from "../../render/text/printable.ts";
import { wrap } from "../../render/text/wrap.ts";
import { type AlertDetails, isLow, type Message } from "../../reports/alert/alert.ts";
import type { ValueHistory } from "../../reports/alert/value_history.ts";

/** Rows of the plot. */
const HEIGHT = 6;

/**
 * The lines, at most `width` columns wide where words can be parted, safe for a terminal. `rule` is the rule as lines of a
 * rule file; none where it is not in force any more.
 */
export function alertDetailsText(
  details: AlertDetails,
  rule: readonly string[],
  { width, ascii }: { readonly width: number; readonly ascii: boolean },
): string[] {
  const { id, source, alert: { rule: name, severity, explanation, superseded, resolvedAt } } = details;
  const sentences = explanation === null ? [] : causeTexts(explanation);
  const causes = ascii ? sentences.map((text) => text.replace(" – ", " - ")) : sentences;
  const wrapped = (text: string, indent: number): string[] =>
    wrap(text.split(/(?<=\S) (?!%)/), width, " ".repeat(indent));
  return [
    ...wrapped(`Alert ${id}: ${printable(name)} (${severity}) of ${printable(source)}`, 2),
    ...momentLines(details).flatMap((line) => wrapped(`  ${line}`, 4)),
    ...(superseded && resolvedAt !== null
      ? wrapped("  It has not recovered: its rule was changed, or a more severe alert took its place.", 2)
      : []),
    ...(details.isProvisional ? wrapped("  Provisional: later records may still change it.", 2) : []),
    "",
    "Rule",
    ...(rule.length === 0
      ? ["  The rule that fired is no longer in force."]
      : rule.map(printable).map(indented)),
    "",
    ...historyLines(details, width, ascii),
    "",
    "Causes",
    ...(explanation === null
      ? wrapped(`  Not known${whyUnexplained(details)}.`, 2)
      : causes.length === 0
      ? ["  Nothing stands out."]
      : causes.flatMap((text, place) => wrapped(`  ${place + 1}. ${printable(text)}`, 5))),
    "",
    "Messages",
    ...(details.messages.length === 0
      ? ["  None: its rule names no notifier."]
      : details.messages.flatMap((message) => wrapped(`  ${messageText(message)}`, 4))),
  ];
}

/** Alerts of earlier versions are never explained: the buckets as they were then are not stored. */
function whyUnexplained({ alert: { ruleText } }: AlertDetails): string {
  return ruleText === null
    ? ": an earlier version decided it, which explained no alerts"
    : " yet: its bucket is not final";
}

/** "error ratio 5.04 %". */
function valueText(metric: string, value: number): string {
  return metricText(metric, value).replaceAll("_", " ");
}

/** The state of a message: "sent 2019-02-07T21:16:02Z". */
export function deliveryText({ state, attempts, sentAt, lastError }: Message): string {
  const tried = attempts > 1 || (attempts > 0 && sentAt === null) ? `, tried ${attempts} times` : "";
  const error = lastError === null || sentAt !== null ? "" : `: ${printable(lastError)}`;
  return `${state}${sentAt === null ? "" : ` ${isoTime(sentAt)}`}${tried}${error}`;
}

function momentLines({ alert }: AlertDetails): string[] {
  const { metric, firedAt, value, thresholdText, window, peakAt, peakValue, resolvedAt } = alert;
  const over = `${printable(thresholdText)} over ${durationText(window)}`;
  const measured = metric === "absence" ? "no hits" : `${valueText(metric, value)}, threshold ${over}`;
  return [
    `fired     ${isoTime(firedAt)}  ${measured}`,
    ...(metric === "absence" ? [] : [`peak      ${isoTime(peakAt)}  ${valueText(metric, peakValue)}`]),
    resolvedAt === null
      ? "resolved  not yet"
      : `resolved  ${isoTime(resolvedAt)}  after ${unitText("seconds", resolvedAt - firedAt)}`,
  ];
}

function historyLines(
  { alert, definition, history, unstored }: AlertDetails,
  width: number,
  ascii: boolean,
): string[] {
  if (unstored.length > 0) {
    return [
      "Value",
      ...unstored.flatMap((note) => wrap(`  Not known. ${printable(note)}`.split(/(?<=\S) /), width, "  ")),
    ];
  }
  if (history === null) {
    const why = definition !== null && looksAtDurations(definition)
      ? "it is of durations, which are not stored by rule."
      : "the stored counts cannot tell the records of its rule apart.";
    return ["Value", `  Not known: ${why}`];
  }
  const { metric, threshold } = alert;
  const data = {
    ...history,
    threshold: metric === "absence" ? null : threshold,
    lowest: isLow(alert),
    text: (value: number) => axisText(metric, value),
  };
  const lines = history.values.every((value) => value === null)
    ? []
    : plot(data, { width: width - 2, height: HEIGHT, ascii });
  return [
    `Value, from ${history.source}`,
    ...historyNotes(history).map(indented),
    ...lines.map(indented),
  ];
}

/** What a reader of the values must know. */
export function historyNotes({ isLowerBound, prunedBefore, uncounted }: ValueHistory): string[] {
  return [
    ...(isLowerBound ? ["At least: its buckets do not name all values (--top)."] : []),
    ...(prunedBefore === null ? [] : [`What lies before ${isoTime(prunedBefore)} was pruned.`]),
    ...(uncounted === null ? [] : [uncounted]),
  ];
}

/** A number of the axis, without the name of the metric. */
function axisText(metric: string, value: number): string {
  if (metric === "burn") return `${value.toFixed(1)}x`;
  if (metric === "count" || metric === "absence") return value.toFixed(0);
  return metricText(metric, value).slice(metric.length + 1);
}

function messageText(message: Message): string {
  return `${printable(message.notifier)}: ${message.transition}: ${deliveryText(message)}`;
}

function indented(line: string): string {
  return line === "" ? "" : `  ${line}`;
}
