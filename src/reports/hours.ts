// Role: the part of a time range that hours answer, which keep many more values than buckets do: whole hours since when all of a
// source's are kept. Buckets answer the rest: the ends of the range, and earlier times. Whole days of final hours are read as such: a year
// has very many hours.

import { DAY, HOUR } from "../domain/counting/hours.ts";
import { type KnownDimension, WHOLE } from "../domain/dimensions/dimensions.ts";
import { type DimensionViews, keeps } from "./dimension_views.ts";
import type { Question, ReportArguments } from "./report.ts";

/** The second after the last of the year 9999. */
const END = 253402300800;

/** How rows are read, out of days and hours where there are any. */
export interface HourlyRows {
  /** Common table expressions that the others refer to. */
  readonly spans: readonly string[];
  readonly parameters: Question["parameters"];
  /** A SELECT of columns of the rows of buckets, hours and days; `condition` is one more, or "". */
  select(columns: string, condition: string): string;
}

/** Those of a dimension. */
export interface HourlyValues extends HourlyRows {
  /**
   * A SELECT of `source`, `start`, `is_hour`, `at_most`: what buckets and hours may hold of each value that they do not name. Null for a
   * dimension that is never cut.
   */
  readonly cut: string | null;
}

/** The rows of a dimension. With `step`, of so many seconds, only what lies in one step is read as one. */
export function hourlyRows(
  { name }: KnownDimension,
  { rows, cut, cutHours, hourly, daily }: DimensionViews,
  given: ReportArguments,
  step: number | null = null,
): HourlyValues {
  const isOfHours = hourly === null, { source } = given;
  // Of what hours alone have, those count that start in the range, also where it divides them, or an earlier version had none.
  const since = isOfHours ? ":since AS since, since AS kept" : "max(:from, since) AS since, since AS kept";
  const until = isOfHours ? ":until" : ":to";
  const parts = {
    buckets: isOfHours ? null : rows,
    hours: hourly ?? rows,
    days: daily,
    prefix: "",
    known: `SELECT source, ${since}, ${until} AS until FROM hourly_since
      WHERE dimension = '${name}' ${source === null ? "" : "AND source = :source"}`,
  };
  const cutBuckets = isOfHours
    ? ""
    : `SELECT b.source, b.start, 0 AS is_hour, b.at_most FROM ${within(cut!, "spans")} UNION ALL `;
  return {
    spans: [...divided(parts), ...cut === null ? [] : [startsOf(parts.hours)]],
    parameters: limitsOf(given, isOfHours, step),
    select: (columns, condition) => selectOf(parts, columns, condition),
    cut: cut &&
      `${cutBuckets}SELECT b.source, b.start, ${isOfHours ? 0 : 1} AS is_hour, b.at_most FROM hour_starts AS p
      CROSS JOIN ${cutHours} AS b ON b.source = p.source AND b.start = p.start`,
  };
}

/**
 * The rows of all records, whatever values they have: out of the hours of a dimension that is never cut, where a source keeps it. With
 * `of`, those of the sources that keep that dimension. Their columns are `start`, `hits`, `bytes` and `failures`.
 */
export function allRows(
  given: ReportArguments,
  step: number | null = null,
  of: KnownDimension | null = null,
): HourlyRows {
  const { name, plural } = WHOLE, { source } = given;
  const parts = {
    buckets: "buckets",
    hours: `hourly_${plural}`,
    days: `daily_${plural}`,
    prefix: "all_",
    known: `SELECT source, max(:from, since) AS since, since AS kept, iif(${
      keeps("sources", name)
    }, :to, 0) AS until
      FROM hourly_since JOIN sources ON name = source
      WHERE dimension = '${name}' ${source === null ? "" : "AND source = :source"}
        ${of === null ? "" : `AND ${keeps("sources", of.name)}`}`,
  };
  return {
    spans: divided(parts),
    parameters: limitsOf(given, false, step),
    select: (columns, condition) => selectOf(parts, columns, condition),
  };
}

/** The views of rows, and how the names of the spans begin in which each is read. */
interface Parts {
  /** Null where there are no buckets. */
  readonly buckets: string | null;
  readonly hours: string;
  readonly days: string;
  readonly prefix: string;
  /** A SELECT of `source`, `since`, `until`: the hours that are read, and `kept`, from when on all are. */
  readonly known: string;
}

/** The spans of time in which days, hours and buckets are read, of each source. */
function divided({ prefix, known, buckets }: Parts): string[] {
  const [hours, days] = [`${prefix}hours`, `${prefix}days`],
    both = `${hours} AS h JOIN ${days} AS d USING (source)`;
  return [
    `${hours} AS MATERIALIZED (${known})`,
    // A day is read once the last bucket that starts in it is final.
    `${days} AS MATERIALIZED (SELECT h.source, (max(h.since, kept) + ${DAY - 1}) / ${DAY} * ${DAY} AS since,
      min(h.until, :days_to, watermark - bucket_size) / ${DAY} * ${DAY} AS until
      FROM ${hours} AS h JOIN sources AS s ON s.name = h.source)`,
    `${prefix}hour_spans AS MATERIALIZED (
      SELECT source, h.since, iif(d.since < d.until, d.since, h.until) AS until FROM ${both}
      UNION ALL SELECT source, d.until, h.until FROM ${both} WHERE d.since < d.until)`,
    ...(buckets === null ? [] : [
      `${prefix}spans AS MATERIALIZED (
        SELECT source, :since AS since, iif(since < until, since, :until) AS until FROM ${hours}
        UNION ALL SELECT source, until, :until FROM ${hours} WHERE since < until)`,
    ]),
  ];
}

/** The starts of the hours that have rows, each found by the one before. */
function startsOf(hours: string): string {
  const next = (condition: string, of: string): string =>
    `(SELECT b.start FROM ${hours} AS b WHERE b.source = ${of}.source AND b.start ${condition} AND b.start < ${of}.until
      ORDER BY b.start LIMIT 1)`;
  return `hour_starts(source, start, until) AS (
      SELECT source, ${next(">= h.since", "h")}, until FROM hours AS h
      UNION ALL SELECT source, ${
    next("> t.start", "t")
  }, until FROM hour_starts AS t WHERE start IS NOT NULL)`;
}

function within(view: string, spans: string): string {
  return `${spans} AS p CROSS JOIN ${view} AS b ON b.source = p.source AND b.start >= p.since AND b.start < p.until`;
}

function selectOf({ prefix, buckets, hours, days }: Parts, columns: string, condition: string): string {
  const where = condition === "" ? "" : `WHERE ${condition}`;
  const part = (view: string, spans: string): string =>
    `SELECT ${columns} FROM ${within(view, prefix + spans)} ${where}`;
  return [
    ...(buckets === null ? [] : [part(buckets, "spans")]),
    part(hours, "hour_spans"),
    part(days, "days"),
  ].join(" UNION ALL ");
}

function limitsOf(
  { source, since, until }: ReportArguments,
  isOfHours: boolean,
  step: number | null,
): Question["parameters"] {
  const usesHours = step === null || step % HOUR === 0, usesDays = step === null || step % DAY === 0;
  return {
    since: since ?? 0,
    until: until ?? END,
    ...(isOfHours ? {} : {
      from: Math.ceil((since ?? 0) / HOUR) * HOUR,
      to: usesHours ? Math.floor((until ?? END) / HOUR) * HOUR : 0,
    }),
    days_to: usesDays ? END : 0,
    ...(source === null ? {} : { source }),
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
