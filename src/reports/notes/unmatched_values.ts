// Role: an answer without rows, because no record can have the value that is asked for: it looks as if nothing had come.

import { ASKABLE, type DimensionName } from "../../domain/dimensions/dimensions.ts";
import { isNetwork, unmatchedReason } from "../../domain/rules/unmatched_names.ts";
import type { Answer, Reader } from "../../stores/store.ts";
import type { ReportArguments } from "../report.ts";
import { whereOf } from "../rows/sql.ts";

/** Why nothing has the values that a report without rows was asked for. `nameOf`: how each is written where it was asked. */
export function unmatchedNotes(
  reader: Reader,
  { rows }: Pick<Answer, "rows">,
  given: Partial<ReportArguments>,
  nameOf: (dimension: DimensionName) => string,
): string[] {
  if (rows.length > 0) return [];
  return ASKABLE.flatMap(({ name }) => {
    const value = given[name] ?? null;
    const unmatched = value === null ? undefined : unmatchedReason(name, value, keepsQuery(reader, given));
    if (unmatched === undefined) return [];
    // What rules and filters may be told has wildcards, which stand for themselves here.
    const { near = "*" } = unmatched, meant = near.includes("*") ? "" : ` Did you mean "${near}"?`;
    const reason = name === "host" && isNetwork(value!)
      ? "a host is looked for as a whole; for those of a network SQL has GLOB"
      : unmatched.reason;
    return [`${nameOf(name)} "${value}" matches nothing: ${reason}.${meant}`];
  });
}

/** Whether paths of a source that is asked for may have queries. */
function keepsQuery(reader: Reader, { source = null }: Pick<Partial<ReportArguments>, "source">): boolean {
  const { where, parameters } = whereOf({ "name = :source": source });
  return Number(reader.query(`SELECT max(keep_query) FROM sources ${where}`, parameters).rows[0][0]) === 1;
}
