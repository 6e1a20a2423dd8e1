// Role: the SQL that several reports share: amounts over rows of the views, filters, and rows along the time.

import { DAY } from "../../domain/counting/hours.ts";
import type { SqlValue } from "../../stores/store.ts";
import type { Question } from "../report.ts";

/** The largest rounded share that is not the whole. */
export const ALMOST_ALL = 0.999999;

/** The columns of a report by name, each with its SQL expression. */
export type Columns = Readonly<Record<string, string>>;

/** SQL conditions with one `:name` parameter each, and its value. A null leaves the condition out, so an index can serve. */
export type Filters = Readonly<Record<string, SqlValue>>;

/** Sum of bytes. It saturates at 2^53 − 1 like the stored sums, where `sum()` would fail. */
export const SUM_OF_BYTES = "CAST(min(total(bytes), 9007199254740991) AS INTEGER)";

/** Share of the hits that did not fail; 1 only where none did. */
export const AVAILABILITY: string = `iif(sum(failures) = 0, 1.0, min(${
  shareOf("sum(hits) - sum(failures)", "sum(hits)")
}, ${ALMOST_ALL}))`;

/** A ratio from 0 to 1, rounded to six decimals. */
export function shareOf(amount: string, total: string): string {
  return `round(1.0 * (${amount}) / (${total}), 6)`;
}

/** An epoch second as ISO text, like the `_iso` columns of the views; NULL stays NULL. */
export function isoOf(seconds: string): string {
  return `strftime('%Y-%m-%dT%H:%M:%SZ', ${seconds}, 'unixepoch')`;
}

/** So many buckets with hits within a day of each other are a log; fewer may be of a clock that was wrong. */
const FEW_BUCKETS = 10;

/**
 * When the oldest record of a row of `sources` came that the database still counts: late ones, as of an older log that was read later, lie
 * before the first one, and are known to their bucket or rollup. Stray ones, of which few lie together, do not count.
 */
export const OLDEST_TIME: string = `min(first_time,
  coalesce((SELECT iif(start + sources.bucket_size <= first_time, start, first_time) FROM buckets AS kept
    WHERE kept.source = sources.name AND ${FEW_BUCKETS} = (SELECT count(*) FROM (SELECT 1 FROM buckets AS near
      WHERE near.source = kept.source AND near.start >= kept.start AND near.start < kept.start + ${DAY} LIMIT ${FEW_BUCKETS}))
    ORDER BY start LIMIT 1), first_time),
  coalesce((SELECT iif(start + size <= first_time, start, first_time) FROM rollups AS kept
    WHERE kept.source = sources.name AND hits >= ${FEW_BUCKETS} ORDER BY start LIMIT 1), first_time))`;

/** Each column as `expression AS "name"`. */
export function selected(columns: Columns): string {
  return Object.entries(columns).map(([name, expression]) => `${expression} AS "${name}"`).join(", ");
}

/**
 * The WHERE clause of the filters that have a value, or "" without any, and its parameters.
 *
 * @example
 * ```ts
 * import { whereOf } from "./sql.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(whereOf({ "source = :source": null, "start >= :since": 60 }), {
 *   where: "WHERE start >= :since",
 *   parameters: { since: 60 },
 * });
 * ```
 */
export function whereOf(filters: Filters): { where: string; parameters: Question["parameters"] } {
  const given = Object.entries(filters).filter(([, value]) => value !== null);
  return {
    where: given.length === 0 ? "" : "WHERE " + given.map(([condition]) => condition).join(" AND "),
    parameters: Object.fromEntries(
      given.map(([condition, value]) => [/:(\w+)/.exec(condition)![1], value]),
    ),
  };
}

/** A WHERE clause, or "", with one more condition. */
export function also(where: string, condition: string): string {
  return `${where === "" ? "WHERE" : `${where} AND`} ${condition}`;
}

/**
 * Rows of a view along the time, ordered by the terms, all ascending. With a limit it reads backwards from the newest row,
 * so that an index in time order ends the work early; without one it returns the rows in the order of such an index.
 *
 * @param grouping A GROUP BY clause, or "".
 */
export function newest(
  columns: Columns,
  view: string,
  order: readonly string[],
  filters: Filters,
  limit: number | null,
  grouping = "",
): Question {
  const { where, parameters } = whereOf(filters);
  const rows = `${view} ${where} ${grouping}`.trimEnd();
  if (limit === null) {
    return { sql: `SELECT ${selected(columns)} FROM ${rows} ORDER BY ${order.join(", ")}`, parameters };
  }
  const names = Object.keys(columns).map((name) => `"${name}"`).join(", ");
  const keys = order.map((term, index) => `${term} AS key_${index}`).join(", ");
  const backwards = order.map((term) => `${term} DESC`).join(", ");
  const forwards = order.map((_, index) => `key_${index}`).join(", ");
  const sql = `SELECT ${names} FROM (SELECT ${selected(columns)}, ${keys} FROM ${rows} ` +
    `ORDER BY ${backwards} LIMIT :limit) ORDER BY ${forwards}`;
  return { sql, parameters: { ...parameters, limit } };
}
