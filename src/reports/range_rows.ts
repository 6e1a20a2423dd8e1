// Role: the rows of a dimension in a time range, wherever they are kept: hours, buckets, rollups.

import type { KnownDimension } from "../domain/dimensions/dimensions.ts";
import { ofKeepers, viewsOf } from "./dimension_views.ts";
import { allRows, hourlyRows } from "./hours.ts";
import type { Question, ReportArguments } from "./report.ts";
import { bucketRange, rollupRange } from "./rollups.ts";
import { also, whereOf } from "./sql.ts";

/** How rows of a dimension are read. */
export interface RangeRows {
  /** Common table expressions that the others refer to. */
  readonly spans: readonly string[];
  /** A SELECT of the value as `name`, and `hits`, `bytes`, `failures`: several rows of each value. */
  readonly rows: string;
  /** A SELECT of `hits`, whose sum is that of all records of the range and the sources that keep the dimension; null where that is the sum of `rows`. */
  readonly all: string | null;
  readonly parameters: Question["parameters"];
}

/** The rows of a dimension. */
export function rangeRows(dimension: KnownDimension, given: ReportArguments): RangeRows {
  const { name } = dimension, views = viewsOf(dimension);
  const buckets = whereOf(bucketRange(given)), rollups = whereOf(rollupRange(given));
  const columns = `${name} AS name, hits, bytes, failures`;
  const hourly = hourlyRows(dimension, views, given);
  const all = views.whole === "buckets" ? allRows(given, null, dimension) : null;
  const rolled = (select: string, view: string | null, where = rollups.where): string =>
    view === null ? "" : ` UNION ALL SELECT ${select} FROM ${view} ${where}`;
  return {
    spans: [...hourly.spans, ...all?.spans ?? []],
    rows: hourly.select(columns, "") + rolled(columns, views.rollups),
    all: all === null ? null : all.select("hits", "") +
      rolled("hits", views.wholeRollups, also(rollups.where, ofKeepers(dimension))),
    parameters: { ...buckets.parameters, ...hourly.parameters },
  };
}
