// Role: somebody who can be told: a notifier of the rule file with its kind and its secret. Made by
// `commands/notify/recipients.ts`, used by `sender.ts`.

import type { NotificationBody } from "../../domain/alerts/notification_body.ts";
import { Problem } from "../../domain/problem.ts";
import type { NotifierDefinition } from "../../domain/rules/definition.ts";
import type { Host } from "../../host/host.ts";
import type { NotifierKind, SendOutcome } from "../notifier.ts";
import type { OutboxRow } from "../../stores/outbox.ts";

/** Seconds that an answer may take. */
const TIMEOUT = 15;

/** One who is told. Its secret is in no message, error or row. */
export interface Recipient {
  /** As in the rule file. */
  readonly definition: NotifierDefinition;
  /** How it is told. */
  readonly kind: NotifierKind;
  /** What its `secret_env` or `secret_file` holds; null where it has none. */
  readonly secret: string | null;
  /** Makes the texts of a body safe to show. */
  readonly printable: (text: string) => string;
}

/**
 * Tells one message, once. What goes wrong is an outcome.
 *
 * Errors: `Problem` "permission" where the program may not use the network. That is no attempt: none can succeed.
 */
export async function deliver(
  { definition, kind, secret, printable }: Recipient,
  { body }: OutboxRow,
  host: Pick<Host, "now" | "post">,
): Promise<SendOutcome> {
  try {
    const notice = { body: printableBody(JSON.parse(body), printable), now: host.now() };
    const request = await kind.request(notice, definition, secret);
    const answer = await host.post(request, TIMEOUT);
    // The clock after the request, which may have taken seconds.
    return kind.outcome(answer, host.now());
  } catch (error) {
    if (error instanceof Problem && error.kind === "permission") throw error;
    if (error instanceof Problem) return { kind: "retry", after: null, why: error.message };
    // Its message may hold anything that the request holds.
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
