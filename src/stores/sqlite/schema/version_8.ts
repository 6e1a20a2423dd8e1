// Role: version 8 of the schema: hours of statuses, durations and routes, whose tables are made by `dimension_tables.ts`, and filled where
// hours are the sums of their buckets; and in which minutes objectives were counted.

/** Brings a database of version 7 to version 8. */
export const VERSION_8: readonly string[] = [
  // 1 where the images were made before there were such hours, which are then summed up from the buckets that undo restores.
  `ALTER TABLE undo_run ADD COLUMN lacks_sums INTEGER NOT NULL DEFAULT 0`,
  `UPDATE undo_run SET lacks_sums = 1`,
  // In which minutes an objective was counted without a break, and what was counted. Older databases get it with their next run,
  // whose state has known it all along.
  `CREATE TABLE slo_span (
    source_id INTEGER NOT NULL,
    slo TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    series TEXT NOT NULL,
    PRIMARY KEY (source_id, slo, since)
  ) STRICT, WITHOUT ROWID`,
];
