// Role: version 8 of the schema: hours of statuses, durations and routes, whose tables are made by `dimension_tables.ts`, and filled where
// hours are the sums of their buckets.

/** Brings a database of version 7 to version 8. */
export const VERSION_8: readonly string[] = [
  // 1 where the images were made before there were such hours, which are then summed up from the buckets that undo restores.
  `ALTER TABLE undo_run ADD COLUMN lacks_sums INTEGER NOT NULL DEFAULT 0`,
  `UPDATE undo_run SET lacks_sums = 1`,
];
