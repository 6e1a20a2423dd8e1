// Role: the rows of a dimension in a time range, wherever they are kept: hours, buckets, rollups.

import type { KnownDimension } from "../../domain/dimensions/dimensions.ts";
import { ofKeepers, viewsOf } from "./dimension_views.ts";
import { allRows, hourlyRows, type HourlyValues } from "./hours.ts";
import type { Question, ReportArguments } from "../report.ts";
import { bucketRange, rollupRange } from "./rollups.ts";
import { also, type Columns, selected, SUM_OF_BYTES, whereOf } from "./sql.ts";

/** How rows of a dimension are read. */
export interface RangeRows {
  /** Common table expressions that the others refer to. */
  readonly spans: readonly string[];
  /** A SELECT of each value as `name`, and the sums of its `hits`, `bytes` and `failures`. */
  readonly totals: string;
  /** A SELECT of `hits`, whose sum is that of all records of the range and the sources that keep the dimension; null where that is the sum of `totals`. */
  readonly all: string | null;
  readonly parameters: Question["parameters"];
}

/** The rows of a dimension. */
export function rangeRows(dimension: KnownDimension, given: ReportArguments): RangeRows {
  const views = viewsOf(dimension);
  const buckets = whereOf(bucketRange(given)), rollups = whereOf(rollupRange(given));
  const hourly = hourlyRows(dimension, views, given);
  const all = views.whole === "buckets" ? allRows(given, null, dimension) : null;
  const rolled = views.wholeRollups === null
    ? ""
    : ` UNION ALL SELECT hits FROM ${views.wholeRollups} ${also(rollups.where, ofKeepers(dimension))}`;
  return {
    spans: [...hourly.spans, ...all?.spans ?? []],
    totals: valueSums(dimension, hourly, { ...given, [dimension.name]: null }, SUMS),
    all: all === null ? null : all.select("hits", "") + rolled,
    parameters: { ...buckets.parameters, ...hourly.parameters },
  };
}

/** The sums of the rows of a value. */
export const SUMS: Columns = { hits: "sum(hits)", bytes: SUM_OF_BYTES, failures: "sum(failures)" };

/**
 * A SELECT of each value that is asked for as `name`, its `key` and these sums of its rows in hours, buckets and rollups. Names are
 * grouped by their keys, and one alone is looked up in each hour: comparing texts would take longer.
 */
export function valueSums(
  dimension: KnownDimension,
  { select, keyed }: Pick<HourlyValues, "select" | "keyed">,
  given: ReportArguments,
  sums: Columns,
): string {
  const { name, kind } = dimension, views = viewsOf(dimension), rollups = whereOf(rollupRange(given)).where;
  const isOne = given[name] !== null;
  const rolled = (view: string | null, columns: string, only: string): string =>
    view === null
      ? ""
      : ` UNION ALL SELECT ${columns} FROM ${view} ${only === "" ? rollups : also(rollups, only)}`;
  if (keyed === null || views.keyed === null) {
    const columns = `${name}, hits, bytes, failures`;
    const only = isOne ? `${name} ${kind === "number" ? "LIKE" : "="} :${name}` : "";
    const rows = select(columns, only) + rolled(views.rollups, columns, only);
    return `SELECT ${selected({ name, key: name, ...sums })} FROM (${rows}) GROUP BY ${name}`;
  }
  const { names } = views.keyed, columns = "key, hits, bytes, failures";
  const keys = `SELECT key FROM ${names} WHERE ${name} = :${name}`;
  const rows = (isOne ? keyed.find(columns, keys, true) : keyed.select(columns)) +
    rolled(views.keyed.rollups, columns, isOne ? `key IN (${keys})` : "");
  const grouped = `SELECT ${selected({ key: "key", ...sums })} FROM (${rows}) GROUP BY key`;
  return `SELECT n.${name} AS name, t.* FROM (${grouped}) AS t CROSS JOIN ${names} AS n ON n.key = t.key`;
}

/**
 * A SELECT of columns of the rows in buckets, hours and days whose value fulfils a condition, of which only few do, or one: names are
 * looked up by their keys.
 */
export function rowsOfValues(
  dimension: KnownDimension,
  { select, keyed }: Pick<HourlyValues, "select" | "keyed">,
  columns: string,
  condition: string,
  isOne: boolean,
): string {
  const { name } = dimension, names = viewsOf(dimension).keyed?.names;
  if (keyed === null || names === undefined) return select(columns, condition);
  const keys = `SELECT key FROM ${names} WHERE ${condition}`;
  const found = keyed.find("start, key, hits, bytes, failures", keys, isOne);
  return `SELECT ${columns} FROM (SELECT r.*, n.${name} FROM (${found}) AS r CROSS JOIN ${names} AS n ON n.key = r.key)`;
}
