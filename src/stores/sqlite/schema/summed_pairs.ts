// Role: sums up the pairs of errors of final days from those of their buckets. A day of which a part was pruned has no sum.

import { DAY, firstOpenHour } from "../../../domain/counting/hours.ts";
import { addPairs, type PairSum, sumsText } from "../../../domain/buckets/pair_sums.ts";
import { PAIR_DIMENSIONS } from "../../../domain/dimensions/pairs.ts";
import type { SqliteConnection } from "../connection.ts";
import { PAIR_COLUMNS } from "./tables.ts";

const COLUMNS = PAIR_DIMENSIONS.map((dimension) => PAIR_COLUMNS[dimension]);

/** Replaces the sums of all days of a source. Only within a transaction. */
export function sumUpAllPairs(connection: SqliteConnection, source: number): void {
  connection.run("DELETE FROM error_pair_day WHERE source_id = ?", source);
  const row = connection.get("SELECT watermark, bucket_size FROM source WHERE id = ?", source);
  if (row === undefined || row.watermark === null) return;
  sumUpPairs(connection, source, 0, firstOpenHour(Number(row.watermark), Number(row.bucket_size)));
}

/**
 * Replaces the sums of the days of a source that are not over by `since`, and are so by `until`, the ends of what was final and what is.
 * Only within a transaction.
 */
export function sumUpPairs(connection: SqliteConnection, source: number, since: number, until: number): void {
  const { before } = connection.get(
    "SELECT max(before) AS before FROM pruned_sum WHERE source_id = ?",
    source,
  )!;
  for (let time = Math.max(since - since % DAY, Math.ceil(Number(before ?? 0) / DAY) * DAY);;) {
    const { start } = connection.get(
      "SELECT min(start) AS start FROM error_pairs WHERE source_id = ? AND start >= ?",
      source,
      time,
    )!;
    if (start === null) return;
    const day = Number(start) - Number(start) % DAY;
    if (day + DAY > until) return;
    sumUpDay(connection, source, day);
    time = day + DAY;
  }
}

function sumUpDay(connection: SqliteConnection, source: number, day: number): void {
  const rows = connection.all(
    `SELECT ${COLUMNS.join(", ")} FROM error_pairs WHERE source_id = ? AND start >= ? AND start < ?`,
    ...[source, day, day + DAY],
  );
  const texts = COLUMNS.map((column) => {
    const sums = new Map<string, PairSum>();
    addPairs(sums, rows.map((row) => row[column]).join(","));
    return sumsText(sums);
  });
  connection.run(
    `INSERT OR REPLACE INTO error_pair_day (source_id, start, ${COLUMNS.join(", ")}) VALUES (?, ?, ?, ?)`,
    ...[source, day, ...texts],
  );
}
