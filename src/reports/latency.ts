// Role: canned report `latency`: percentiles of durations, along the time or by route.

import { NOT_KNOWN } from "../domain/latency/bins.ts";
import { percentiles } from "../domain/latency/percentile.ts";
import { OTHER } from "../domain/dimensions/dimension.ts";
import { DIMENSIONS, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import type { Answer, Reader } from "../stores/store.ts";
import { absentNote } from "./notes/absent_field.ts";
import { BIN_TEXT, BINS_TEXT, binsIn, overNotes } from "./rows/durations.ts";
import { keptNotes, sinceNotes, viewsOf } from "./rows/dimension_views.ts";
import { hourlyRows } from "./rows/hours.ts";
import type { Question, Report, ReportArguments } from "./report.ts";
import { FITS_SPAN, hitsText, missingNotes, rollupRange, wholeBucketNotes } from "./rows/rollups.ts";
import { ROW_SPANS, type RowSeconds, type RowSpanName, rowSpanOf } from "./options/spans.ts";
import { also, isoOf, newest, selected, whereOf } from "./rows/sql.ts";

/** µs, each up to 1 %. */
const SHARES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, max: 1 } as const;
const RISING: readonly number[] = Object.values(SHARES);
/** A duration is known of `hits`, and not of `unknown`. */
const COLUMNS = ["start_iso", "route", "hits", "unknown", ...Object.keys(SHARES)];

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
  const columns = { start_iso: isoOf("start"), route: "NULL", bins: "group_concat(found)" };
  const { sql, parameters } = newest(columns, rows, ["start"], {}, given.limit, "GROUP BY start");
  return {
    sql: `WITH ${hourly.spans.join(", ")} ${sql}`,
    parameters: { ...hourly.parameters, ...parameters, ...span.even },
  };
}

/** Of whole hours. `(other)`, the durations of routes that hours did not keep by name, comes last, whatever the limit. */
function byRoute(given: ReportArguments): Question {
  const hourly = hourlyRows(ROUTE_DURATION, viewsOf(ROUTE_DURATION), given),
    rolled = whereOf(rollupRange(given));
  const parts = [
    ...hourly.spans,
    `bins AS MATERIALIZED (SELECT route, coalesce(duration, ${NOT_KNOWN}) AS bin, sum(hits) AS hits FROM (
      ${hourly.select("route, duration, hits", "")}
      UNION ALL SELECT route, duration, hits FROM rollup_route_durations ${rolled.where})
      GROUP BY 1, 2)`,
    `ranked AS (SELECT route, row_number() OVER (ORDER BY route = '${OTHER}', sum(hits) DESC, route) AS place
      FROM bins GROUP BY route)`,
    `shown AS (SELECT route, place FROM ranked ${
      given.limit === null ? "" : `WHERE place <= :limit OR route = '${OTHER}'`
    })`,
  ];
  const columns = { start_iso: "NULL", route: "route", bins: "group_concat(bin || ' ' || hits)" };
  return {
    sql: `WITH ${parts.join(", ")} SELECT ${selected(columns)} FROM shown CROSS JOIN bins USING (route)
      GROUP BY route ORDER BY min(place)`,
    parameters: given.limit === null ? hourly.parameters : { ...hourly.parameters, limit: given.limit },
  };
}

/** The figures of the bins in the last column. */
function withFigures({ rows }: Answer): Answer {
  return {
    columns: COLUMNS,
    rows: rows.map(([start, route, text]) => {
      const bins = binsIn(text), unknown = bins.hits[NOT_KNOWN], figures = percentiles(bins, RISING);
      return [
        start,
        route,
        bins.all - unknown,
        unknown,
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
    ...overNotes(rows.flat()),
    ...keptNotes(reader, dimension, given.source),
    ...begun,
    ...wholeBucketNotes(reader, given, grain),
    ...missingNotes(reader, given, { hasRollups: true, ...grain }),
  ];
}
