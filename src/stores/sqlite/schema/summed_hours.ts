// Role: sums hours up from stored buckets, of dimensions of which buckets keep all values, and days from hours: where they were not kept
// from the beginning. Otherwise they grow with each commit (`write/hours.ts`).

import { DAY, firstOpenHour, HOUR } from "../../../domain/counting/hours.ts";
import type { KnownDimension } from "../../../domain/dimensions/dimensions.ts";
import type { SqliteConnection } from "../connection.ts";
import { cellTable, dayTable, hourTable } from "./tables.ts";

const ceiled = (time: string): string => `(${time} + ${HOUR - 1}) / ${HOUR} * ${HOUR}`;

/**
 * Replaces the hours that a source has of a dimension. Not known are hours of which a part was pruned, and, where the last run was
 * killed, all up to the last one: what buckets that are open hold is not stored then. Only within a transaction.
 */
export function sumUpHours(connection: SqliteConnection, { id, name }: KnownDimension, source: number): void {
  const cells = cellTable(name), hours = hourTable(name);
  connection.run(`DELETE FROM ${hours} WHERE source_id = ?`, source);
  const first = Number(
    connection.get(
      `SELECT max(coalesce((SELECT ${ceiled("before")} FROM pruned_sum WHERE source_id = s.id), 0),
        iif(s.settled, 0, coalesce((SELECT ${
        ceiled("max(time) + 1")
      } FROM second WHERE source_id = s.id), 0)),
        coalesce((SELECT since FROM hours_since WHERE source_id = s.id AND dimension_id = ?2), 0)) AS first
      FROM source AS s WHERE id = ?1`,
      ...[source, id],
    )?.first,
  );
  if (first > 0) {
    connection.run("INSERT OR REPLACE INTO hours_since VALUES (?, ?, ?)", source, id, first);
  }
  sumUp(connection, source, { from: cells, to: hours, size: HOUR, first, end: Infinity });
}

/** Replaces the days that a source has of a dimension, by the sums of its final hours. Only within a transaction. */
export function sumUpDays(connection: SqliteConnection, { id, name }: KnownDimension, source: number): void {
  connection.run(`DELETE FROM ${dayTable(name)} WHERE source_id = ?`, source);
  const row = connection.get(
    `SELECT watermark, bucket_size, (SELECT since FROM hours_since WHERE source_id = s.id AND dimension_id = ?) AS since
    FROM source AS s WHERE id = ?`,
    ...[id, source],
  );
  if (row === undefined || row.watermark === null) return;
  sumUp(connection, source, {
    ...{ from: hourTable(name), to: dayTable(name), size: DAY },
    first: Math.ceil(Number(row.since ?? 0) / DAY) * DAY,
    end: firstOpenHour(Number(row.watermark), Number(row.bucket_size)),
  });
}

/** What is summed up: rows from `first` on and before `end`, by spans of `size` seconds. */
interface Sums {
  readonly from: string;
  readonly to: string;
  readonly size: number;
  readonly first: number;
  readonly end: number;
}

/** A day at a time: its rows fit into memory. */
function sumUp(connection: SqliteConnection, source: number, { from, to, size, first, end }: Sums): void {
  for (let time = first;;) {
    const next = connection.get(
      `SELECT min(start) AS start FROM ${from} WHERE source_id = ? AND start >= ?`,
      ...[source, time],
    )?.start ?? null;
    if (next === null || Number(next) >= end) return;
    const day = Number(next) - Number(next) % DAY;
    connection.run(sumSql(from, to, size), source, Math.max(time, day), Math.min(end, day + DAY));
    time = day + DAY;
  }
}

/** A statement that adds rows of a source (?1) from a time (?2) on and before another one (?3) to the spans in which they start. */
export function sumSql(from: string, to: string, size: number): string {
  return `INSERT INTO ${to} (source_id, start, name_id, hits, bytes, failures)
    SELECT ?1, start - start % ${size} AS span, name_id, sum(hits),
      CAST(min(total(bytes), ${Number.MAX_SAFE_INTEGER}) AS INTEGER), sum(failures)
    FROM ${from} WHERE source_id = ?1 AND start >= ?2 AND start < ?3 GROUP BY span, name_id
    ON CONFLICT (source_id, start, name_id) DO UPDATE SET hits = hits + excluded.hits,
      failures = failures + excluded.failures, bytes = min(bytes + excluded.bytes, ${Number.MAX_SAFE_INTEGER})`;
}
