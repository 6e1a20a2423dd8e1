// Role: which rules stored seconds can answer for. A second holds the hits of all records, late ones apart, and the bytes
// and failures of late ones and others together. Used by the command `backtest --from-store`.

import type { Match, RuleDefinition, RuleSet, SloDefinition, StatusRange } from "../rules/definition.ts";

/** What a store says of a source, as far as it limits what can be asked. */
export interface StoredFacts {
  /** Whether some second holds late records together with others. */
  readonly hasMixedSeconds: boolean;
  /** Whether there are statuses of 600 and more: failures, but no "5xx". */
  readonly hasOddStatuses: boolean;
}

/** Why a rule or an objective cannot be answered, as the end of a sentence; null where it can. */
export function refusalOf(rule: RuleDefinition | SloDefinition, facts: StoredFacts): string | null {
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

/** The ids that cannot be answered for, with the reason: on any of the sides, for then nothing can be compared. */
export function refusalsOf(sides: readonly RuleSet[], facts: StoredFacts): Map<string, string> {
  const refused = new Map<string, string>();
  for (const rule of sides.flatMap(({ rules, slos }) => [...rules, ...slos])) {
    const reason = refusalOf(rule, facts);
    if (reason !== null && !refused.has(rule.id)) refused.set(rule.id, reason);
  }
  return refused;
}

function isEverything({ section, host, status }: Match): boolean {
  return section === null && host === null && status === null;
}

/** Whether exactly 500 … 599 are errors, in whatever ranges. */
function areServerErrors(errors: readonly StatusRange[]): boolean {
  const isError = (status: number): boolean => errors.some(({ from, to }) => status >= from && status <= to);
  for (let status = 100; status <= 999; status++) {
    if (isError(status) !== (status >= 500 && status <= 599)) return false;
  }
  return true;
}
