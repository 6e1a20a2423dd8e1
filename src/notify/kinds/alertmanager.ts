// Role: the notifier "alertmanager": alerts for Prometheus Alertmanager, API v2. Listed in `notify/mod.ts`.

import { isoTime } from "../../domain/time_text.ts";
import type { NotifierKind } from "../notifier.ts";
import { shorten } from "./shorten.ts";
import { usualOutcome } from "./http_outcome.ts";

/** Labels and annotations are kept in memory and shown in lists. */
const LONGEST_LABEL = 1024, LONGEST_ANNOTATION = 16384;

const PATH = "/api/v2/alerts";

/**
 * One alert a request: a batch with one that is not valid is answered with 400 and taken in part. The labels are its
 * identity, so they hold what never changes, the key of the alert among them: a late end of an old alert cannot end the next
 * one of the same rule. What fires has no end, so that Alertmanager itself lets it go (`resolve_timeout`) should it not be
 * told again.
 */
export const alertmanager: NotifierKind = {
  name: "alertmanager",
  repeats: true,
  refusal: () => null,
  request({ body, now }, { url }) {
    const { transition, rule, source, severity, key, fired_at, resolved_at } = body;
    // What begins or ends in Alertmanager's future would be refused or still fire.
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

/** "http://host:9093" as well as the whole address of the API. */
function addressOf(url: string): string {
  return url.endsWith(PATH) ? url : url.replace(/\/+$/, "") + PATH;
}

function annotationsOf(texts: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(texts).filter(([, text]) => text !== "");
  return Object.fromEntries(entries.map(([name, text]) => [name, shorten(text, LONGEST_ANNOTATION)]));
}
