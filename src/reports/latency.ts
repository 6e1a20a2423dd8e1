// Role: canned report `latency`: percentiles of durations, along the time or by route.

import { NOT_KNOWN } from "../domain/latency/bins.ts";
import { percentiles } from "../domain/latency/percentile.ts";
import { OTHER } from "../domain/dimensions/dimension.ts";
import { DIMENSIONS, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import { unitText } from "../domain/unit.ts";
import { BETWEEN } from "../domain/dimensions/pair.ts";
import type { Answer, Reader } from "../stores/store.ts";
import { absentNote } from "./notes/absent_field.ts";
import { BIN_TEXT, BINS_TEXT, binsIn, overNotes } from "./rows/durations.ts";
import { keptNotes, sinceNotes, viewsOf } from "./rows/dimension_views.ts";
import { type HourlyRows, hourlyRows } from "./rows/hours.ts";
import type { Question, Report, ReportArguments } from "./report.ts";
import { routeBounds } from "./route_bounds.ts";
import { FITS_SPAN, hitsText, missingNotes, rollupRange, wholeBucketNotes } from "./rows/rollups.ts";
import { ROW_SPANS, type RowSeconds, type RowSpanName, rowSpanOf } from "./options/spans.ts";
import { also, isoOf, newest, selected, whereOf } from "./rows/sql.ts";

/** µs, each up to 1 %. */
const SHARES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, max: 1 } as const;
const RISING: readonly number[] = Object.values(SHARES);
/** A duration is known of `hits`, and not of `unknown`; both are at most `at_most`, which only routes have. */
const COLUMNS = ["start_iso", "route", "hits", "unknown", "at_most", ...Object.keys(SHARES)];

const BY_ROUTE = "route";
const ROUTE_DURATION: KnownDimension = DIMENSIONS.find(({ name }) => name === "route_duration")!;
const DURATION: KnownDimension = DIMENSIONS.find(({ name }) => name === "duration")!;

/** Of each span of time, or of each route over the whole range. */
export const latency: Report = {
  name: "latency",
  summary: "percentiles of durations within 1 %: per minute to month, oldest first; or by route",
  columns: COLUMNS,
  units: { p50: "micros", p90: "micros", p95: "micros", p99: "micros", max: "micros" },
  options: ["since", "until", "by"],
  spans: [...Object.keys(ROW_SPANS) as RowSpanName[], BY_ROUTE],
  hasAnySpan: true,
  defaultLimit: null,
  question: (given) => given.by === BY_ROUTE ? byRoute(given) : byTime(given, given.by ?? "hour"),
  present: withFigures,
  notes,
};

/** A bucket counts for the span in which it starts, a rollup for the one in which it lies. */
function byTime(given: ReportArguments, by: RowSpanName | RowSeconds): Question {
  const span = rowSpanOf(by), start = span.start("start"), rolled = whereOf(rollupRange(given));
  const hourly = hourlyRows(DURATION, viewsOf(DURATION), given, span.even?.span ?? null);
  const fits = span.even === null ? `${start} = ${span.start("(start + size - 1)")}` : FITS_SPAN;
  // Months are put together out of days.
  const { span: step, shift } = span.even ?? ROW_SPANS.day.even;
  const rows = `(SELECT ${start} AS start, found FROM (${hourly.along(step, shift, BINS_TEXT)}
      UNION ALL SELECT start, ${BIN_TEXT} FROM rollup_durations ${also(rolled.where, fits)}))`;
  const columns = { start_iso: isoOf("start"), route: "NULL", at_most: "NULL", bins: "group_concat(found)" };
  const { sql, parameters } = newest(columns, rows, ["start"], {}, given.limit, "GROUP BY start");
  return {
    sql: `WITH ${hourly.spans.join(", ")} ${sql}`,
    parameters: { ...hourly.parameters, ...parameters, ...span.even },
  };
}

