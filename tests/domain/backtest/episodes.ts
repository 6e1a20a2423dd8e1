// Role: alerts for the tests of backtests: they last from a second to another, and nothing else matters.

import fc from "fast-check";
import type { Episode } from "../../../src/domain/backtest/episode.ts";
import type { Severity } from "../../../src/domain/rules/definition.ts";

/** An alert of the rule "r"; `to` is null where it still fires. */
export function episode(from: number, to: number | null, severity: Severity = "page"): Episode {
  return {
    alert: {
      rule: "r",
      metric: "rate",
      severity,
      firedAt: from,
      value: 11,
      peakValue: 12,
      peakAt: from,
      resolvedAt: to,
      resolvedValue: to && 9,
      threshold: 10,
      thresholdText: "> 10",
      window: 120,
      ruleText: null,
      superseded: false,
      explanation: null,
      detail: null,
    },
    isProvisional: false,
  };
}

/** Alerts in order that do not overlap, the last one perhaps without an end, all before the second 1000. */
export const episodes: fc.Arbitrary<Episode[]> = fc.tuple(
  fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { maxLength: 16 }),
  fc.boolean(),
).map(([times, isOpen]) => {
  const sorted = times.sort((a, b) => a - b), found: Episode[] = [];
  for (let at = 0; at + 1 < sorted.length; at += 2) found.push(episode(sorted[at], sorted[at + 1]));
  if (isOpen && sorted.length % 2 === 1) found.push(episode(sorted.at(-1)!, null));
  return found;
});
