// Role: the rows of a dimension in a time range, wherever they are kept: hours, buckets, rollups.

import type { KnownDimension } from "../domain/dimensions/dimensions.ts";
import { viewsOf } from "./dimension_views.ts";
import { hourlyRows } from "./hours.ts";
import type { Question, ReportArguments } from "./report.ts";
import { bucketRange, rollupRange } from "./rollups.ts";
import { whereOf } from "./sql.ts";

/** How rows of a dimension are read. */
export interface RangeRows {
  /** Common table expressions that the others refer to. */
  readonly spans: readonly string[];
  /** A SELECT of the value as `name`, and `hits`, `bytes`, `failures`: several rows of each value. */
  readonly rows: string;
  /** A SELECT of `hits`, whose sum is that of all records of the range. */
  readonly all: string;
  readonly parameters: Question["parameters"];
}

/** The rows of a dimension. */
export function rangeRows(dimension: KnownDimension, given: ReportArguments): RangeRows {
  const { name } = dimension, views = viewsOf(dimension);
  const buckets = whereOf(bucketRange(given)), rollups = whereOf(rollupRange(given));
  const columns = `${name} AS name, hits, bytes, failures`;
  const hourly = views.cut === null ? null : hourlyRows(dimension, views, given);
  const rows = hourly?.select(columns, "") ?? `SELECT ${columns} FROM ${views.rows} ${buckets.where}`;
  const rolled = (select: string): string =>
    views.rollups === null ? "" : ` UNION ALL SELECT ${select} FROM ${views.rollups} ${rollups.where}`;
  return {
    spans: hourly?.spans ?? [],
    rows: rows + rolled(columns),
    all: `SELECT hits FROM ${views.whole} ${buckets.where}` +
      (views.wholeRollups === null
        ? ""
        : ` UNION ALL SELECT hits FROM ${views.wholeRollups} ${rollups.where}`),
    parameters: { ...buckets.parameters, ...hourly?.parameters },
  };
}
