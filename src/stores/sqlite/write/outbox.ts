// Role: the messages about alerts and the outcomes of sending them, as rows.

import type { OutboxEntry } from "../../../domain/alerts/outbox_entry.ts";
import type { Row, SqliteConnection } from "../connection.ts";
import { withProblems } from "../errors.ts";
import { noteTold } from "./told_ahead.ts";
import {
  type Delivery,
  type DeliveryState,
  LONGEST_WAIT,
  type OutboxRow,
  type OutboxStore,
} from "../../outbox.ts";

/** What identifies a message. */
const IDENTITY = ["source_id", "fired_at", "rule", "notifier", "transition", "created_at"];
const DELIVERED = `LEFT JOIN delivery AS d ON ${
  IDENTITY.map((column) => `d.${column} = e.${column}`).join(" AND ")
}`;
/** The same alert for the same notifier. */
const SAME =
  "o.source_id = e.source_id AND o.rule = e.rule AND o.fired_at = e.fired_at AND o.notifier = e.notifier";
const PENDING = "coalesce(d.state, 'pending') = 'pending'";
/** When the next attempt is; 0 where the clock was wrong as it was noted. ?1 is now. */
const NEXT_AT = `iif(d.next_at > ?1 + ${LONGEST_WAIT}, 0, coalesce(d.next_at, 0))`;
/** Of a source by its name, or of all where it is null. */
const OF_SOURCE = "(?2 IS NULL OR s.name = ?2)";
/** Whether the message about the alert's beginning was sent. */
const IS_TOLD = `EXISTS (SELECT 1 FROM outbox_entry AS o JOIN delivery AS f ON ${
  IDENTITY.map((column) => `f.${column} = o.${column}`).join(" AND ")
} WHERE ${SAME} AND o.transition = 'fired' AND f.state = 'sent')`;
const ROWS =
  `SELECT e.*, s.name AS source, d.attempts, d.next_at, d.sent_at, d.state, d.last_error, ${IS_TOLD} AS is_told,
    (SELECT id FROM alert AS a WHERE a.source_id = e.source_id AND a.fired_at = e.fired_at AND a.rule = e.rule) AS alert
  FROM outbox_entry AS e JOIN source AS s ON s.id = e.source_id ${DELIVERED}`;

/** Writes messages; one that is there already stays as it is. Only within a transaction. */
export function writeMessages(
  connection: SqliteConnection,
  source: number,
  entries: readonly OutboxEntry[],
): void {
  const columns = [...IDENTITY, "body"].join(", ");
  const one = `INSERT INTO outbox_entry (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
  const told = `SELECT notifier FROM outbox_entry WHERE source_id = ? AND fired_at = ? AND rule = ?
    GROUP BY notifier ORDER BY min(id)`;
  for (const entry of entries) {
    const { notifier, rule, firedAt, transition, createdAt, body } = entry;
    const notifiers = notifier === null
      ? connection.all(told, source, firedAt, rule).map((row) => String(row.notifier))
      : [notifier];
    for (const name of notifiers) {
      connection.run(one, source, firedAt, rule, name, transition, createdAt, body);
    }
    if (entry.ahead !== undefined) noteTold(connection, source, entry, entry.ahead === "withdrawn");
  }
}

export class SqliteOutbox implements OutboxStore {
  readonly #connection: SqliteConnection;
  /** Null for all sources. */
  readonly #source: string | null;

  constructor(connection: SqliteConnection, source: string | null = null) {
    this.#connection = connection;
    this.#source = source;
  }

  ofSource(name: string): OutboxStore {
    return new SqliteOutbox(this.#connection, name);
  }

  due(now: number): OutboxRow[] {
    const earlier = `SELECT 1 FROM outbox_entry AS o ${DELIVERED.replaceAll("e.", "o.")}
      WHERE ${SAME} AND o.id < e.id AND ${PENDING} AND ${NEXT_AT} > ?1`;
    const sql = `${ROWS} WHERE ${PENDING} AND ${NEXT_AT} <= ?1 AND ${OF_SOURCE} AND NOT EXISTS (${earlier})
      ORDER BY e.id`;
    return this.#guard(() => this.#connection.all(sql, now, this.#source).map(rowOf));
  }

  standing(): OutboxRow[] {
    const later = `SELECT 1 FROM outbox_entry AS o WHERE ${SAME} AND o.transition = 'resolved'`;
    const sql = `${ROWS} WHERE d.state = 'sent' AND e.transition = 'fired' AND (?1 IS NULL OR s.name = ?1)
      AND NOT EXISTS (${later}) ORDER BY e.id`;
    return this.#guard(() => this.#connection.all(sql, this.#source).map(rowOf));
  }

  gone(): OutboxRow[] {
    const sql = `${ROWS} WHERE d.state = 'gone' AND (?1 IS NULL OR s.name = ?1) ORDER BY e.id`;
    return this.#guard(() => this.#connection.all(sql, this.#source).map(rowOf));
  }

  nextAt(now: number): number | null {
    const sql = `SELECT min(${NEXT_AT}) AS next FROM outbox_entry AS e JOIN source AS s ON s.id = e.source_id
      ${DELIVERED} WHERE ${PENDING} AND ${OF_SOURCE}`;
    const next = this.#guard(() => this.#connection.get(sql, now, this.#source))?.next ?? null;
    return next === null ? null : Number(next);
  }

  note(id: number, delivery: Delivery): void {
    const write = () => {
      if (!this.#write(id, delivery)) throw new RangeError(`There is no message ${id}.`);
    };
    this.#guard(() => this.#connection.transaction(write));
  }

  noteAll(deliveries: readonly (readonly [id: number, delivery: Delivery])[]): void {
    if (deliveries.length === 0) return;
    const write = () => deliveries.forEach(([id, delivery]) => this.#write(id, delivery));
    this.#guard(() => this.#connection.transaction(write));
  }

  /** Returns whether the message exists. */
  #write(id: number, { state, attempts, nextAt, lastError, sentAt }: Delivery): boolean {
    const sql = `INSERT OR REPLACE INTO delivery (${
      IDENTITY.join(", ")
    }, attempts, next_at, sent_at, state, last_error)
      SELECT ${IDENTITY.join(", ")}, ?, ?, ?, ?, ? FROM outbox_entry WHERE id = ?`;
    const values = [attempts, nextAt, sentAt, state, lastError, id];
    return Number(this.#connection.prepare(sql).run(...values).changes) > 0;
  }

  #guard<Result>(work: () => Result): Result {
    return withProblems(this.#connection.path, work);
  }
}

function rowOf(row: Row): OutboxRow {
  return {
    id: Number(row.id),
    source: String(row.source),
    notifier: String(row.notifier),
    rule: String(row.rule),
    firedAt: Number(row.fired_at),
    transition: String(row.transition) as OutboxRow["transition"],
    createdAt: Number(row.created_at),
    body: String(row.body),
    state: String(row.state ?? "pending") as DeliveryState,
    attempts: Number(row.attempts ?? 0),
    nextAt: Number(row.next_at ?? 0),
    lastError: row.last_error === null ? null : String(row.last_error),
    sentAt: row.sent_at === null ? null : Number(row.sent_at),
    alert: row.alert === null ? null : Number(row.alert),
    isTold: row.is_told === 1,
  };
}
