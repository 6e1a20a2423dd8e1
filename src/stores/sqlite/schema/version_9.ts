// Role: version 9 of the schema: errors by status and section, or host, have sums of days, which are made of what buckets hold.

/** Brings a database of version 8 to version 9. The days that it holds are summed up then (`summed_pairs.ts`). */
export const VERSION_9: readonly string[] = [
  // Of a final day whose buckets are there: each pair, its hits, and the hits without a name in the buckets that name it.
  `CREATE TABLE error_pair_day (
    source_id INTEGER NOT NULL,
    start INTEGER NOT NULL,
    status_hosts TEXT NOT NULL,
    status_sections TEXT NOT NULL,
    PRIMARY KEY (source_id, start)
  ) STRICT, WITHOUT ROWID`,
  // Images of earlier versions hold no such days.
  `UPDATE undo_run SET lacks_sums = 1`,
];
