// Role: the alerts that were told before they were decided.

import type { OutboxEntry } from "../../../domain/alerts/outbox_entry.ts";
import type { SavedSource } from "../../store.ts";
import type { SqliteConnection } from "../connection.ts";

/** Those that are not decided, by when they fired. */
export function readTold(connection: SqliteConnection, source: number): SavedSource["told"] {
  const sql = `SELECT t.rule, t.fired_at, t.withdrawn, min(e.body) AS body FROM told_ahead AS t
    JOIN outbox_entry AS e ON e.source_id = t.source_id AND e.fired_at = t.fired_at AND e.rule = t.rule
    WHERE t.source_id = ? AND e.transition = 'fired' GROUP BY t.fired_at, t.rule`;
  return connection.all(sql, source).map(({ rule, fired_at, body, withdrawn }) => ({
    ...{ rule: String(rule), firedAt: Number(fired_at), body: String(body), isWithdrawn: withdrawn === 1 },
  }));
}

/** Notes that a message about an alert is ahead of its decision, or withdrawn. Only within a transaction. */
export function noteTold(
  connection: SqliteConnection,
  source: number,
  { rule, firedAt }: Pick<OutboxEntry, "rule" | "firedAt">,
  isWithdrawn: boolean,
): void {
  const sql = "INSERT OR REPLACE INTO told_ahead (source_id, fired_at, rule, withdrawn) VALUES (?, ?, ?, ?)";
  connection.run(sql, source, firedAt, rule, isWithdrawn ? 1 : 0);
}

/** Forgets those that have been decided since: their alert is final, or known to go on. Only within a transaction. */
export function forgetDecided(connection: SqliteConnection, source: number): void {
  connection.run(
    `DELETE FROM told_ahead WHERE source_id = ?1 AND withdrawn = 0 AND EXISTS (SELECT 1 FROM alert AS a
      WHERE a.source_id = ?1 AND a.fired_at = told_ahead.fired_at AND a.rule = told_ahead.rule AND a.provisional = 0)`,
    source,
  );
}
