// Role: rules that see no record, because the settings of the source exclude what they match, or store its host otherwise.

import type { RuleDefinition, StatusRange } from "../rules/definition.ts";
import { isStatusIn, MATCHED_NAMES, matcherOf } from "../rules/match.ts";
import { unmatchedReason } from "../rules/unmatched_names.ts";
import { maskHost } from "./addresses.ts";
import { filteredStatuses, parseFilter, type RecordFilter } from "./filter.ts";
import type { Screening } from "./settings.ts";

/** A rule or an objective, and the option for which it sees nothing. */
export interface BlindRule {
  readonly id: string;
  readonly option: string;
}

/**
 * Those that no record can match, in their order. A pattern of which some values may be left is not one: what is named is certain.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { blindRules } from "./blind_rules.ts";
 * import { NO_SCREENING } from "./settings.ts";
 *
 * const rule = { id: "one", match: { section: null, host: ["10.1.2.3"], status: null } };
 * const found = blindRules([rule], { ...NO_SCREENING, anonymize: "network" });
 * assert.deepEqual(found, [{ id: "one", option: "--anonymize=network" }]);
 * ```
 */
export function blindRules(
  rules: readonly Pick<RuleDefinition, "id" | "match">[],
  screening: Screening,
): BlindRule[] {
  return rules.flatMap(({ id, match }) => {
    const option = blindingOption(match, screening);
    return option === null ? [] : [{ id, option }];
  });
}

function blindingOption(match: RuleDefinition["match"], screening: Screening): string | null {
  const { anonymize, exclude, only, keepQuery } = screening, { host, status, path } = match;
  if (
    host !== null && anonymize !== null &&
    host.every((name) => !isGlob(name) && maskHost(name, anonymize) !== name)
  ) {
    return `--anonymize=${anonymize}`;
  }
  const isLacking = (name: string): boolean => unmatchedReason("path", name, keepQuery) !== undefined;
  if (path?.every(isLacking)) return "--drop-query";
  const isCovered = (text: string, isExcluded: boolean): boolean => {
    const { dimension: { name }, values } = parseFilter(text) as RecordFilter;
    if (name === "status") return status !== null && covers(values, status, isExcluded);
    // Filters judge hosts as they were sent, rules as they are stored.
    const names = name === "host" && anonymize !== null ? null : MATCHED_NAMES.find((each) => each === name);
    const asked = names ? match[names] ?? null : null, fits = matcherOf(values);
    return asked !== null &&
      asked.every((each) => isGlob(each) ? isExcluded && values.includes(each) : fits(each) === isExcluded);
  };
  const excluded = exclude.find((text) => isCovered(text, true));
  if (excluded !== undefined) return `--exclude ${excluded}`;
  const lacking = only.find((text) => isCovered(text, false));
  return lacking === undefined ? null : `--only ${lacking}`;
}

function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** Whether all statuses that are asked for are among the values, or with `false` none is. */
function covers(values: readonly string[], asked: readonly StatusRange[], areIn: boolean): boolean {
  const ranges = values.map((value) => filteredStatuses(value)!);
  return asked.every(({ from, to }) => {
    for (let status = from; status <= to; status++) if (isStatusIn(ranges, status) !== areIn) return false;
    return true;
  });
}
