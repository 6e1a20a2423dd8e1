// Role: version 7 of the schema, as released.

/** Brings a database of version 6 to version 7. */
export const VERSION_7: readonly string[] = [
  // Alerts about which a message was stored before they were decided, because the clock had gone on while the log stood
  // still. The row goes when the alert is decided; one that turned out to be wrong is withdrawn, and stays.
  `CREATE TABLE told_ahead (
    source_id INTEGER NOT NULL,
    fired_at INTEGER NOT NULL,
    rule TEXT NOT NULL,
    withdrawn INTEGER NOT NULL,
    PRIMARY KEY (source_id, fired_at, rule)
  ) STRICT, WITHOUT ROWID`,
  // Records that filters exclude.
  `ALTER TABLE source ADD COLUMN excluded INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE run ADD COLUMN excluded INTEGER NOT NULL DEFAULT 0`,
  // Images of sources end with the columns that runs change.
  `UPDATE undo_run SET source = json_insert(source, '$[#]', 0) WHERE source IS NOT NULL`,
  // Which records are excluded, a JSON object; null: none.
  `ALTER TABLE source ADD COLUMN filters TEXT`,
  // How much of hosts is kept, by the name of its level; null: all.
  `ALTER TABLE source ADD COLUMN anonymize TEXT`,
  // Whether queries are kept.
  `ALTER TABLE source ADD COLUMN keep_query INTEGER NOT NULL DEFAULT 0`,
  // Who came in a span of so many seconds, an hour or a rollup, as the registers of a sketch.
  `CREATE TABLE visitor_hour (
    source_id INTEGER NOT NULL,
    start INTEGER NOT NULL,
    size INTEGER NOT NULL,
    registers BLOB NOT NULL,
    PRIMARY KEY (source_id, start, size)
  ) STRICT, WITHOUT ROWID`,
  // Of the hour of the last second that was read, a part is not known. 0 stands for visitors, where a dimension has its id.
  `INSERT INTO hours_since SELECT source_id, 0, max(last) / 3600 * 3600 + 3600 FROM (
    SELECT source_id, time AS last FROM second UNION ALL SELECT source_id, before - 1 FROM pruned_sum
  ) GROUP BY source_id`,
];
