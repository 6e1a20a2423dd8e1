// Role: an alert's transition in words. The rule `high-traffic` has words of its own.

import { type Alert, timeOf, type Transition } from "../../../domain/alerts/alert.ts";
import { causeTexts } from "../../../domain/alerts/cause_text.ts";
import { BUILT_IN_ID } from "../../../domain/rules/built_in.ts";
import { durationText } from "../../../domain/rules/duration.ts";
import { metricText } from "../../../domain/rules/metrics/metric_text.ts";
import { isoTime } from "../../../domain/time_text.ts";

/** When a transition happened and what the watched value was then; null where there was none. */
export function momentOf(transition: Transition): { readonly time: number; readonly value: number | null } {
  const { kind, alert } = transition;
  return { time: timeOf(transition), value: kind === "fired" ? alert.value : alert.resolvedValue };
}

/**
 * One line: "High traffic generated an alert - hits = 13.49/s, triggered at 2019-02-07T21:12:59Z", or, of any other rule,
 * "[page] api-5xx fired: error ratio 12.40 % > 5% over 5m at 2019-02-07T21:12:59Z".
 * The decimals are for reading; nothing is decided by them.
 */
export function alertWords(transition: Transition): string {
  const { kind, alert: { rule, metric, severity, window, thresholdText, superseded } } = transition;
  const { time, value } = momentOf(transition);
  if (rule === BUILT_IN_ID && metric === "rate" && value !== null) {
    return HIGH_TRAFFIC_TEXTS[kind].replace("%v", value.toFixed(2)).replace("%t", isoTime(time));
  }
  const over = `over ${durationText(window)} at ${isoTime(time)}`;
  const measured = value === null
    ? "no value"
    : metric === "burn"
    ? `burn ${value.toFixed(2)}`
    : metricText(metric, value).replaceAll("_", " ");
  if (superseded) {
    const why = metric === "burn" && value !== null ? "a more severe tier fires" : "its rule has changed";
    return `[${severity}] ${rule} superseded: ${why}, at ${isoTime(time)}`;
  }
  if (metric === "absence") {
    return `[${severity}] ${rule} ${kind}: ${kind === "fired" ? "no hits" : "hits again"} ${over}`;
  }
  const threshold = kind === "fired" ? ` ${thresholdText}` : "";
  return `[${severity}] ${rule} ${kind}: ${measured}${threshold} ${over}`;
}

/**
 * What an alert is made of, in one line: "Explanation of high-traffic at 2019-02-07T21:12:59Z: host 10.0.0.77 accounts for
 * 66 % of the hits in 21:11:00 – 21:13:00 (before: 0 %)". Its bucket has to be final for that, so it is printed after the alert.
 */
export function explanationText({ rule, firedAt, explanation }: Alert): string {
  const causes = explanation === null ? [] : causeTexts(explanation);
  return `Explanation of ${rule} at ${isoTime(firedAt)}: ${causes.join("; ") || "nothing stands out"}`;
}

/** The line of each transition; `%v` is the value with two decimals, `%t` the ISO time. */
export const HIGH_TRAFFIC_TEXTS: { readonly fired: string; readonly resolved: string } = {
  fired: "High traffic generated an alert - hits = %v/s, triggered at %t",
  resolved: "Reduced traffic resolved an alert - hits = %v/s, resolved at %t",
};
