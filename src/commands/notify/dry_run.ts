// Role: `notify --dry-run`: what would become of each message, as lines. It follows the rules of `notify/sending/delivery_state.ts`
// over what the database shows, and writes nothing.

import { isoTime } from "../../domain/time_text.ts";
import type { RuleSet } from "../../domain/rules/definition.ts";
import { type Admission, skipReason } from "../../notify/sending/delivery_state.ts";
import { alertOf } from "../../notify/sending/queues.ts";
import { printable } from "../../render/text/printable.ts";
import type { DeliveryState, OutboxRow } from "../../stores/outbox.ts";
import type { Reader, SqlValue } from "../../stores/store.ts";
import { messageWords } from "./delivery_text.ts";

const COLUMNS = "source, rule, fired_at, notifier, transition, created_at, state, attempts, next_at, body";

/** One line for each message that is pending, in the order of sending; one line where none is. */
export function preview(
  reader: Reader,
  { notifiers }: RuleSet,
  { now, maxAge }: Omit<Admission, "isOff">,
): string[] {
  const rows = reader.query(`SELECT id, ${COLUMNS} FROM outbox ORDER BY id`).rows.map(rowOf);
  const types = new Map(notifiers.map(({ id, type }) => [id, type]));
  const off = new Set(rows.filter(({ state }) => state === "gone").map(({ notifier }) => notifier));
  const told = new Set(rows.filter(({ state }) => state === "sent").map(alertOf));
  const lines: string[] = [];
  for (const row of rows) {
    if (row.state !== "pending") continue;
    const type = types.get(row.notifier);
    const admission = { now, maxAge, isOff: off.has(row.notifier) };
    const reason = skipReason({ ...row, isTold: told.has(alertOf(row)) }, admission);
    const verb = reason !== null
      ? `would skip, ${reason}`
      : type === undefined
      ? "would wait, the rule file has no such notifier"
      : row.nextAt > now
      ? `would wait until ${isoTime(row.nextAt)}`
      : `would send by ${type}`;
    if (reason === null && type !== undefined) told.add(alertOf(row));
    lines.push(`${printable(row.notifier)}: ${verb}: ${messageWords(row)}`);
  }
  return lines.length > 0 ? lines : ["There is nothing to be told."];
}

function rowOf(cells: readonly SqlValue[]): OutboxRow {
  const [id, source, rule, firedAt, notifier, transition, createdAt, state, attempts, nextAt, body] = cells;
  return {
    id: Number(id),
    source: String(source),
    rule: String(rule),
    firedAt: Number(firedAt),
    notifier: String(notifier),
    transition: transition as OutboxRow["transition"],
    createdAt: Number(createdAt),
    state: state as DeliveryState,
    attempts: Number(attempts),
    nextAt: Number(nextAt ?? 0),
    lastError: null,
    sentAt: null,
    body: String(body),
    isTold: false,
  };
}
