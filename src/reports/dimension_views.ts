// Role: the views that hold the values of a dimension.

import type { KnownDimension } from "../domain/dimensions/dimensions.ts";
import type { Reader } from "../stores/store.ts";
import { whereOf } from "./sql.ts";

/** The views that hold a dimension. */
export interface DimensionViews {
  /** Its values in buckets. */
  readonly rows: string;
  /** Its values in rollups; null where they have none. */
  readonly rollups: string | null;
  /** The buckets that were cut; null for a dimension that is never cut. */
  readonly cut: string | null;
}

/** The views of a dimension. Hosts are not rolled up. */
export function viewsOf({ name, plural, keep }: KnownDimension): DimensionViews {
  return {
    rows: `bucket_${plural}`,
    rollups: name === "host" ? null : `rollup_${plural}`,
    cut: keep === "all" ? null : `cut_${plural}`,
  };
}

/** The sources that were begun without a dimension (`replay --dimensions`), as notes. */
export function keptNotes(
  reader: Reader,
  { name, plural }: KnownDimension,
  source: string | null,
): string[] {
  const { where, parameters } = whereOf({ "name = :source": source });
  const { rows } = reader.query(
    `SELECT name FROM sources ${where === "" ? "WHERE" : `${where} AND`}
      dimensions IS NOT NULL AND instr(',' || dimensions || ',', ',${name},') = 0 ORDER BY name`,
    parameters,
  );
  return rows.map(([source]) =>
    `Missing is source "${source}": it was begun without ${plural} (--dimensions).`
  );
}
