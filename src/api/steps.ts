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
import type { Asked } from "./parameters.ts";

const WEEK = 604800;

/** A week begins on a Monday, 3 days after the Thursday with which the epoch begins. */
export function spanOfStep(step: number): NonNullable<Grain["span"]> {
  return { span: step, shift: step % WEEK === 0 ? 3 * 86400 : 0 };
}

/** SQL for the first second of the step in which a row starts. */
export const STEP_START = "start - (start + :shift) % :span";

/**
 * SQL for the hits a second of a step, in whose part that is asked for: the first and the last may be of a part. Buckets, or hours where
 * there are only hours, count whole if they start in the range.
 */
export function rateOfStep({ span }: KnownDimension, { since, until }: Asked): string {
  const size = span === "hour" ? HOUR : 1, whole = (time: number): number => Math.ceil(time / size) * size;
  const begin = since === null ? "" : `max(${whole(since)} - (${STEP_START}), 0)`;
  const end = until === null ? "" : `max(${STEP_START} + :span - ${whole(until)}, 0)`;
  const left = [begin, end].filter((part) => part !== "").map((part) => ` - ${part}`).join("");
  return `round(1.0 * sum(hits) / max(:span${left}, 1), 4)`;
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
