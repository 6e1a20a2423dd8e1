// Role: canned reports `sections`, `hosts` and `statuses`: totals of each value of a dimension.

import type { Dimension } from "../domain/dimension.ts";
import type { Question, Report, ReportArguments } from "./report.ts";
import { AVAILABILITY, type Columns, selected, shareOf, SUM_OF_BYTES, whereOf } from "./sql.ts";

/** `(other)`, the hits of values that the buckets did not keep by name, comes last. */
export const sections: Report = totalsOf("section", "bucket_sections", "totals of each section", 20);

export const hosts: Report = totalsOf("host", "bucket_hosts", "totals of each client host", 20);

export const statuses: Report = totalsOf("status", "bucket_statuses", "totals of each status code", null);

function totalsOf(
  dimension: Dimension,
  view: string,
  summary: string,
  defaultLimit: number | null,
): Report {
  return {
    name: view.slice("bucket_".length),
    summary: `${summary}, most hits first`,
    columns: Object.keys(columnsOf(dimension, "")),
    options: ["since", "until", dimension],
    defaultLimit,
    question: (given) => totals(dimension, view, given),
  };
}

/**
 * Totals of each value over the buckets that start in the time range. The share is of all hits in the range, whatever
 * values are filtered out or cut off.
 */
function totals(dimension: Dimension, view: string, given: ReportArguments): Question {
  const range = {
    "source = :source": given.source,
    "start >= :since": given.since,
    "start < :until": given.until,
  };
  const comparison = dimension === "status" ? "LIKE" : "=";
  const { where, parameters } = whereOf({
    ...range,
    [`${dimension} ${comparison} :${dimension}`]: given[dimension],
  });
  return {
    sql: `SELECT ${selected(columnsOf(dimension, whereOf(range).where))} FROM ${view} ${where} ` +
      `GROUP BY ${dimension} ORDER BY ${dimension} = '(other)', sum(hits) DESC, ${dimension} LIMIT :limit`,
    parameters: { ...parameters, limit: given.limit ?? -1 },
  };
}

function columnsOf(dimension: Dimension, range: string): Columns {
  return {
    [dimension]: dimension,
    hits: "sum(hits)",
    share: shareOf("sum(hits)", `(SELECT sum(hits) FROM buckets ${range})`),
    bytes: SUM_OF_BYTES,
    failures: "sum(failures)",
    availability: AVAILABILITY,
  };
}
