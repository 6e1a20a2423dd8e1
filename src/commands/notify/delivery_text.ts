// Role: the result of sending a message as one line of text.

import { counted } from "../../domain/grouped.ts";
import { isoTime } from "../../domain/time_text.ts";
import { printable } from "../../render/text/printable.ts";
import type { Delivery, OutboxRow } from "../../stores/outbox.ts";

/** The summary of a message, in one line. */
export function messageText({ body, rule, transition, firedAt }: OutboxRow): string {
  try {
    return printable(String(JSON.parse(body).summary));
  } catch {
    return printable(`${rule} ${transition}, since ${isoTime(firedAt)}`);
  }
}

/** Why a message was not sent, as a warning of one line; null where it was sent or skipped. */
export function deliveryWarning(
  row: OutboxRow,
  { state, nextAt, lastError, attempts }: Delivery,
): string | null {
  if (state === "sent" || state === "skipped") return null;
  const alert = printable(`"${row.rule}" of ${isoTime(row.firedAt)} (${row.transition})`);
  const notifier = printable(row.notifier);
  const what = `"${notifier}" could not be notified of ${alert}: ${lastError}`.replace(/\.$/, "");
  if (state === "pending") return `${what}. Attempt ${attempts}; next attempt after ${isoTime(nextAt)}.`;
  if (state === "failed") {
    return `${what}. It is not tried again; "httplog query outbox" lists such messages.`;
  }
  return `${what}. It is switched off; "httplog notify --switch-on ${notifier}" undoes that.`;
}

/** Whether the beginning of an alert is not sent, because it is too old or its notifier is switched off. */
export function isSkippedAlert({ transition }: OutboxRow, { state }: Delivery): boolean {
  return state === "skipped" && transition === "fired";
}

/** So many of them, as a warning. */
export function skippedText(count: number): string {
  const messages = count === 1 ? "1 alert was" : `${count} alerts were`;
  return `${messages} not sent: begun longer than --notify-max-age ago, or the notifier is switched off. ` +
    '"httplog query outbox" lists them.';
}

/**
 * That ends of alerts whose beginning was sent wait for notifiers that the rule file has no more, as warnings, one for each; `known` has the
 * ids of those that it has.
 */
export function strandedTexts(
  due: readonly OutboxRow[],
  known: { has(notifier: string): boolean },
): string[] {
  const stranded = due.filter(({ notifier, isTold }) => isTold && !known.has(notifier));
  return Array.from(Map.groupBy(stranded, ({ notifier }) => notifier), ([notifier, { length }]) => {
    const [wait, alerts] = length === 1 ? ["waits", "an alert stays"] : ["wait", "alerts stay"];
    return `${counted(length, "message")} ${wait} for the notifier "${
      printable(notifier)
    }", which is not in the rule file: ` +
      `${alerts} open there. Name it again until they are sent.`;
  });
}

/** That messages wait for another attempt, the first of which is then. */
export function waitingText(next: number): string {
  return `messages wait for another attempt: the next one after ${isoTime(next)}`;
}
