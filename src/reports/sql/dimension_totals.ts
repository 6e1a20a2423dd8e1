// Role: what the reports `sections`, `hosts` and `statuses` have in common: the totals of a dimension's values.

import { AVAILABILITY, shareOf, SUM_OF_BYTES } from "./amounts.ts";
import { conditions } from "./conditions.ts";
import { type Columns, selected } from "./newest.ts";
import type { Question, ReportArguments } from "../report.ts";

/** The columns of such a report. */
export function totalColumns(dimension: "section" | "host" | "status"): string[] {
  return Object.keys(columnsOf(dimension, ""));
}

/**
 * Totals of each value over the buckets that start in the time range, most hits first, `(other)` last. The share is of
 * all hits in the range, whatever else is filtered or cut off.
 */
export function totals(dimension: "section" | "host" | "status", given: ReportArguments): Question {
  const range = {
    "source = :source": given.source,
    "start >= :since": given.since,
    "start < :until": given.until,
  };
  const comparison = dimension === "status" ? "LIKE" : "=";
  const { where, parameters } = conditions({
    ...range,
    [`${dimension} ${comparison} :${dimension}`]: given[dimension],
  });
  const columns = columnsOf(dimension, conditions(range).where);
  const view = { section: "bucket_sections", host: "bucket_hosts", status: "bucket_statuses" }[dimension];
  return {
    sql: `SELECT ${selected(columns)} FROM ${view} ${where} GROUP BY ${dimension} ` +
      `ORDER BY ${dimension} = '(other)', sum(hits) DESC, ${dimension} LIMIT :limit`,
    parameters: { ...parameters, limit: given.limit ?? -1 },
  };
}

function columnsOf(dimension: string, range: string): Columns {
  return {
    [dimension]: dimension,
    hits: "sum(hits)",
    share: shareOf("sum(hits)", `(SELECT sum(hits) FROM buckets ${range})`),
    bytes: SUM_OF_BYTES,
    failures: "sum(failures)",
    availability: AVAILABILITY,
  };
}
