// Role: version 4 of the schema, as released: rule files. Rules, what an alert knows of its rule and causes, error pairs,
// minutes of objectives, messages.

/** Brings a database of version 3 to version 4. */
export const VERSION_4: readonly string[] = [
  // Until version 4 there was one rule: more hits per second than the threshold.
  `ALTER TABLE alert ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE alert ADD COLUMN metric TEXT NOT NULL DEFAULT 'rate'`,
  `ALTER TABLE alert ADD COLUMN severity TEXT NOT NULL DEFAULT 'page'`,
  `ALTER TABLE alert ADD COLUMN threshold_text TEXT NOT NULL DEFAULT ''`,
  `ALTER TABLE alert ADD COLUMN explanation TEXT`,
  `ALTER TABLE alert ADD COLUMN detail TEXT`,
  // Null in older rows: their rule was all in threshold and window.
  `ALTER TABLE alert ADD COLUMN rule_text TEXT`,
  `UPDATE alert SET threshold_text = '> ' ||
    iif(threshold = CAST(threshold AS INTEGER), CAST(threshold AS INTEGER), threshold)`,
  // One row per bucket that has errors: arrays of [pair, hits, bytes, failures], by pair, `(other)` last.
  `CREATE TABLE error_pairs (
    source_id INTEGER NOT NULL,
    start INTEGER NOT NULL,
    status_hosts TEXT NOT NULL,
    status_sections TEXT NOT NULL,
    PRIMARY KEY (source_id, start)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE slo_minute (
    source_id INTEGER NOT NULL,
    slo TEXT NOT NULL,
    minute INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    PRIMARY KEY (source_id, slo, minute)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX slo_minute_time ON slo_minute (source_id, minute)`,
  `CREATE TABLE rule (
  source_id INTEGER NOT NULL,
  place INTEGER NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  definition TEXT NOT NULL,
  PRIMARY KEY (source_id, place)
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE outbox_entry (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    fired_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    transition TEXT NOT NULL,
    notifier TEXT NOT NULL,
    rule TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (source_id, fired_at, rule, notifier, transition, created_at)
  ) STRICT`,
  // Apart from the messages, and keyed by what identifies them: a row outlives its message and is found again when
  // the message returns.
  `CREATE TABLE delivery (
    source_id INTEGER NOT NULL,
    fired_at INTEGER NOT NULL,
    rule TEXT NOT NULL,
    notifier TEXT NOT NULL,
    transition TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_at REAL NOT NULL,
    sent_at REAL,
    state TEXT NOT NULL,
    last_error TEXT,
    PRIMARY KEY (source_id, fired_at, rule, notifier, transition, created_at)
  ) STRICT, WITHOUT ROWID`,
  `ALTER TABLE undo_run ADD COLUMN later_minute INTEGER`,
  // Images hold all columns of their tables, and those of older alerts are no longer complete.
  `DELETE FROM undo_row`,
  `DELETE FROM undo_run`,
];
