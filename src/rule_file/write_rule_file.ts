// Role: `RuleSet` → the text of a rule file that says the same, with every default written out. `read_rule_file.ts` reads it
// back. The tables of keys for the manual come from here, too.

import type { RuleDefinition, RuleSet, SloDefinition } from "../domain/rules/definition.ts";
import { METRIC_FORMS } from "../domain/rules/metrics/threshold_units.ts";
import { NO_DEFAULTS } from "./keys/defaults.ts";
import { conditionsWritten } from "./keys/match.ts";
import { NOTIFIER_KEYS, notifierRow } from "./keys/notifier.ts";
import { ruleKeys } from "./keys/rule.ts";
import { sloKeys } from "./keys/slo.ts";
import { documented, type DocumentedKey, tableLines } from "./tables/key.ts";

const RULE_KEYS = ruleKeys(NO_DEFAULTS), SLO_KEYS = sloKeys(NO_DEFAULTS);

/** The rule set as TOML, ending with a line end. It has no control characters, whatever names it holds. */
export function ruleSetText({ rules, slos, notifiers }: RuleSet): string {
  const parts = [
    ["schema = 1"],
    ...rules.map((rule) => ["[[rule]]", ...ruleLines(rule)]),
    ...slos.map((slo) => ["[[slo]]", ...sloLines(slo)]),
    ...notifiers.map((notifier) => ["[[notifier]]", ...tableLines(NOTIFIER_KEYS, notifierRow(notifier))]),
  ];
  return parts.map((lines) => lines.join("\n") + "\n").join("\n");
}

function ruleLines(rule: RuleDefinition): string[] {
  const { takes } = METRIC_FORMS[rule.metric];
  return tableLines(RULE_KEYS, {
    ...rule,
    errors: takes.includes("errors") ? conditionsWritten(rule) : null,
    slowerThan: takes.includes("slower_than") ? rule.slowerThan : null,
    minHits: takes.includes("min_hits") ? rule.minHits : null,
  });
}

function sloLines({ objectiveText, budget, slowerThan, ...slo }: SloDefinition): string[] {
  const errors = conditionsWritten({ errors: slo.errors, slowerThan });
  return tableLines(SLO_KEYS, { ...slo, errors, objective: { objectiveText, budget } });
}

/** The tables of a rule file with their keys, for the manual. */
export const DOCUMENTED_KEYS: Readonly<Record<"rule" | "slo" | "notifier", readonly DocumentedKey[]>> = {
  rule: documented(RULE_KEYS),
  slo: documented(SLO_KEYS),
  notifier: documented(NOTIFIER_KEYS),
};
