// Role: the views that hold the values of a dimension.

import { type KnownDimension, pairIn } from "../../domain/dimensions/dimensions.ts";
import { isoTime } from "../../domain/time_text.ts";
import type { Reader } from "../../stores/store.ts";
import type { ReportArguments } from "../report.ts";
import { also, whereOf } from "./sql.ts";

/** The views that hold a dimension. */
export interface DimensionViews {
  /** Its values in buckets; those in hours where it has no others. */
  readonly rows: string;
  /** Its values in hours, from which whole hours are read; null where buckets alone have any, or hours alone. */
  readonly hourly: string | null;
  /** Its values in days, the sums of final hours. */
  readonly daily: string;
  /** Its values in rollups; null where they have none. */
  readonly rollups: string | null;
  /** The buckets, or hours, that were cut; null for a dimension that is never cut. */
  readonly cut: string | null;
  /** The hours that were cut; null for a dimension that is never cut. */
  readonly cutHours: string | null;
  /** Where all hits of the same times are, in buckets and in rollups. */
  readonly whole: string;
  readonly wholeRollups: string | null;
  /** The values as keys, by which rows are found and grouped faster; null where the values are numbers themselves, or pairs. */
  readonly keyed: KeyedViews | null;
}

/** Those of {@link DimensionViews} that have a column `key` in place of the value, and the values of the keys. */
export interface KeyedViews extends Pick<DimensionViews, "rows" | "hourly" | "daily" | "rollups"> {
  readonly names: string;
}

/** The views of a dimension. Hosts are not rolled up. */
export function viewsOf(dimension: KnownDimension): DimensionViews {
  const { name, plural, keep, span, kind } = dimension;
  const hourly = `hourly_${plural}`, isOfHours = span === "hour";
  const rollups = name === "host" ? null : `rollup_${plural}`;
  const views = {
    rows: isOfHours ? hourly : `bucket_${plural}`,
    hourly: span === "both" ? hourly : null,
    daily: `daily_${plural}`,
    rollups,
  };
  const keyed = (view: string | null): string | null => view === null ? null : `keyed_${view}`;
  return {
    ...views,
    cut: keep === "all" ? null : `cut_${plural}`,
    cutHours: keep === "all" ? null : isOfHours ? `cut_${plural}` : `cut_hourly_${plural}`,
    // An hour of which a part is not in the buckets any more, or was not yet counted, has its own sum.
    whole: isOfHours ? hourly : "buckets",
    wholeRollups: isOfHours || rollups === null ? rollups : "rollups",
    keyed: kind === "number" || pairIn(dimension) !== null ? null : {
      rows: `keyed_${views.rows}`,
      hourly: keyed(views.hourly),
      daily: `keyed_${views.daily}`,
      rollups: keyed(rollups),
      names: `keys_of_${plural}`,
    },
  };
}

/** Buckets have these from the first version on. */
const FIRST: readonly string[] = ["section", "host", "status"];

/**
 * Since when a dimension is counted, where that is later than the range, as notes. Of those that buckets have, paths tell it: a
 * database gets both at once, and what it held before is `(other)`.
 */
export function sinceNotes(
  reader: Reader,
  dimension: KnownDimension,
  { source, since }: Pick<ReportArguments, "source" | "since">,
): string[] {
  const { name, plural, noun, span } = dimension;
  if (FIRST.includes(name)) return [];
  const told = span === "hour" ? name : "path", isPair = pairIn(dimension) !== null;
  const { where, parameters } = whereOf({ "s.name = :source": source, "h.since > :since": since });
  const { rows } = reader.query(
    `SELECT s.name, h.since FROM sources AS s JOIN hourly_since AS h ON h.source = s.name AND h.dimension = '${told}'
      LEFT JOIN pruned AS p ON p.source = s.name
    ${also(where, `h.since > s.first_time AND h.since > coalesce(p.before, 0) AND ${keeps("s", name)}`)}
    ORDER BY s.name`,
    parameters,
  );
  return rows.map(([source, from]) =>
    `Of source "${source}" ${
      isPair ? `each ${noun} is` : `${plural.replaceAll("_", " ")} are`
    } counted since ${isoTime(Number(from))}: earlier versions did not.`
  );
}

/** A condition of rows of all records, in SQL: that their source keeps the values of a dimension. What others have read has none. */
export function ofKeepers({ name }: KnownDimension): string {
  return `source IN (SELECT s.name FROM sources AS s WHERE ${keeps("s", name)})`;
}

/** Whether a source keeps the values of a dimension, in SQL. */
export function keeps(sources: string, name: string): string {
  return `(instr(',' || ${sources}.dimensions || ',', ',${name},') > 0)`;
}

/** The sources that were begun without a dimension (`replay --dimensions`), as notes. */
export function keptNotes(
  reader: Reader,
  dimension: KnownDimension,
  source: string | null,
): string[] {
  const { name, plural, noun } = dimension, isPair = pairIn(dimension) !== null;
  const { where, parameters } = whereOf({ "name = :source": source });
  const { rows } = reader.query(
    `SELECT name FROM sources ${where === "" ? "WHERE" : `${where} AND`}
      NOT ${keeps("sources", name)} ORDER BY name`,
    parameters,
  );
  return rows.map(([source]) =>
    `Missing is source "${source}": it was begun without ${
      isPair ? `counts of each ${noun}` : plural.replaceAll("_", " ")
    } (--dimensions). Replay it with --dimensions all --fresh to count them.`
  );
}
