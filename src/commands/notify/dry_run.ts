// Role: `notify --dry-run`: what would happen to each message, as lines. Writes nothing.

import { isoTime } from "../../domain/time_text.ts";
import type { RuleSet } from "../../domain/rules/definition.ts";
import { type Admission, alertOf, skipReason } from "../../notify/sending/deliveries.ts";
import { printable } from "../../render/text/printable.ts";
import type { OutboxRow } from "../../stores/outbox.ts";
import type { Reader } from "../../stores/store.ts";
import { messageText } from "./delivery_text.ts";

const SELECT =
  `SELECT id, source, rule, fired_at AS firedAt, notifier, transition, created_at AS createdAt, state, attempts,
    ifnull(next_at, 0) AS nextAt, body FROM outbox ORDER BY id`;

/** One line for each pending message, in the order of sending; one line where there is none. */
export function preview(
  reader: Reader,
  { notifiers }: RuleSet,
  { now, maxAge }: Omit<Admission, "isOff">,
): string[] {
  const { columns, rows: cells } = reader.query(SELECT);
  const rows = cells.map((row) =>
    Object.fromEntries(columns.map((name, place) => [name, row[place]])) as unknown as OutboxRow
  );
  const types = new Map(notifiers.map(({ id, type }) => [id, type]));
  const off = new Set(rows.filter(({ state }) => state === "gone").map(({ notifier }) => notifier));
  const sent = new Set(rows.filter(({ state }) => state === "sent").map(alertOf));
  const lines: string[] = [];
  for (const row of rows) {
    if (row.state !== "pending") continue;
    const type = types.get(row.notifier);
    const admission = { now, maxAge, isOff: off.has(row.notifier) };
    const reason = skipReason({ ...row, isTold: sent.has(alertOf(row)) }, admission);
    const verb = reason !== null
      ? `would skip, ${reason}`
      : type === undefined
      ? "would wait, the rule file has no such notifier"
      : row.nextAt > now
      ? `would wait until ${isoTime(row.nextAt)}`
      : `would send by ${type}`;
    if (reason === null && type !== undefined) sent.add(alertOf(row));
    lines.push(`${printable(row.notifier)}: ${verb}: ${messageText(row)}`);
  }
  return lines.length > 0 ? lines : ["There is nothing to send."];
}
