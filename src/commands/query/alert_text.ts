// Role: an alert with all that is known of it, as lines for a person. Used by `alert.ts`; `alert_rows.ts` is the
// same for programs.

import { causeWords } from "../../domain/alerts/cause_text.ts";
import { metricText } from "../../domain/rules/metrics/metric_text.ts";
import { durationText } from "../../domain/rules/duration.ts";
import { isoTime } from "../../domain/time_text.ts";
import { plot } from "../../render/drawing/plot.ts";
import { printable } from "../../render/text/printable.ts";
import { displayWidth } from "../../render/text/width.ts";
import { type AlertDetails, isLow, type Message } from "../../reports/alert/alert.ts";

/** Rows of the plot. */
const HEIGHT = 6;

/**
 * The lines, at most `width` columns wide as far as words can be parted. `rule` is the rule as lines of a rule file. Nothing
 * that steers a terminal is among them.
 */
export function wholeAlertText(
  whole: AlertDetails,
  rule: readonly string[],
  { width, ascii }: { readonly width: number; readonly ascii: boolean },
): string[] {
  const { id, source, alert: { rule: name, severity, explanation, superseded, resolvedAt } } = whole;
  const causes = explanation === null ? [] : causeWords(explanation);
  const part = (heading: string, lines: readonly string[]): string[] => ["", heading, ...lines.map(indented)];
  return [
    ...wrapped(`Alert ${id}: ${printable(name)} (${severity}) of ${printable(source)}`, width, 2),
    ...momentLines(whole).flatMap((line) => wrapped(`  ${line}`, width, 4)),
    ...(superseded && resolvedAt !== null
      ? wrapped(
        "  It has not recovered: its rule was changed, or a more severe alert took its place.",
        width,
        2,
      )
      : []),
    ...(whole.isProvisional ? wrapped("  Provisional: records still to come may change it.", width, 2) : []),
    ...part(
      "Rule",
      rule.length === 0 ? ["The one that fired is not in force any more."] : rule.map(printable),
    ),
    ...coursePart(whole, width, ascii),
    "",
    "What it is made of",
    ...(explanation === null
      ? wrapped(`  Not known${whyUnexplained(whole)}.`, width, 2)
      : causes.length === 0
      ? ["  Nothing stands out."]
      : causes.flatMap((words, place) => wrapped(`  ${place + 1}. ${printable(words)}`, width, 5))),
    "",
    "Who was told",
    ...(whole.messages.length === 0
      ? ["  Nobody: its rule names no notifier."]
      : whole.messages.flatMap((message) => wrapped(`  ${messageText(message)}`, width, 4))),
  ];
}

/** Alerts that earlier versions decided are never explained: what that takes was not kept. */
function whyUnexplained({ alert: { ruleText } }: AlertDetails): string {
  return ruleText === null
    ? ": an earlier version decided it, which explained no alerts"
    : " yet: its bucket is not final";
}

/** A value in words: "error ratio 5.04 %". */
export function valueText(metric: string, value: number): string {
  return metricText(metric, value).replaceAll("_", " ");
}

/** What became of a message: "sent 2019-02-07T21:16:02Z". */
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
      : `resolved  ${isoTime(resolvedAt)}  after ${durationText(resolvedAt - firedAt)}`,
  ];
}

function coursePart({ alert, course }: AlertDetails, width: number, ascii: boolean): string[] {
  if (course === null) {
    return ["", "Course", "  Not known: what is stored does not tell the records of its rule apart."];
  }
  const { metric, threshold } = alert;
  const data = {
    ...course,
    threshold: metric === "absence" ? null : threshold,
    lowest: isLow(alert),
    text: (value: number) => axisText(metric, value),
  };
  const lines = plot(data, { width: width - 2, height: HEIGHT, ascii });
  return ["", `Course, from ${course.source}`, ...lines.map(indented)];
}

/** A number of the axis, without the name of what is measured. */
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

/** Lines of at most so many columns, those after the first indented; a longer word has a line of its own. */
function wrapped(text: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<=\S) /)) {
    if (line !== "" && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = " ".repeat(indent) + word.trimStart();
    } else line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}
