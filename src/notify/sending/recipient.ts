// Role: a notifier of the rule file with its kind and its secret, and one attempt to send it a message.

import type { NotificationBody } from "../../domain/alerts/notification_body.ts";
import { Problem } from "../../domain/problem.ts";
import type { NotifierDefinition } from "../../domain/rules/definition.ts";
import type { Host } from "../../host/host.ts";
import type { NotifierKind, SendOutcome } from "../notifier.ts";
import { alertLink } from "../alert_link.ts";
import type { OutboxRow } from "../../stores/outbox.ts";

/** Longest time for an answer, seconds. */
const TIMEOUT = 15;

/** Its secret is in no message, error or row. */
export interface Recipient {
  readonly definition: NotifierDefinition;
  readonly kind: NotifierKind;
  /** What its `secret_env` or `secret_file` holds; null where it has none. */
  readonly secret: string | null;
  /** Escapes control characters in the texts of a body. */
  readonly printable: (text: string) => string;
  /** The address of the page to which messages link; null where none is known. */
  readonly page: string | null;
}

/**
 * Sends a message, once. A failure is an outcome.
 *
 * Errors: `Problem` "permission" where the program may not use the network. That is no attempt: none can succeed.
 */
export async function deliver(
  { definition, kind, secret, printable, page }: Recipient,
  { body, alert }: Pick<OutboxRow, "body" | "alert">,
  host: Pick<Host, "now" | "post">,
): Promise<SendOutcome> {
  try {
    const stored: NotificationBody = JSON.parse(body);
    const link = page === null ? {} : { link: alertLink(page, stored, alert) };
    const notice = { body: printableBody(stored, printable), now: host.now(), ...link };
    const request = await kind.request(notice, definition, secret);
    const answer = await host.post(request, TIMEOUT);
    // The clock after the request, which may have taken seconds.
    return kind.outcome(answer, host.now());
  } catch (error) {
    if (error instanceof Problem && error.kind === "permission") throw error;
    if (error instanceof Problem) return { kind: "retry", after: null, why: error.message };
    // The error's own message may hold parts of the request, secrets among them.
    return { kind: "failed", why: "no message can be made of it, which is a bug or a damaged row" };
  }
}

function printableBody(body: NotificationBody, printable: (text: string) => string): NotificationBody {
  return {
    ...body,
    source: printable(body.source),
    rule: printable(body.rule),
    causes: body.causes.map(printable),
    summary: printable(body.summary),
  };
}
