// Role: the part of a time range that hours answer, which keep many more values than buckets do: whole hours since when all of a
// source's are kept. Buckets answer the rest: the ends of the range, and earlier times. Whole days of final hours are read as such: a year
// has very many hours.

import { DAY, HOUR } from "../../domain/counting/hours.ts";
import { type KnownDimension, WHOLE } from "../../domain/dimensions/dimensions.ts";
import { type DimensionViews, keeps, type KeyedViews } from "./dimension_views.ts";
import type { Question, ReportArguments } from "../report.ts";

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
  /** Null where values have no keys. */
  readonly keyed: KeyedRows | null;
  /**
   * A SELECT of `start`, the first second of each even step that has rows, and `found`, what an aggregate says of its rows; a step may
   * come several times, of parts of it. Nothing is sorted: of millions of rows that would take seconds.
   */
  along(span: number, shift: number, aggregate: string): string;
}

/** The rows of a dimension by a column `key` in place of the value. */
export interface KeyedRows {
  select(columns: string): string;
  /**
   * Only rows of the keys that a SELECT finds, each looked up by itself: an hour may have very many. Of buckets, which have few, all are
   * read where it may be more than one.
   */
  find(columns: string, keys: string, isOne: boolean): string;
}

/** The rows of a dimension. With `step`, of so many seconds, only what lies in one step is read as one. */
export function hourlyRows(
  { name }: KnownDimension,
  { rows, cut, cutHours, hourly, daily, keyed }: DimensionViews,
  given: ReportArguments,
  step: number | null = null,
): HourlyValues {
  const isOfHours = hourly === null, { source } = given;
  // Of what hours alone have, those count that start in the range, also where it divides them, or an earlier version had none.
  const since = isOfHours ? ":since AS since, since AS kept" : "max(:from, since) AS since, since AS kept";
  const until = isOfHours ? ":until" : ":to";
  const partsOf = ({ rows, hourly, daily }: Pick<DimensionViews, "rows" | "hourly" | "daily">) => ({
    buckets: hourly === null ? null : rows,
    hours: hourly ?? rows,
    days: daily,
  });
  const parts = {
    ...partsOf({ rows, hourly, daily }),
    prefix: "",
    known: `SELECT source, ${since}, ${until} AS until FROM hourly_since
      WHERE dimension = '${name}' ${source === null ? "" : "AND source = :source"}`,
  };
  const cutBuckets = isOfHours
    ? ""
    : `SELECT b.source, b.start, 0 AS is_hour, b.at_most FROM ${within(cut!, "spans")} UNION ALL `;
  const byKey = keyed === null ? parts : { ...parts, ...partsOf(keyed) };
  return {
    spans: [...divided(parts), ...cut === null ? [] : [startsOf(byKey.hours)]],
    parameters: limitsOf(given, isOfHours, step),
    select: (columns, condition) => selectOf(parts, columns, condition),
    along: (span, shift, aggregate) => alongOf(parts, span, shift, aggregate),
    keyed: keyed && keyedRows(byKey),
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
  return `hour_starts AS MATERIALIZED (SELECT source, start FROM ${stepsIn(hours, "hours", 1, 0)})`;
}

/**
 * A table of `source`, `start`, `until` in SQL: of each even step in which a view has rows within spans, the first of these rows, and
 * where the step or the span ends. Each is found by the one before.
 */
export function stepsIn(view: string, spans: string, span: number, shift: number): string {
  const next = (least: string, of: string): string =>
    `(SELECT b.start FROM ${view} AS b WHERE b.source = ${of}.source AND b.start >= ${least} AND b.start < ${of}.until
      ORDER BY b.start LIMIT 1)`;
  const end = `start - (start + ${shift}) % ${span} + ${span}`;
  return `(WITH steps(source, start, until) AS (
      SELECT source, ${next("h.since", "h")}, until FROM ${spans} AS h
      UNION ALL SELECT source, ${next(end.replaceAll("start", "t.start"), "t")}, until
        FROM steps AS t WHERE start IS NOT NULL)
    SELECT source, start, min(until, ${end}) AS until FROM steps WHERE start IS NOT NULL)`;
}

function alongOf(parts: Parts, span: number, shift: number, aggregate: string): string {
  return viewsIn(parts).map(([view, spans]) =>
    `SELECT start, found FROM (${foundIn(view, spans, span, shift, aggregate)})`
  ).join(" UNION ALL ");
}

/**
 * A SELECT of `source`, the first second `start` of each even step in which a view has rows within spans (`source`, `since`, `until`), and
 * `found`, what an aggregate says of these.
 */
function foundIn(view: string, spans: string, span: number, shift: number, aggregate: string): string {
  return `SELECT p.source, p.start - (p.start + ${shift}) % ${span} AS start,
      (SELECT ${aggregate} FROM ${view} AS b
        WHERE b.source = p.source AND b.start >= p.start AND b.start < p.until) AS found
      FROM ${stepsIn(view, spans, span, shift)} AS p`;
}

function keyedRows(parts: Parts): KeyedRows {
  return {
    select: (columns) => selectOf(parts, columns, ""),
    find: (columns, keys, isOne) =>
      viewsIn(parts).map(([view, spans]) => {
        if (view === parts.buckets && !isOne) {
          return `SELECT ${columns} FROM ${within(view, spans)} WHERE b.key IN (${keys})`;
        }
        const starts = view === parts.buckets
          ? `(SELECT b.source, b.start FROM ${within("buckets", spans)})`
          : stepsIn(view, spans, 1, 0);
        return `SELECT ${columns} FROM (SELECT b.* FROM ${starts} AS p
          CROSS JOIN ${view} AS b ON b.source = p.source AND b.start = p.start AND b.key IN (${keys}))`;
      }).join(" UNION ALL "),
  };
}

function within(view: string, spans: string): string {
  return `${spans} AS p CROSS JOIN ${view} AS b ON b.source = p.source AND b.start >= p.since AND b.start < p.until`;
}

/** Each view that is read, and the name of the spans in which it is. */
function viewsIn(
  { prefix, buckets, hours, days }: Parts,
): readonly (readonly [view: string, spans: string])[] {
  return [
    ...(buckets === null ? [] : [[buckets, `${prefix}spans`] as const]),
    [hours, `${prefix}hour_spans`],
    [days, `${prefix}days`],
  ];
}

function selectOf(parts: Parts, columns: string, condition: string): string {
  const where = condition === "" ? "" : `WHERE ${condition}`;
  return viewsIn(parts).map(([view, spans]) => `SELECT ${columns} FROM ${within(view, spans)} ${where}`)
    .join(" UNION ALL ");
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

/** The rows of the keys that fulfil a condition in the buckets and hours `c` that are cut, as `key` and `at_most`. */
export function namedIn({ rows, hourly }: KeyedViews, condition: string): string {
  const join = (view: string, isHour: number): string =>
    `SELECT b.key, c.at_most FROM cut AS c CROSS JOIN ${view} AS b ON b.source = c.source AND b.start = c.start
      WHERE c.is_hour = ${isHour} AND ${condition}`;
  return hourly === null ? join(rows, 0) : `${join(rows, 0)} UNION ALL ${join(hourly, 1)}`;
}

/** All keys in a bucket or an hour `c`, with commas between them. */
export function keysIn({ rows, hourly }: KeyedViews): string {
  const keys = (view: string): string =>
    `(SELECT group_concat(b.key) FROM ${view} AS b WHERE b.source = c.source AND b.start = c.start)`;
  return hourly === null ? keys(rows) : `iif(c.is_hour, ${keys(hourly)}, ${keys(rows)})`;
}
