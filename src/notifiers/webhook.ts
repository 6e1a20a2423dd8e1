// Role: the notifier "webhook": any receiver of Standard Webhooks (standardwebhooks.com), signed where there is a secret.
// Listed in `mod.ts`; the signature is in `webhook_signature.ts`.

import type { NotifierKind } from "./notifier.ts";
import { usualOutcome } from "./usual_outcome.ts";
import { signingKey, webhookSignature } from "./webhook_signature.ts";

/** The whole body of the outbox, as data of an event. A receiver knows a repeated message by its `webhook-id`. */
export const webhook: NotifierKind = {
  name: "webhook",
  repeats: false,
  refusal: (secret) =>
    signingKey(secret) === null ? 'is no signing key: write "whsec_" and 24 to 64 bytes in base64' : null,
  async request({ body, now }, { url }, secret) {
    const id = `msg_${body.key}_${body.transition}`;
    const timestamp = Math.floor(now);
    const event = {
      type: `alert.${body.transition}`,
      timestamp: body.transition === "fired" ? body.fired_iso : body.resolved_iso ?? body.fired_iso,
      data: body,
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
