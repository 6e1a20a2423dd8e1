// Role: the rules and objectives of a source's last run, as rows, so that queries about alerts and budgets need no rule
// file. They outlive `undo`, like the run's row.

import type { RuleSet } from "../../../domain/rules/definition.ts";
import type { SqliteConnection } from "../connection.ts";

/** The ids of the rules and objectives of a source's last run, in their order; none of a source that is not there. */
export function readRuleIds(connection: SqliteConnection, source: string): string[] {
  const sql = "SELECT id FROM rule WHERE source_id = (SELECT id FROM source WHERE name = ?) ORDER BY place";
  return connection.all(sql, source).map(({ id }) => String(id));
}

/** Replaces the rules of a source. Only within a transaction. */
export function writeRules(
  connection: SqliteConnection,
  source: number,
  { rules, slos }: Pick<RuleSet, "rules" | "slos">,
): void {
  connection.run("DELETE FROM rule WHERE source_id = ?", source);
  const sql = "INSERT INTO rule (source_id, place, kind, id, definition) VALUES (?, ?, ?, ?, ?)";
  const all = [...rules.map((rule) => ["rule", rule] as const), ...slos.map((slo) => ["slo", slo] as const)];
  for (const [place, [kind, definition]] of all.entries()) {
    connection.run(sql, source, place, kind, definition.id, JSON.stringify(definition));
  }
}
