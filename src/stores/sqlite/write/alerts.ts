// Role: writes alerts, and deletes those that the last run left provisional.

import type { Alert } from "../../../domain/alerts/alert.ts";
import type { SqliteConnection } from "../connection.ts";

const COLUMNS = [
  "peak_at",
  "resolved_at",
  "window",
  "provisional",
  "value",
  "peak_value",
  "threshold",
  "superseded",
  "metric",
  "severity",
  "threshold_text",
  "explanation",
  "detail",
  "rule_text",
] as const;
const SQL = `INSERT INTO alert (source_id, fired_at, rule, ${COLUMNS.join(", ")})
  VALUES (?, ?, ?, ${COLUMNS.map(() => "?").join(", ")}) ON CONFLICT (source_id, fired_at, rule)
  DO UPDATE SET ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(", ")}`;

/** Inserts alerts, or replaces those with the same rule and time. New ones get the next numbers. Only within a transaction. */
export function putAlerts(
  connection: SqliteConnection,
  source: number,
  alerts: readonly Alert[],
  provisional: boolean,
): void {
  for (const alert of alerts) {
    const { peakAt, resolvedAt, window, value, peakValue, threshold, superseded, explanation } = alert;
    const numbers = [peakAt, resolvedAt, window, provisional ? 1 : 0, value, peakValue, threshold];
    const { metric, severity, thresholdText, detail, ruleText } = alert;
    const causes = explanation && JSON.stringify(explanation);
    const texts = [metric, severity, thresholdText, causes, detail, ruleText];
    connection.run(SQL, source, alert.firedAt, alert.rule, ...numbers, superseded ? 1 : 0, ...texts);
  }
}

/**
 * Deletes provisional alerts, except those that `decided`, and then `again`, which are provisional, have in the same order: they keep
 * their numbers, by which messages name them, and are overwritten.
 */
export function dropProvisional(
  connection: SqliteConnection,
  source: number,
  decided: readonly Alert[],
  again: readonly Alert[] = [],
): void {
  const ofSource = "FROM alert WHERE source_id = ? AND provisional = ";
  const isDecided = ({ firedAt, rule }: Alert) =>
    connection.get(`SELECT id ${ofSource} 0 AND fired_at = ? AND rule = ?`, source, firedAt, rule);
  const confirmed = [...decided.filter((alert) => !isDecided(alert)), ...again];
  const provisional = connection.all(`SELECT id, fired_at, rule ${ofSource} 1 ORDER BY id`, source);
  const differs = provisional.findIndex(({ fired_at, rule }, index) => {
    return fired_at !== confirmed[index]?.firedAt || rule !== confirmed[index].rule;
  });
  for (const row of differs < 0 ? [] : provisional.slice(differs)) {
    connection.run("DELETE FROM alert WHERE id = ?", row.id);
  }
}
