// Role: names of tables and columns that several parts of the store need. The tables themselves are made by the
// files of the versions (`migrate.ts`).

import { type Dimension, DIMENSIONS, type PairDimension } from "../../../domain/dimension.ts";

/** Name id of `(other)`, in every dimension. Status values are their own ids. */
export const OTHER_ID = 0;

/** In place of the format of a source whose logs have not said what they are. */
export const UNKNOWN_FORMAT = "auto";

/** Dimensions whose values rollups keep. Hosts are left out: their names are most of what pruning frees. */
export const ROLLUP_DIMENSIONS = ["section", "status"] as const satisfies readonly Dimension[];

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
  ...DIMENSIONS.map((dimension) => `${dimension}_cell`),
  "second",
  "alert",
  "reject",
  "reject_count",
  "gap",
  "pruned_sum",
  "rollup",
  ...ROLLUP_DIMENSIONS.map((dimension) => `rollup_${dimension}_cell`),
  "error_pairs",
  "slo_minute",
  "outbox_entry",
];
