// Role: the result of sending a message as one line of text.

import { type Admission, skipReason } from "../../notify/sending/deliveries.ts";
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
 * That messages wait for notifiers that the rule file has no more, one text for each; `known` has the ids of those that it has. Ends of
 * alerts that were not sent are skipped with these, and beginnings that are too old are not missed.
 */
export function strandedTexts(
  due: readonly OutboxRow[],
  known: { has(notifier: string): boolean },
  { now, maxAge }: Omit<Admission, "isOff">,
): string[] {
  const stranded = due.filter((row) =>
    !known.has(row.notifier) && skipReason(row, { now, maxAge, isOff: false }) === null
  );
  return Array.from(Map.groupBy(stranded, ({ notifier }) => notifier), ([notifier, rows]) => {
    const { length } = rows, wait = length === 1 ? "waits" : "wait";
    const outcome = rows.some(({ isTold }) => isTold) ? "an alert stays open there" : "it hears of no alert";
    return `${counted(length, "message")} ${wait} for the notifier "${
      printable(notifier)
    }", which is not in the rule file: ` +
      `${outcome}. Name it again until it has them.`;
  });
}

/** That messages wait for another attempt, the first of which is then. */
export function waitingText(next: number): string {
  return `messages wait for another attempt: the next one after ${isoTime(next)}`;
}
