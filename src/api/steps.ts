// Role: rows per step of time: buckets are summed up into the step in which they start, rollups into the one in which they
// lie, in UTC.

import { HOUR } from "../domain/counting/hours.ts";
import type { KnownDimension } from "../domain/dimensions/dimensions.ts";
import { viewsOf } from "../reports/rows/dimension_views.ts";
import { hourlyRows } from "../reports/rows/hours.ts";
import { rowsOfValues } from "../reports/rows/range_rows.ts";
import type { Question } from "../reports/report.ts";
import { FITS_SPAN, type Grain, rollupRange } from "../reports/rows/rollups.ts";
import { also, whereOf } from "../reports/rows/sql.ts";
import type { Reader } from "../stores/store.ts";
import type { Asked } from "./parameters.ts";

const WEEK = 604800;

/** A week begins on a Monday, 3 days after the Thursday with which the epoch begins. */
export function spanOfStep(step: number): NonNullable<Grain["span"]> {
  return { span: step, shift: step % WEEK === 0 ? 3 * 86400 : 0 };
}

/** SQL for the first second of the step in which a row starts. */
export const STEP_START = "start - (start + :shift) % :span";

/**
 * SQL for the hits a second of a step, in whose part that is asked for and of which there are data: the first and the last may be of a
 * part. Buckets, or hours where there are only hours, count whole if they start in the range.
 */
export function rateOfStep(dimension: KnownDimension, asked: Asked, step: number, reader: Reader): string {
  const { since, until } = asked, { from, first, end, size } = dataSpan(dimension, asked, step, reader);
  const whole = (time: number): number => Math.ceil(time / size) * size;
  const asksSince = whole(since ?? 0), asksUntil = until === null ? Infinity : whole(until);
  const begun = (time: number): string => `max(${time} - (${STEP_START}), 0)`;
  const left = (time: number): string => time === Infinity ? "0" : `max(${STEP_START} + :span - ${time}, 0)`;
  // Hits of records that came late may lie before the data, and those of a clock that was ahead lie behind.
  return `round(1.0 * sum(hits) / max(:span -
    CASE WHEN ${STEP_START} + :span > ${from} THEN ${begun(Math.max(first, asksSince))} ELSE ${
    begun(asksSince)
  } END -
    CASE WHEN ${STEP_START} < ${end} THEN ${left(Math.min(end, asksUntil))} ELSE ${
    left(asksUntil)
  } END, 1), 4)`;
}

/** Of which time the sources hold data, epoch seconds; of none all are 0. */
interface DataSpan {
  /** The bucket of the first record, or how far was pruned without rollups. */
  readonly from: number;
  /** The first row in the step of `from` or later: another record of the step may have come late, or the first ones were pruned. */
  readonly first: number;
  /** Where the last bucket ends. */
  readonly end: number;
  /** Seconds that are not divided: of an hour, or a bucket, 1 where those of several sources differ. */
  readonly size: number;
}

function dataSpan(dimension: KnownDimension, { source }: Asked, step: number, reader: Reader): DataSpan {
  const { where, parameters } = whereOf({ "name = :source": source });
  const { rows, rollups } = viewsOf(dimension),
    isOfHours = dimension.span === "hour",
    size = isOfHours ? HOUR : 1;
  const firstOf = (view: string, size: string, condition = ""): string =>
    `SELECT (SELECT iif(start + ${size} > t.time, max(start, t.time), start) FROM ${view} AS b
      WHERE b.source = k.source AND start >= t.since ${condition} ORDER BY start LIMIT 1) AS start
      FROM known AS k CROSS JOIN began AS t`;
  // An hour or a rollup that holds the first record begins with it.
  const firsts = [
    firstOf("buckets", "0"),
    ...isOfHours ? [firstOf(rows, `${HOUR}`)] : [],
    ...rollups === null ? [] : [firstOf("rollups", "size", `AND ${FITS_SPAN}`)],
  ];
  const sql = `WITH known AS MATERIALIZED (SELECT name AS source, max(first_time - first_time % bucket_size,
        coalesce((SELECT before - before % ${size} FROM pruned AS p
          WHERE p.source = name ${rollups === null ? "" : "AND rolled = 0"}), 0)) AS time,
        last_time - last_time % bucket_size + bucket_size AS until FROM sources ${where}),
      began AS MATERIALIZED (SELECT min(time) AS time, min(time) - (min(time) + :shift) % :span AS since FROM known)
    SELECT coalesce(b.time, 0), coalesce((SELECT min(start) FROM (${firsts.join(" UNION ALL ")})), b.time, 0),
      coalesce((SELECT max(until) FROM known), 0), coalesce((SELECT iif(min(bucket_size) = max(bucket_size), max(bucket_size), 1)
        FROM sources ${where}), 1) FROM began AS b`;
  const [from, first, end, bucket] = reader.query(sql, { ...parameters, ...spanOfStep(step) }).rows[0].map(
    Number,
  );
  return { from, first, end, size: isOfHours ? HOUR : bucket };
}

/** A SELECT of rows, and what it needs. */
export interface StepRows {
  /** "WITH …". */
  readonly with: string;
  readonly select: string;
  readonly parameters: Question["parameters"];
}

/** Rows of buckets, hours and rollups that hold values of a dimension, with its column; `condition` is one more, which one value fulfils or
 * several, or "". */
export function rowsOfDimension(
  dimension: KnownDimension,
  asked: Asked,
  step: number,
  condition: string,
  isOne = true,
): StepRows {
  const views = viewsOf(dimension), span = spanOfStep(step);
  const columns = `start, ${dimension.name}, hits, bytes, failures`;
  const rolled = whereOf(rollupRange(asked));
  const only = condition === "" ? rolled.where : also(rolled.where, condition);
  const hourly = hourlyRows(dimension, views, asked, step);
  const rollups = views.rollups === null
    ? ""
    : ` UNION ALL SELECT ${columns} FROM ${views.rollups} ${also(only, FITS_SPAN)}`;
  return {
    with: `WITH ${hourly.spans.join(", ")}`,
    select:
      (condition === ""
        ? hourly.select(columns, "")
        : rowsOfValues(dimension, hourly, columns, condition, isOne)) +
      rollups,
    parameters: { ...rolled.parameters, ...hourly.parameters, ...span },
  };
}
