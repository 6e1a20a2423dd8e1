// Role: the part of a time range that hours answer, which keep many more values than buckets do: whole hours since when all of a
// source's are kept. Buckets answer the rest: the ends of the range, and earlier times.

import { HOUR } from "../domain/counting/hours.ts";
import { OTHER } from "../domain/dimensions/dimension.ts";
import type { KnownDimension } from "../domain/dimensions/dimensions.ts";
import type { DimensionViews } from "./dimension_views.ts";
import type { Question, ReportArguments } from "./report.ts";

/** The second after the last of the year 9999. */
const END = 253402300800;

/** How rows of a dimension are read, out of hours where there are any. */
export interface HourlyRows {
  /** Common table expressions that the others refer to. */
  readonly spans: readonly string[];
  readonly parameters: Question["parameters"];
  /** A SELECT of columns of the rows of buckets and hours; `condition` is one more, or "". */
  select(columns: string, condition: string): string;
  /** A SELECT of `source`, `start`, `is_hour`, `at_most`: what buckets and hours may hold of each value that they do not name. */
  readonly cut: string;
}

/** The rows of a dimension that may be cut; without `usesHours` out of buckets alone. */
export function hourlyRows(
  { name }: KnownDimension,
  { rows, cut, hourly }: DimensionViews,
  { source, since, until }: ReportArguments,
  usesHours = true,
): HourlyRows {
  const within = (view: string, spans: string): string =>
    `${spans} AS p CROSS JOIN ${view} AS b ON b.source = p.source AND b.start >= p.since AND b.start < p.until`;
  if (hourly === null) {
    return {
      spans: [
        `spans AS MATERIALIZED (SELECT name AS source, :since AS since, :until AS until FROM sources
          ${source === null ? "" : "WHERE name = :source"})`,
      ],
      parameters: { since: since ?? 0, until: until ?? END, ...(source === null ? {} : { source }) },
      select: (columns, condition) =>
        `SELECT ${columns} FROM ${within(rows, "spans")} ${condition === "" ? "" : `WHERE ${condition}`}`,
      cut: `SELECT b.source, b.start, 0 AS is_hour, b.at_most FROM ${within(cut!, "spans")}`,
    };
  }
  return {
    spans: [
      `hours AS MATERIALIZED (SELECT source, max(:from, since) AS since, :to AS until FROM hourly_since
        WHERE dimension = '${name}' ${source === null ? "" : "AND source = :source"})`,
      `spans AS MATERIALIZED (
        SELECT source, :since AS since, iif(since < until, since, :until) AS until FROM hours
        UNION ALL SELECT source, until, :until FROM hours WHERE since < until)`,
    ],
    parameters: {
      since: since ?? 0,
      until: until ?? END,
      from: Math.ceil((since ?? 0) / HOUR) * HOUR,
      to: usesHours ? Math.floor((until ?? END) / HOUR) * HOUR : 0,
      ...(source === null ? {} : { source }),
    },
    select(columns, condition) {
      const where = condition === "" ? "" : `WHERE ${condition}`;
      return `SELECT ${columns} FROM ${within(rows, "spans")} ${where}
        UNION ALL SELECT ${columns} FROM ${within(hourly, "hours")} ${where}`;
    },
    cut: `SELECT b.source, b.start, 0 AS is_hour, b.at_most FROM ${within(cut!, "spans")}
      UNION ALL SELECT b.source, b.start, 1, b.hits FROM ${within(hourly, "hours")}
      WHERE b.${name} = '${OTHER}'`,
  };
}

/** A join of the rows that name values with the buckets and hours `c` that are cut; `condition` is one more, or "". */
export function namedIn(
  { name }: KnownDimension,
  { rows, hourly }: DimensionViews,
  condition: string,
): string {
  const join = (view: string, isHour: number): string =>
    `SELECT b.${name} AS name, c.at_most FROM cut AS c
      CROSS JOIN ${view} AS b ON b.source = c.source AND b.start = c.start
      WHERE c.is_hour = ${isHour} ${condition === "" ? "" : `AND ${condition}`}`;
  return hourly === null ? join(rows, 0) : `${join(rows, 0)} UNION ALL ${join(hourly, 1)}`;
}
