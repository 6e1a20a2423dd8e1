// Role: the notifier "alertmanager": alerts for Prometheus Alertmanager, API v2.

import { isoTime } from "../../domain/time_text.ts";
import type { NotifierKind } from "../notifier.ts";
import { shorten } from "./shorten.ts";
import { usualOutcome } from "./http_outcome.ts";

/** Characters: Alertmanager keeps labels and annotations in memory and shows them in lists. */
const LONGEST_LABEL = 1024, LONGEST_ANNOTATION = 16384;

const PATH = "/api/v2/alerts";

/**
 * One alert per request: Alertmanager answers 400 for a batch with one invalid alert and takes the rest. The labels are the
 * alert's identity, so they hold only what never changes, its key included: a late end of an old alert cannot end the next
 * one of the same rule. An alert that fires has no end, so that Alertmanager closes it by itself (`resolve_timeout`) if no
 * repeat comes.
 */
export const alertmanager: NotifierKind = {
  name: "alertmanager",
  repeats: true,
  refusal: () => null,
  request({ body, now, link }, { url }) {
    const { transition, rule, source, severity, key, fired_at, resolved_at } = body;
    // Alertmanager refuses a start in its future, and an end in its future keeps the alert firing.
    const end = transition === "resolved" ? Math.min(resolved_at ?? fired_at, now) : null;
    const start = Math.min(fired_at, end ?? now);
    const label = (text: string): string => shorten(text, LONGEST_LABEL);
    const alert = {
      labels: { alertname: label(rule), source: label(source), severity, httplog_alert: key },
      annotations: annotationsOf({
        summary: body.summary,
        causes: body.causes.join("\n"),
        value: String(body.value),
        threshold: body.threshold,
        window: `${body.window} s`,
      }),
      startsAt: isoTime(start),
      ...(end === null ? {} : { endsAt: isoTime(end) }),
      ...(link === undefined ? {} : { generatorURL: link }),
    };
    return Promise.resolve({
      url: addressOf(url ?? ""),
      headers: { "content-type": "application/json" },
      body: JSON.stringify([alert]),
    });
  },
  outcome: (answer, now) =>
    usualOutcome(answer, now, 'Check that "url" is the address of an Alertmanager 0.16 or newer.'),
};

/** Takes "http://host:9093" and the whole address of the API. */
function addressOf(url: string): string {
  return url.endsWith(PATH) ? url : url.replace(/\/+$/, "") + PATH;
}

function annotationsOf(texts: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(texts).filter(([, text]) => text !== "");
  return Object.fromEntries(entries.map(([name, text]) => [name, shorten(text, LONGEST_ANNOTATION)]));
}
