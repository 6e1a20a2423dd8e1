// Role: the notifier "pagerduty": events for PagerDuty, Events API v2.

import type { Severity } from "../../domain/rules/definition.ts";
import type { NotifierKind } from "../notifier.ts";
import { shorten } from "./shorten.ts";
import { usualOutcome } from "./http_outcome.ts";

/** The documented limits, in characters; the key has 64. A whole event may have 512 KB, which these keep it far below. */
const LONGEST_SUMMARY = 1024, LONGEST_TEXT = 1024;

/** Of the first service region. For another one, the rule file names the `url`. */
const USUAL_URL = "https://events.pagerduty.com/v2/enqueue";

const SEVERITIES: Readonly<Record<Severity, string>> = { page: "critical", ticket: "warning", info: "info" };

/** One event per transition. The same `dedup_key` connects the end with the start. */
export const pagerduty: NotifierKind = {
  name: "pagerduty",
  repeats: false,
  refusal: (secret) =>
    /^[0-9A-Za-z]{32}$/.test(secret)
      ? null
      : "is no routing key: that has 32 letters and digits (the integration key of an Events API v2 integration)",
  request({ body, link }, { url }, secret) {
    const text = (given: string): string => shorten(given, LONGEST_TEXT);
    const event = {
      routing_key: secret,
      event_action: body.transition === "fired" ? "trigger" : "resolve",
      dedup_key: body.key,
      client: "httplog",
      ...(link === undefined ? {} : { client_url: link, links: [{ href: link, text: "httplog" }] }),
      payload: {
        summary: shorten(body.summary, LONGEST_SUMMARY),
        source: text(body.source),
        severity: SEVERITIES[body.severity],
        timestamp: body.transition === "fired" ? body.fired_iso : body.resolved_iso ?? body.fired_iso,
        class: text(body.metric),
        component: text(body.rule),
        custom_details: {
          value: body.value,
          threshold: text(body.threshold),
          window_seconds: body.window,
          fired_at: body.fired_iso,
          resolved_at: body.resolved_iso,
          causes: body.causes.map(text),
        },
      },
    };
    return Promise.resolve({
      url: url ?? USUAL_URL,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(event),
    });
  },
  outcome: (answer, now) =>
    usualOutcome(answer, now, "Check the routing key, and that its integration is one of the Events API v2."),
};
