// Role: the notifier "webhook": any receiver of Standard Webhooks (standardwebhooks.com), signed if there is a secret.

import type { NotifierKind } from "../notifier.ts";
import type { NotificationBody } from "../../domain/alerts/notification_body.ts";
import { usualOutcome } from "./http_outcome.ts";
import { shorten } from "./shorten.ts";
import { signingKey, webhookSignature } from "./webhook_signature.ts";

/**
 * The longest name and the longest sentence, in UTF-16 code units. Names come from the log and may be as long as a record,
 * 64 KiB: with them a message would have a megabyte, which receivers refuse. JSON takes up to six bytes a unit, so a message
 * stays below 512 kB.
 */
const LONGEST_NAME = 4000, LONGEST_CAUSE = 8000, LONGEST_SUMMARY = 16_000;

function bounded(body: NotificationBody): NotificationBody {
  return {
    ...body,
    source: shorten(body.source, LONGEST_NAME),
    rule: shorten(body.rule, LONGEST_NAME),
    causes: body.causes.map((cause) => shorten(cause, LONGEST_CAUSE)),
    summary: shorten(body.summary, LONGEST_SUMMARY),
  };
}

/** The body of the outbox as the data of an event. Receivers recognise duplicates by `webhook-id`. */
export const webhook: NotifierKind = {
  name: "webhook",
  repeats: false,
  refusal: (secret) =>
    signingKey(secret) === null ? 'is no signing key: write "whsec_" and 24 to 64 bytes in base64' : null,
  async request({ body, now, link }, { url }, secret) {
    const id = `msg_${body.key}_${body.transition}`;
    const timestamp = Math.floor(now);
    const event = {
      type: `alert.${body.transition}`,
      timestamp: body.transition === "fired" ? body.fired_iso : body.resolved_iso ?? body.fired_iso,
      data: link === undefined ? bounded(body) : { ...bounded(body), link },
    };
    const text = JSON.stringify(event);
    const key = secret === null ? null : signingKey(secret);
    const signature: Record<string, string> = key === null
      ? {}
      : { "webhook-signature": await webhookSignature(key, id, timestamp, text) };
    return {
      url: url ?? "",
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        ...signature,
      },
      body: text,
    };
  },
  outcome: (answer, now) =>
    answer.status === 410
      ? { kind: "gone", why: "it answered 410: it wants no more messages" }
      : usualOutcome(answer, now, 'Check "url" and the signing key.'),
};
