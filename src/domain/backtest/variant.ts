// Role: a rule with another value in one field, for `--sweep` (`sweep.ts`).

import { Problem } from "../problem.ts";
import { canBothHold, complementOf, parseComparison } from "../rules/comparison.ts";
import type { Comparison, RuleDefinition } from "../rules/definition.ts";
import { parseDuration } from "../rules/duration.ts";
import { METRIC_FORMS } from "../rules/metrics/threshold_units.ts";
import type { Sweep } from "./sweep.ts";

const DAY = 86400;

/**
 * The rule with a value of the sweep. A `recover` that is the complement of `fire`, as it is where the file does not say
 * otherwise, moves along with it.
 *
 * Errors: `Problem` "usage" where the rule has no such field, the value is outside its range, or the rule could recover
 * at a value at which it fires.
 *
 * @example
 * ```ts
 * import { withBuiltIn } from "../rules/built_in.ts";
 * import { parseSweep } from "./sweep.ts";
 * import { variantOf } from "./variant.ts";
 * import assert from "node:assert/strict";
 *
 * const [rule] = withBuiltIn(null, 10, 120).rules;
 * const { fire, recover } = variantOf(rule, parseSweep("high-traffic.fire=12,14"), "12");
 * assert.deepEqual([fire?.text, recover?.text], ["> 12", "<= 12"]);
 * ```
 */
export function variantOf(rule: RuleDefinition, { text, field }: Sweep, value: string): RuleDefinition {
  const wrong = (what: string): Problem => new Problem("usage", `--sweep "${text}": ${what}.`);
  const ranged = (number: number, least: number, most: number): number => {
    if (number >= least && number <= most) return number;
    throw wrong(`${field} = ${value} is outside its range, ${least} to ${most}`);
  };
  if (field === "window") return { ...rule, window: ranged(parseDuration(value)!, 1, DAY) };
  if (field === "for") return { ...rule, for: ranged(parseDuration(value)!, 0, DAY) };
  if (field === "keep_firing_for") return { ...rule, keepFiringFor: ranged(parseDuration(value)!, 0, DAY) };
  const form = METRIC_FORMS[rule.metric];
  if (field === "min_hits") {
    if (!form.hasErrors) throw wrong(`"${rule.id}" measures ${rule.metric}, which has no min_hits`);
    if (!/^\d+$/.test(value)) throw wrong(`min_hits takes a whole number; "${value}" was given`);
    return { ...rule, minHits: Number(value) };
  }
  const { fire, recover } = rule;
  if (fire === null || recover === null) {
    throw wrong(`"${rule.id}" measures ${rule.metric}, which has no ${field}`);
  }
  const parsed = parseComparison(`${(field === "fire" ? fire : recover).operator} ${value}`, form);
  if (parsed.kind !== "comparison") {
    throw wrong(
      `"${value}" is nothing that ${rule.metric} is compared with. Write it as in "${form.example}"`,
    );
  }
  const { comparison } = parsed;
  ranged(comparison.number, 0, form.most);
  if (field === "fire" && isComplement(fire, recover)) {
    return { ...rule, fire: comparison, recover: complementOf(comparison) };
  }
  const changed = field === "fire" ? { fire: comparison, recover } : { fire, recover: comparison };
  if (canBothHold(changed.recover, changed.fire)) {
    throw wrong(
      `recover "${changed.recover.text}" is not on the healthy side of fire "${changed.fire.text}"`,
    );
  }
  return { ...rule, ...changed };
}

function isComplement(fire: Comparison, recover: Comparison): boolean {
  return recover.operator === complementOf(fire).operator && recover.number === fire.number;
}
