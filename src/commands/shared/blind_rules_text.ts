// Role: what is said of rules that the settings of the source leave without records.

import type { RuleSet } from "../../domain/rules/definition.ts";
import { blindRules } from "../../domain/screening/blind_rules.ts";
import type { Screening } from "../../domain/screening/settings.ts";
import { printable } from "../../render/text/printable.ts";

/** The warning; null where every rule may see something. */
export function blindRulesText(
  { rules, slos }: Pick<RuleSet, "rules" | "slos">,
  screening: Screening,
): string | null {
  const [first, ...others] = blindRules([...rules, ...slos], screening);
  if (first === undefined) return null;
  const more = [...new Set(others.map(({ id }) => id))].filter((id) => id !== first.id);
  const rest = more.length === 0
    ? ""
    : `; nor ${more.length === 1 ? "does" : "do"} ${more.map((id) => `"${printable(id)}"`).join(", ")}`;
  return `"${printable(first.id)}" matches no record of this source, which has ${
    printable(first.option)
  }${rest}: ` +
    "a rule knows no more of a record than what is stored of it.";
}
