// Role: how many hits of a name buckets may hold that do not name it. A bucket keeps the names with most hits; the hits of
// the others are in `(other)`, so a figure of one name is a lower bound where a bucket was cut.

import { OTHER } from "../../domain/dimensions/dimension.ts";
import type { KnownDimension } from "../../domain/dimensions/dimensions.ts";
import type { Reader } from "../../stores/store.ts";
import type { ReportArguments } from "../report.ts";
import { viewsOf } from "./dimension_views.ts";
import { hourlyRows, namedIn } from "./hours.ts";
import { hitsText, rollupRange } from "./rollups.ts";
import { also, whereOf } from "./sql.ts";

/** Most hits of the name that the range may hold in rows that do not tell it apart. */
function unnamedHits(
  reader: Reader,
  dimension: KnownDimension,
  name: string,
  given: ReportArguments,
  step: number | null,
): number {
  const views = viewsOf(dimension), { rollups, keyed } = views;
  const { spans, cut, parameters } = hourlyRows(dimension, views, given, step);
  const inRollups = whereOf(rollupRange(given));
  const sql = `WITH ${spans.join(", ")}, cut AS MATERIALIZED (${cut})
    SELECT coalesce((SELECT sum(at_most) FROM cut), 0) - coalesce((SELECT sum(at_most) FROM
      (${namedIn(keyed!, `b.key IN (SELECT key FROM ${keyed!.names} WHERE ${dimension.name} = :name)`)})), 0)
    ${rollups === null ? "" : `+ (${otherOf(rollups, dimension, inRollups.where)})`}`;
  return Number(reader.query(sql, { ...parameters, name }).rows[0][0]);
}

/** A SELECT of the hits of `(other)` in a view. */
export function otherOf(view: string, { name }: KnownDimension, where: string): string {
  return `SELECT coalesce(sum(hits), 0) FROM ${view} ${also(where, `${name} = '${OTHER}'`)}`;
}

/** The note about a figure of one name; none where it is exact. `shown` is false where the answer has no row of it. With
 * `step` the figure is of spans of so many seconds. */
export function boundNotes(
  reader: Reader,
  dimension: KnownDimension,
  name: string,
  given: ReportArguments,
  shown: boolean,
  step: number | null = null,
): string[] {
  const most = unnamedHits(reader, dimension, name, given, step);
  if (most === 0) return [];
  const [one, several] = dimension.span === "hour" ? ["hour", "hours"] : ["bucket", "buckets"];
  return [
    shown
      ? `The hits of "${name}" are a lower bound: ${several} that do not name it may hold up to ${
        hitsText(most)
      } more.`
      : `No ${one} names "${name}", but ${several} that do not name all ${dimension.plural} may hold up to ${
        hitsText(most)
      } of it.`,
  ];
}
