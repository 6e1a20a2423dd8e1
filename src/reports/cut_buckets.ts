// Role: how many hits of a name buckets may hold that do not name it. A bucket keeps the names with most hits; the hits of
// the others are in `(other)`, so a figure of one name is a lower bound where a bucket was cut.

import { OTHER } from "../domain/dimension.ts";
import type { Reader } from "../stores/store.ts";
import type { ReportArguments } from "./report.ts";
import { bucketRange, hitsText, rollupRange } from "./rollups.ts";
import { also, whereOf } from "./sql.ts";

export type CutDimension = "section" | "host";

/** For each dimension that is cut: the views of its rows, of buckets that were cut, and of its rollups. */
export const CUT_VIEWS: Readonly<
  Record<CutDimension, { rows: string; cut: string; rollups: string | null }>
> = {
  section: { rows: "bucket_sections", cut: "cut_sections", rollups: "rollup_sections" },
  host: { rows: "bucket_hosts", cut: "cut_hosts", rollups: null },
};

/** Most hits of the name that the range may hold in rows that do not tell it apart. */
function unnamedHits(reader: Reader, dimension: CutDimension, name: string, given: ReportArguments): number {
  const { rows, cut, rollups } = CUT_VIEWS[dimension];
  const inBuckets = whereOf(bucketRange(given)), inRollups = whereOf(rollupRange(given));
  const isUnnamed = `NOT EXISTS
    (SELECT 1 FROM ${rows} AS b WHERE b.source = c.source AND b.start = c.start AND b.${dimension} = :name)`;
  const sql = `SELECT coalesce(sum(at_most), 0) ${
    rollups === null ? "" : `+ (${otherOf(rollups, dimension, inRollups.where)})`
  }
    FROM ${cut} AS c ${also(inBuckets.where, isUnnamed)}`;
  return Number(reader.query(sql, { ...inBuckets.parameters, name }).rows[0][0]);
}

/** A SELECT of the hits of `(other)` in a view. */
export function otherOf(view: string, dimension: CutDimension, where: string): string {
  return `SELECT coalesce(sum(hits), 0) FROM ${view} ${also(where, `${dimension} = '${OTHER}'`)}`;
}

/** The note about a figure of one name; none where it is exact. `shown` is false where the answer has no row of it. */
export function boundNotes(
  reader: Reader,
  dimension: CutDimension,
  name: string,
  given: ReportArguments,
  shown: boolean,
): string[] {
  const most = unnamedHits(reader, dimension, name, given);
  if (most === 0) return [];
  return [
    shown
      ? `The hits of "${name}" are a lower bound: buckets that do not name it may hold up to ${
        hitsText(most)
      } more.`
      : `No bucket names "${name}", but buckets that do not name all ${dimension}s may hold up to ${
        hitsText(most)
      } of it.`,
  ];
}
