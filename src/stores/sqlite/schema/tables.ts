// Role: names of tables and columns that several parts of the store need. The tables themselves are made by the
// files of the versions (`migrate.ts`).

import {
  BUCKETED,
  type DimensionName,
  DIMENSIONS,
  HOURLY,
  type KnownDimension,
} from "../../../domain/dimensions/dimensions.ts";
import type { PairDimension } from "../../../domain/dimensions/pairs.ts";

/** Name id of `(other)`, in every dimension. Values that are numbers are their own ids. */
export const OTHER_ID = 0;

/** In `hours_since`, where a dimension has its id: visitors. */
export const VISITORS_ID = 0;

/** In place of the format of a source whose logs have not said what they are. */
export const UNKNOWN_FORMAT = "auto";

/** Dimensions whose values rollups keep. Hosts are left out: their names are most of what pruning frees. */
export const ROLLUP_DIMENSIONS: readonly KnownDimension[] = DIMENSIONS.filter(({ name }) => name !== "host");

/** The table of the values that buckets have of a dimension. */
export function cellTable(dimension: DimensionName): string {
  return `${dimension}_cell`;
}

/** The same of rollups. */
export function rollupTable(dimension: DimensionName): string {
  return `rollup_${dimension}_cell`;
}

/** The table of the values that hours have of a dimension. */
export function hourTable(dimension: DimensionName): string {
  return `${dimension}_hour`;
}

/** The table of the values that days have of a dimension: sums of its final hours. */
export function dayTable(dimension: DimensionName): string {
  return `${dimension}_day`;
}

/** The tables whose rows refer to names of a dimension. */
export function namingTables(dimension: DimensionName): string[] {
  const isRolledUp = ROLLUP_DIMENSIONS.some(({ name }) => name === dimension);
  const isHourly = HOURLY.some(({ name }) => name === dimension);
  const isBucketed = BUCKETED.some(({ name }) => name === dimension);
  return [
    ...(isBucketed ? [cellTable(dimension)] : []),
    ...(isRolledUp ? [rollupTable(dimension)] : []),
    ...(isHourly ? [hourTable(dimension), dayTable(dimension)] : []),
  ];
}

/** The column of `error_pairs` that holds each pair dimension. */
export const PAIR_COLUMNS: Readonly<Record<PairDimension, string>> = {
  status_host: "status_hosts",
  status_section: "status_sections",
};

/** The tables with a `source_id` whose rows go when a source is replaced or its first run is undone; its runs stay. */
export const RESULT_TABLES: readonly string[] = [
  "checkpoint",
  "input",
  "bucket",
  ...BUCKETED.map(({ name }) => cellTable(name)),
  "second",
  "alert",
  "reject",
  "reject_count",
  "gap",
  "pruned_sum",
  "rollup",
  ...ROLLUP_DIMENSIONS.map(({ name }) => rollupTable(name)),
  ...HOURLY.flatMap(({ name }) => [hourTable(name), dayTable(name)]),
  "visitor_hour",
  "hours_since",
  "error_pairs",
  "error_pair_day",
  "slo_minute",
  "slo_span",
  "outbox_entry",
  "told_ahead",
];
