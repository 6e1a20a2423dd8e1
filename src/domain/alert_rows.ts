// Role: alerts as the rows that they are stored as: each once, and in one order, so that the numbers that new ones get do not
// depend on how a log was cut. Used by `monitor.ts`.

import type { Alert } from "./alert.ts";
import type { RuleSet } from "./rules/definition.ts";

/**
 * Each alert once, as it is last in `alerts`: by when they fired, then in the order of the rules and objectives. Those of
 * rules that are no more come first.
 */
export function alertRows(
  alerts: readonly Alert[],
  { rules, slos }: Pick<RuleSet, "rules" | "slos">,
): Alert[] {
  const ranks = new Map([...rules, ...slos].map(({ id }, rank) => [id, rank]));
  const rows = new Map(alerts.map((alert) => [JSON.stringify([alert.rule, alert.firedAt]), alert]));
  const rankOf = ({ rule }: Alert): number => ranks.get(rule) ?? -1;
  return [...rows.values()].sort((a, b) => a.firedAt - b.firedAt || rankOf(a) - rankOf(b));
}
