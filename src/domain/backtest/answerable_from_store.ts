// Role: which rules can be evaluated from stored seconds. A second holds the hits of all records, with late ones counted
// separately, but the bytes and failures of late and other records together.

import type { RuleDefinition, RuleSet, SloDefinition, StatusRange } from "../rules/definition.ts";
import { isEverything } from "../rules/match.ts";
import { looksAtDurations } from "../rules/series.ts";
import { mergedStatuses } from "../rules/status_ranges.ts";

/** The facts about a stored source that limit which rules it can evaluate. */
export interface StoredFacts {
  /** Whether some second holds late records together with others. */
  readonly hasMixedSeconds: boolean;
  /** Whether there are statuses of 600 and more: failures, but no "5xx". */
  readonly hasOddStatuses: boolean;
}

/** Why a rule or an SLO cannot be evaluated, as the end of a sentence; null where it can. */
function refusalOf(rule: RuleDefinition | SloDefinition, facts: StoredFacts): string | null {
  if (looksAtDurations(rule)) return "it looks at durations, of which stored seconds hold none";
  if (!isEverything(rule.match)) return "it matches some records only, and stored seconds are of all records";
  const metric = "metric" in rule ? rule.metric : "error_ratio";
  if (metric === "error_ratio") {
    if (!areServerErrors(rule.errors)) {
      return "stored seconds tell no other errors apart than those of status 5xx";
    }
    if (facts.hasOddStatuses) {
      return "the source has statuses above 599, which stored seconds count among the errors";
    }
  }
  if (facts.hasMixedSeconds && (metric === "error_ratio" || metric === "bytes_rate")) {
    const what = metric === "bytes_rate" ? "bytes" : "errors";
    return `the source has late records, and stored seconds hold their ${what} together with those of the others`;
  }
  return null;
}

/** The ids that cannot be evaluated, with the reason. One side is enough: then there is nothing to compare. */
export function refusalsOf(sides: readonly RuleSet[], facts: StoredFacts): Map<string, string> {
  const refused = new Map<string, string>();
  for (const rule of sides.flatMap(({ rules, slos }) => [...rules, ...slos])) {
    const reason = refusalOf(rule, facts);
    if (reason !== null && !refused.has(rule.id)) refused.set(rule.id, reason);
  }
  return refused;
}

/** Whether exactly 500 … 599 are errors, in whatever ranges. */
function areServerErrors(errors: readonly StatusRange[]): boolean {
  const merged = mergedStatuses(errors);
  return merged.length === 1 && merged[0].from === 500 && merged[0].to === 599;
}
