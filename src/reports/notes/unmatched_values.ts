// Role: an answer without rows, because no record can have the value that is asked for: it looks as if nothing had come.

import { ASKABLE } from "../../domain/dimensions/dimensions.ts";
import { unmatchedReason } from "../../domain/rules/unmatched_names.ts";
import type { Answer } from "../../stores/store.ts";
import { optionOf, type ReportArguments } from "../report.ts";

/** Why nothing has the values that a report without rows was asked for. */
export function unmatchedNotes({ rows }: Pick<Answer, "rows">, given: Partial<ReportArguments>): string[] {
  if (rows.length > 0) return [];
  return ASKABLE.flatMap(({ name }) => {
    const value = given[name] ?? null,
      unmatched = value === null ? undefined : unmatchedReason(name, value, false);
    if (unmatched === undefined) return [];
    // What rules and filters may be told has wildcards, which stand for themselves here.
    const { reason, near = "*" } = unmatched, meant = near.includes("*") ? "" : ` Did you mean "${near}"?`;
    return [`--${optionOf(name)} "${value}" matches nothing: ${reason}.${meant}`];
  });
}
