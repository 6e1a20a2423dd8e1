// Role: the built-in rule (semantics.md, "Alerts"), and the rules in force with a rule file.

import { complementOf } from "./comparison.ts";
import {
  ALL_RECORDS,
  type Comparison,
  type RuleDefinition,
  type RuleSet,
  SERVER_ERRORS,
} from "./definition.ts";

/** A rule with this id in a file replaces the built-in one. */
export const BUILT_IN_ID = "high-traffic";

/** Whether a rule file replaces the built-in rule. */
export function replacesBuiltIn(set: RuleSet | null): boolean {
  return set?.rules.some(({ id }) => id === BUILT_IN_ID) ?? false;
}

/**
 * The rules in force: those of a file, null where there is none, with the built-in rule in front unless one of them
 * replaces it.
 *
 * @param threshold Hits per second above which the built-in rule fires, 0 … 1e9.
 * @param window Width of its window, seconds, 1 … 86400.
 */
export function withBuiltIn(set: RuleSet | null, threshold: number, window: number): RuleSet {
  const { rules, slos, notifiers } = set ?? { rules: [], slos: [], notifiers: [] };
  if (replacesBuiltIn(set)) return { rules, slos, notifiers };
  return { rules: [builtIn(threshold, window), ...rules], slos, notifiers };
}

function builtIn(threshold: number, window: number): RuleDefinition {
  const fire: Comparison = { operator: ">", number: threshold, text: `> ${threshold}` };
  return {
    id: BUILT_IN_ID,
    metric: "rate",
    match: ALL_RECORDS,
    errors: SERVER_ERRORS,
    window,
    fire,
    recover: complementOf(fire),
    for: 0,
    keepFiringFor: 0,
    minHits: 1,
    severity: "page",
    notify: [],
  };
}
