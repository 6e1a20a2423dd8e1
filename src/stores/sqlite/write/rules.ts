// Role: the rules and objectives that a source was last watched with, so that questions about its alerts and budgets need no
// rule file. `session.ts` writes them with the first change of each run. They outlive `undo`, like the run's row.

import type { RuleSet } from "../../../domain/rules/definition.ts";
import type { SqliteConnection } from "../connection.ts";
import { ofSource, SOURCE, type View, view } from "../schema/view.ts";

/** Part of version 4 of the schema. */
export const RULE_TABLE = `CREATE TABLE rule (
  source_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  definition TEXT NOT NULL,
  PRIMARY KEY (source_id, place)
) STRICT, WITHOUT ROWID`;

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

const of = (path: string): string => `r.definition ->> '$.${path}'`;
const MATCH = `nullif(json(r.definition -> '$.match'), '{"section":null,"host":null,"status":null}')`;
const from = (kind: "rule" | "slo"): string => `${ofSource("rule")} AND r.kind = '${kind}'`;

/** What people may ask of them. */
export const DEFINITION_VIEWS: readonly View[] = [
  view("rules", "one row a rule that the last run watched a source with", from("rule"), [
    SOURCE,
    ["rule", "r.id", "id of the rule"],
    ["metric", of("metric"), "what it watches"],
    ["severity", of("severity"), "page, ticket, info"],
    ["fire", of("fire.text"), "when it fires, as it was written; null for absence"],
    ["recover", of("recover.text"), "when it recovers; null for absence"],
    ["window", of("window"), "seconds"],
    ["match", MATCH, "the records it is about, JSON; null for all"],
    ["definition", "r.definition", "all of it, JSON"],
  ]),
  view("slos", "one row an objective that the last run watched a source with", from("slo"), [
    SOURCE,
    ["slo", "r.id", "id of the objective"],
    ["objective", of("objectiveText"), "as it was written"],
    ["budget", of("budget"), "1 - objective, a fraction"],
    ["period", of("period"), "seconds that the budget is for"],
    ["match", MATCH, "the records it is about, JSON; null for all"],
    ["definition", "r.definition", "all of it, JSON"],
  ]),
];
