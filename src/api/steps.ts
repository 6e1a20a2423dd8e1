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
export function rateOfStep({ span }: KnownDimension, asked: Asked, reader: Reader): string {
  const { since, until } = asked, [first, end] = dataSpan(reader, asked);
  const size = span === "hour" ? HOUR : 1, whole = (time: number): number => Math.ceil(time / size) * size;
  const begin = Math.max(first, whole(since ?? 0)), asksUntil = until === null ? Infinity : whole(until);
  const left = (time: number): string => time === Infinity ? "0" : `max(${STEP_START} + :span - ${time}, 0)`;
  // Hits of a clock that was ahead lie behind the data.
  return `round(1.0 * sum(hits) / max(:span - max(${begin} - (${STEP_START}), 0) -
    CASE WHEN ${STEP_START} < ${end} THEN ${left(Math.min(end, asksUntil))} ELSE ${
    left(asksUntil)
  } END, 1), 4)`;
}

/** From the first bucket of the sources to the end of the last one, epoch seconds; of none nothing. */
function dataSpan(reader: Reader, { source }: Pick<Asked, "source">): number[] {
  const { where, parameters } = whereOf({ "name = :source": source });
  const sql = `SELECT coalesce(min(first_time - first_time % bucket_size), 0),
    coalesce(max(last_time - last_time % bucket_size + bucket_size), 0) FROM sources ${where}`;
  return reader.query(sql, parameters).rows[0].map(Number);
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
