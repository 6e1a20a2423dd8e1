// Role: the outcome of a backtest, rule by rule: numbers, nearest miss, and the changes against the old rules.

import { type AlertChange, compare, type ComparedEpisode } from "../../domain/backtest/compare.ts";
import { keyOf } from "../../domain/backtest/combine_rule_sets.ts";
import { firesWithin, type RuleResult, type Span } from "../../domain/backtest/episode.ts";
import type { MeasuredRule } from "../../domain/backtest/measures.ts";
import { MissWatch } from "../../domain/backtest/nearest_miss.ts";
import type { BacktestOutcome } from "../../domain/backtest/outcome.ts";
import { statisticsOf } from "../../domain/backtest/statistics.ts";
import {
  type Comparison,
  PERCENTILES,
  type RuleDefinition,
  type RuleSet,
  SEVERITIES,
  type SloDefinition,
} from "../../domain/rules/definition.ts";
import { RULES } from "../../domain/rules/metrics/mod.ts";
import type { BacktestPlan } from "./make_plan.ts";

/** One rule, or one value of a swept one. */
export interface TriedRule extends MeasuredRule {
  /** The value; null where nothing is swept. */
  readonly value: string | null;
  /** Its alerts paired with those of the old rules, within the span; null where nothing is compared. */
  readonly compared: readonly ComparedEpisode[] | null;
}

/** The results within the span, in the order of the file; rules that only the old file has come last. */
export function resultsOf(
  { sides, sweep, isComparing }: BacktestPlan,
  { episodes, misses, span }: BacktestOutcome,
  within: Span,
): TriedRule[] {
  const of = (side: number, id: string, rule: RuleDefinition | SloDefinition | null): RuleResult => ({
    id,
    severity: severityOf(rule ?? ruleOf(sides[1], id)!),
    condition: rule === null ? "" : conditionOf(rule),
    episodes: episodes.get(keyOf(side, id)) ?? [],
    miss: misses.get(keyOf(side, id)) ?? null,
  });
  const tried = (result: RuleResult, value: string | null): TriedRule => {
    const statistics = statisticsOf(result.episodes, within, span.to);
    if (!isComparing) return { result, statistics, changes: null, value, compared: null };
    const before = episodes.get(keyOf(1, result.id)) ?? [];
    const compared = compare(before, result.episodes).filter((each) =>
      [each.now, each.before].some((episode) => episode !== null && firesWithin(episode, within))
    );
    const changes: Record<AlertChange, number> = { same: 0, moved: 0, new: 0, gone: 0 };
    for (const { change } of compared) changes[change]++;
    return { result, statistics, changes, value, compared };
  };
  if (sweep !== null) {
    return sides.map((set, side) => {
      const [rule] = rulesOf(set);
      return tried(of(side, rule.id, rule), sweep.values[side]);
    });
  }
  const now = rulesOf(sides[0]), ids = new Set(now.map(({ id }) => id));
  const former = isComparing ? rulesOf(sides[1]).filter(({ id }) => !ids.has(id)) : [];
  return [
    ...now.map((rule) => tried(of(0, rule.id, rule), null)),
    ...former.map(({ id }) => tried(of(0, id, null), null)),
  ];
}

/** Finds the nearest misses of rules within a span. */
export function missWatch(rules: readonly RuleDefinition[], within: Span, bucketSize: number): MissWatch {
  const reached = rules.map((rule) => {
    // The last bucket of a percentile may have ended all but a whole bucket ago.
    const more = Object.hasOwn(PERCENTILES, rule.metric) ? bucketSize - 1 : 0;
    return { ...rule, fire: fireOf(rule), window: rule.window + more };
  });
  return new MissWatch(reached, within);
}

/** When a rule fires: as it says, or as its metric says. */
function fireOf({ fire, metric }: RuleDefinition): Comparison {
  return fire ?? RULES.find(({ name }) => name === metric)!.always!.fire;
}

function rulesOf({ rules, slos }: RuleSet): (RuleDefinition | SloDefinition)[] {
  return [...rules, ...slos];
}

function ruleOf(set: RuleSet, id: string): RuleDefinition | SloDefinition | undefined {
  return rulesOf(set).find((rule) => rule.id === id);
}

function severityOf(rule: RuleDefinition | SloDefinition): RuleResult["severity"] {
  if ("severity" in rule) return rule.severity;
  return SEVERITIES.find((severity) => rule.burn.some((tier) => tier.severity === severity))!;
}

function conditionOf(rule: RuleDefinition | SloDefinition): string {
  return "objectiveText" in rule ? `objective ${rule.objectiveText}` : `${rule.metric} ${fireOf(rule).text}`;
}
