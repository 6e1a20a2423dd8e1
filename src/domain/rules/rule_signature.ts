// Role: the canonical text of a rule: a rule whose text has changed since an earlier run supersedes its open alert.

import type { Comparison, RuleDefinition, SloDefinition } from "./definition.ts";
import { METRIC_FORMS } from "./metrics/threshold_units.ts";
import { seriesText } from "./series.ts";

/**
 * The same for rules that decide the same from the same records: without notifiers and without how a threshold is written.
 */
export function ruleText(rule: RuleDefinition): string {
  const { metric, window, fire, recover, keepFiringFor, minHits, severity } = rule;
  const comparison = (one: Comparison | null) => one && [one.operator, one.number];
  const { takes } = METRIC_FORMS[metric];
  const ofRatio = takes.includes("min_hits") ? Math.max(1, minHits) : null;
  const series = seriesText(takes.includes("errors") ? rule : { ...rule, errors: [] });
  return JSON.stringify([
    metric,
    series,
    window,
    comparison(fire),
    comparison(recover),
    rule.for,
    keepFiringFor,
    ofRatio,
    severity,
  ]);
}

/** The same for an SLO. */
export function sloText(slo: SloDefinition): string {
  const tiers = slo.burn.map(({ severity, long, short, factor }) => [severity, long, short, factor]);
  return JSON.stringify([seriesText(slo), slo.budget, slo.minErrors, tiers]);
}
