// Role: the traffic of a time range and the courses of values in it, out of the public views, for the file of `report`.

import { DIMENSIONS, type KnownDimension } from "../../domain/dimensions/dimensions.ts";
import { HOUR } from "../../domain/counting/hours.ts";
import { OTHER } from "../../domain/dimensions/dimension.ts";
import type { Extent, PackedCourses, Traffic } from "../../page/data/model.ts";
import { viewsOf } from "../../reports/dimension_views.ts";
import { hourlyRows } from "../../reports/hours.ts";
import type { ReportArguments } from "../../reports/report.ts";
import { SUM_OF_BYTES } from "../../reports/sql.ts";
import type { Reader } from "../../stores/store.ts";

/** Values of a dimension whose courses are kept: those with most hits, and those with most hits of a step. */
const MOST_VALUES = 40, MOST_OF_STEP = 5;

/** A question about a range of one source, or of all. */
interface Asked {
  readonly source: string | null;
  readonly span: Extent;
}

const SECONDS = "start - start % :step";

function rangeOf(
  { source, span }: Asked,
  end = "start",
): { where: string; parameters: Record<string, string | number> } {
  return {
    where: `WHERE start >= :since AND ${end} ${end === "start" ? "<" : "<="} :until` +
      (source === null ? "" : " AND source = :source"),
    parameters: { ...span, ...(source === null ? {} : { source }) },
  };
}

/** All hits of a range by steps. Rollups count where they lie wholly in the range, in the step in which they begin. */
export function recordTraffic(reader: Reader, asked: Asked, step: number): Traffic {
  const { where, parameters } = rangeOf(asked), rolled = rangeOf(asked, "start + size").where;
  const given = { ...parameters, step };
  const both = (columns: string, buckets: string, rollups: string): string =>
    `(SELECT ${columns} FROM ${buckets} ${where} UNION ALL SELECT ${columns} FROM ${rollups} ${rolled})`;
  const { rows } = reader.query(
    `SELECT ${SECONDS} AS at, sum(hits), sum(failures), ${SUM_OF_BYTES}
      FROM ${both("start, hits, failures, bytes", "buckets", "rollups")} GROUP BY at ORDER BY at`,
    given,
  );
  const starts = rows.map(([start]) => Number(start));
  const places = new Map(starts.map((start, place) => [start, place]));
  const classes = [1, 2, 3, 4, 5].map(() => starts.map(() => 0));
  const status = DIMENSIONS.find(({ name }) => name === "status")!, views = viewsOf(status);
  const found = reader.query(
    `SELECT ${SECONDS} AS at, status / 100 AS class, sum(hits)
      FROM ${both("start, status, hits", views.rows, views.rollups!)} GROUP BY at, class`,
    given,
  );
  for (const [start, digit, hits] of found.rows) {
    const place = places.get(Number(start)), list = classes[Number(digit) - 1];
    if (place !== undefined && list !== undefined) list[place] = Number(hits);
  }
  return {
    step,
    starts,
    hits: rows.map((row) => Number(row[1])),
    failures: rows.map((row) => Number(row[2])),
    bytes: rows.map((row) => Number(row[3])),
    classes,
  };
}

/** The courses of the values of a dimension that matter most. Rollups are left out where they lack the dimension. */
export function recordCourses(
  reader: Reader,
  dimension: KnownDimension,
  asked: Asked,
  step: number,
): PackedCourses {
  const { name } = dimension, views = viewsOf(dimension);
  const { where, parameters } = rangeOf(asked);
  const columns = `start, ${name}, hits, failures, bytes`;
  // Hours keep more names than buckets do.
  const hourly = views.cut !== null && step % HOUR === 0
    ? hourlyRows(dimension, views, asArguments(asked))
    : null;
  const stored = hourly?.select(columns, "") ?? `SELECT ${columns} FROM ${views.rows} ${where}`;
  const rolled = views.rollups === null
    ? ""
    : ` UNION ALL SELECT ${columns} FROM ${views.rollups} ${rangeOf(asked, "start + size").where}`;
  const parts = [
    ...hourly?.spans ?? [],
    `steps AS MATERIALIZED (SELECT ${SECONDS} AS at, ${name} AS value, sum(hits) AS hits, sum(failures) AS failures,
      ${SUM_OF_BYTES} AS bytes FROM (${stored}${rolled}) GROUP BY at, value)`,
    `ranked AS (SELECT value, hits, row_number() OVER (PARTITION BY at ORDER BY hits DESC, value) AS place
      FROM steps WHERE value <> '${OTHER}')`,
    `wanted AS MATERIALIZED (SELECT value FROM ranked GROUP BY value
      ORDER BY min(place) > ${MOST_OF_STEP}, sum(hits) DESC, value LIMIT ${MOST_VALUES})`,
  ];
  const { rows } = reader.query(
    `WITH ${parts.join(", ")} SELECT at, value, hits, failures, bytes FROM steps
      WHERE value IN (SELECT value FROM wanted) OR value = '${OTHER}' ORDER BY at, value`,
    { ...parameters, ...hourly?.parameters, step },
  );
  return packed(rows, asked.span.since - asked.span.since % step, step);
}

function packed(rows: ReturnType<Reader["query"]>["rows"], begin: number, step: number): PackedCourses {
  const places = new Map<string, number>();
  const placeOf = (value: string): number => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  };
  const column = (at: number): number[] => rows.map((row) => Number(row[at]));
  return {
    places: rows.map((row) => placeOf(String(row[1]))),
    values: [...places.keys()],
    steps: column(0).map((start) => (start - begin) / step),
    hits: column(2),
    failures: column(3),
    bytes: column(4),
  };
}

/** A range as the arguments of a report. */
export function asArguments({ source, span }: Asked): ReportArguments {
  const none = { section: null, host: null, status: null, method: null };
  return { ...none, ...span, source, by: null, exactOnly: false, limit: null } as ReportArguments;
}
