// Role: several rule sets as one, so that one walk over a log evaluates all of them: the new rules, the old ones, a rule
// with each value of a sweep. Rules that watch the same records share their series, so many cost little more than one.

import type { RuleSet } from "../rules/definition.ts";

/** The id, in the common set, of a rule or an objective of the side with this number. */
export function keyOf(side: number, id: string): string {
  return `${side}:${id}`;
}

/** All sides as one set without notifiers. The ids are those of {@link keyOf}. */
export function combineRuleSets(sides: readonly RuleSet[]): RuleSet {
  return {
    rules: sides.flatMap(({ rules }, side) =>
      rules.map((rule) => ({ ...rule, id: keyOf(side, rule.id), notify: [] }))
    ),
    slos: sides.flatMap(({ slos }, side) =>
      slos.map((slo) => ({ ...slo, id: keyOf(side, slo.id), notify: [] }))
    ),
    notifiers: [],
  };
}