/** Of whole hours. `(other)`, the durations of routes that hours did not keep by name, comes last, whatever the limit. */
function byRoute(given: ReportArguments): Question {
  const hourly = keyedHours(given),
    rolled = whereOf(rollupRange(given)),
    bounds = routeBounds(given);
  const parts = [
    ...hourly.spans,
    bounds.told,
    // Names are split once each, for a year has very many rows.
    `keyed AS (SELECT route_duration AS name, instr(route_duration, '${BETWEEN}') AS tab, t.* FROM (
      SELECT key, sum(hits) AS hits, sum(iif(${bounds.isTold("b.start")}, 0, hits)) AS untold FROM (
        ${hourly.select("key, hits, b.start", "")}) AS b GROUP BY key) AS t
      CROSS JOIN keys_of_route_durations USING (key))`,
    `bins AS MATERIALIZED (SELECT route, coalesce(duration, ${NOT_KNOWN}) AS bin, sum(hits) AS hits,
      sum(untold) AS untold FROM (
      SELECT iif(tab = 0, name, substr(name, 1, tab - 1)) AS route,
        iif(tab = 0, NULL, CAST(substr(name, tab + 1) AS INTEGER)) AS duration, hits, untold FROM keyed
      UNION ALL SELECT route, duration, hits, iif(${
      bounds.isTold("start")
    }, 0, hits) FROM rollup_route_durations
        ${rolled.where})
      GROUP BY 1, 2)`,
    ...bounds.bounded,
    `ranked AS (SELECT *, row_number() OVER (ORDER BY route = '${OTHER}', hits DESC, route) AS place FROM bounded)`,
    `shown AS (SELECT route, at_most, place FROM ranked ${
      given.limit === null ? "" : `WHERE place <= :limit OR route = '${OTHER}'`
    })`,
  ];
  const columns = {
    ...{ start_iso: "NULL", route: "route", at_most: "at_most" },
    bins: "group_concat(bin || ' ' || hits)",
  };
  return {
    sql: `WITH ${parts.join(", ")} SELECT ${selected(columns)} FROM shown CROSS JOIN bins USING (route)
      GROUP BY route ORDER BY min(place)`,
    parameters: {
      ...bounds.parameters,
      ...hourly.parameters,
      ...(given.limit === null ? {} : { limit: given.limit }),
    },
  };
}

/** The rows of routes with a column `key` in place of the pair. */
function keyedHours(given: ReportArguments): HourlyRows {
  const views = viewsOf(ROUTE_DURATION), { rows, daily } = views;
  return hourlyRows(ROUTE_DURATION, { ...views, rows: `keyed_${rows}`, daily: `keyed_${daily}` }, given);
}

/** The figures of the bins in the last column. */
function withFigures({ rows }: Answer): Answer {
  return {
    columns: COLUMNS,
    rows: rows.map(([start, route, atMost, text]) => {
      const bins = binsIn(text), unknown = bins.hits[NOT_KNOWN], figures = percentiles(bins, RISING);
      return [
        start,
        route,
        bins.all - unknown,
        unknown,
        atMost,
        ...figures?.map(Math.round) ?? RISING.map(() => null),
      ];
    }),
  };
}

function notes(reader: Reader, given: ReportArguments, { columns, rows }: Answer): string[] {
  const sum = (name: string): number =>
    rows.reduce((all, row) => all + Number(row[columns.indexOf(name)]), 0);
  const known = sum("hits"), unknown = sum("unknown");
  const isByRoute = given.by === BY_ROUTE, dimension = isByRoute ? ROUTE_DURATION : DURATION;
  const span = given.by === BY_ROUTE ? null : rowSpanOf(given.by ?? "hour").even;
  const grain = { span, isOfHours: isByRoute }, begun = sinceNotes(reader, dimension, given);
  return [
    ...(unknown === 0
      ? []
      : known === 0 && begun.length === 0
      ? [absentNote("duration", "duration")]
      : [`Of ${hitsText(unknown)} no duration is known: the percentiles are of the others.`]),
    ...otherNotes(reader, given, { columns, rows }),
    ...overNotes(rows.flatMap((row) => row.slice(columns.indexOf("p50")))),
    ...keptNotes(reader, dimension, given.source),
    ...begun,
    ...wholeBucketNotes(reader, given, grain),
    ...missingNotes(reader, given, { hasRollups: true, ...grain }),
  ];
}

/** What `(other)` hides of the rows that are shown. */
function otherNotes(reader: Reader, given: ReportArguments, { rows }: Answer): string[] {
  const other = rows.find(([, route]) => given.by === BY_ROUTE && route === OTHER);
  if (other === undefined) return [];
  const hourly = keyedHours(given), rolled = whereOf(rollupRange(given)).where;
  const all = reader.query(
    `WITH ${hourly.spans.join(", ")} SELECT sum(hits) FROM (${hourly.select("hits", "")}
      UNION ALL SELECT hits FROM rollup_route_durations ${rolled})`,
    hourly.parameters,
  ).rows[0][0];
  const share = unitText("share", (Number(other[2]) + Number(other[3])) / Number(all));
  return [
    `${OTHER} is ${share} of the hits: those of routes whose durations an hour did not keep by name. ` +
    `Where at_most is larger than hits and unknown together, hits is a lower bound, the percentiles leave out ` +
    `hours that did not keep the route, and the order may differ.`,
  ];
}
