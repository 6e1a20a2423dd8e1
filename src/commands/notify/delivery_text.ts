// Role: what came of a message, in a line for people. Used by `notify.ts` and `commands/replay/notify.ts`.

import { isoTime } from "../../domain/time_text.ts";
import { printable } from "../../render/text/printable.ts";
import type { Delivery, OutboxRow } from "../../stores/outbox.ts";

/** What a message is about, in a line: the summary of its body. */
export function messageWords({ body, rule, transition, firedAt }: OutboxRow): string {
  try {
    return printable(String(JSON.parse(body).summary));
  } catch {
    return printable(`${rule} ${transition}, since ${isoTime(firedAt)}`);
  }
}

/** Why a message was not sent, as a warning of one line; null where that is nothing to be warned of. */
export function deliveryWarning(
  row: OutboxRow,
  { state, nextAt, lastError, attempts }: Delivery,
): string | null {
  if (state === "sent" || state === "skipped") return null;
  const alert = printable(`"${row.rule}" of ${isoTime(row.firedAt)} (${row.transition})`);
  const who = printable(`"${row.notifier}"`);
  const what = `${who} could not be told of ${alert}: ${lastError}`.replace(/\.$/, "");
  if (state === "pending") return `${what}. Attempt ${attempts}; tried again after ${isoTime(nextAt)}.`;
  if (state === "failed") {
    return `${what}. It is not tried again; "httplog query outbox" lists such messages.`;
  }
  return `${what}. It is switched off; "httplog notify --switch-on ${printable(row.notifier)}" undoes that.`;
}
