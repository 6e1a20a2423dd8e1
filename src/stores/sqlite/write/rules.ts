// Role: the rules and objectives that a source was last watched with, so that questions about its alerts and budgets need no
// rule file. `session.ts` writes them with the first change of each run. They outlive `undo`, like the run's row.

import type { RuleSet } from "../../../domain/rules/definition.ts";
import type { SqliteConnection } from "../connection.ts";

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
