// Role: canned report `latency`: percentiles of durations, along the time or by route.

import { NOT_KNOWN } from "../domain/latency/bins.ts";
import { OTHER } from "../domain/dimensions/dimension.ts";
import { DIMENSIONS, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import type { Answer, Reader } from "../stores/store.ts";
import { absentNote } from "./absent_field.ts";
import { overNotes } from "./durations.ts";
import { keptNotes, sinceNotes } from "./dimension_views.ts";
import type { Question, Report, ReportArguments } from "./report.ts";
import { bucketRange, FITS_SPAN, hitsText, missingNotes, rollupRange, wholeBucketNotes } from "./rollups.ts";
import { ROW_SPANS, type RowSeconds, type RowSpanName, rowSpanOf } from "./spans.ts";
import { also, type Columns, isoOf, newest, selected, whereOf } from "./sql.ts";

const KNOWN = `bin <> ${NOT_KNOWN}`;
const of = (share: number): string => `percentile(bin, hits, ${share})`;

/** µs, each up to 1 %. A duration is known of `hits`, and not of `unknown`. */
const FIGURES: Columns = {
  hits: `coalesce(sum(hits) FILTER (WHERE ${KNOWN}), 0)`,
  unknown: `coalesce(sum(hits) FILTER (WHERE NOT ${KNOWN}), 0)`,
  p50: of(0.5),
  p90: of(0.9),
  p95: of(0.95),
  p99: of(0.99),
  max: of(1),
};
const COLUMNS = ["start_iso", "route", ...Object.keys(FIGURES)];

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
  notes,
};

/** A bucket counts for the span in which it starts, a rollup for the one in which it lies. */
function byTime(given: ReportArguments, by: RowSpanName | RowSeconds): Question {
  const span = rowSpanOf(by), start = span.start("start");
  const buckets = whereOf(bucketRange(given)), rolled = whereOf(rollupRange(given));
  const fits = span.even === null ? `${start} = ${span.start("(start + size - 1)")}` : FITS_SPAN;
  const rows = `(SELECT ${start} AS start, duration AS bin, sum(hits) AS hits FROM (
      SELECT start, duration, hits FROM bucket_durations ${buckets.where}
      UNION ALL SELECT start, duration, hits FROM rollup_durations ${also(rolled.where, fits)})
    GROUP BY 1, 2)`;
  const columns = { start_iso: isoOf("start"), route: "NULL", ...FIGURES };
  const { sql, parameters } = newest(columns, rows, ["start"], {}, given.limit, "GROUP BY start");
  return { sql, parameters: { ...buckets.parameters, ...parameters, ...span.even } };
}

/** Of whole hours. `(other)`, the durations of routes that hours did not keep by name, comes last, whatever the limit. */
function byRoute(given: ReportArguments): Question {
  const hours = whereOf(bucketRange(given)), rolled = whereOf(rollupRange(given));
  const parts = [
    `bins AS MATERIALIZED (SELECT route, coalesce(duration, ${NOT_KNOWN}) AS bin, sum(hits) AS hits FROM (
      SELECT route, duration, hits FROM hourly_route_durations ${hours.where}
      UNION ALL SELECT route, duration, hits FROM rollup_route_durations ${rolled.where})
      GROUP BY 1, 2)`,
    `ranked AS (SELECT route, row_number() OVER (ORDER BY route = '${OTHER}', sum(hits) DESC, route) AS place
      FROM bins GROUP BY route)`,
    `shown AS (SELECT route, place FROM ranked ${
      given.limit === null ? "" : `WHERE place <= :limit OR route = '${OTHER}'`
    })`,
  ];
  const columns = { start_iso: "NULL", route: "route", ...FIGURES };
  return {
    sql: `WITH ${parts.join(", ")} SELECT ${selected(columns)} FROM shown CROSS JOIN bins USING (route)
      GROUP BY route ORDER BY min(place)`,
    parameters: given.limit === null ? hours.parameters : { ...hours.parameters, limit: given.limit },
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
