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
];
