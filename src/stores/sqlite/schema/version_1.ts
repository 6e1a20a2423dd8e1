// Role: version 1 of the schema, as released: sources, inputs, buckets with their values, seconds, alerts, runs, rejects.

/** Makes the tables in an empty file. */
export const VERSION_1: readonly string[] = [
  // Keys come first and texts last, so that SQLite finds most columns without reading on.
  `CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    bucket_size INTEGER NOT NULL,
    lateness INTEGER NOT NULL,
    top INTEGER NOT NULL,
    first_time INTEGER,
    last_time INTEGER,
    read INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    late INTEGER NOT NULL,
    format TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE
  ) STRICT`,
  // A table of its own: every commit rewrites it, and it can take many pages.
  `CREATE TABLE checkpoint (source_id INTEGER PRIMARY KEY, state BLOB NOT NULL) STRICT`,
  // Inode and device are REAL: on some systems they exceed what a number holds exactly.
  `CREATE TABLE input (
    source_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    inode REAL,
    device REAL,
    offset INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    head TEXT NOT NULL,
    tail TEXT NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (source_id, id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE name (
    id INTEGER PRIMARY KEY,
    dimension INTEGER NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (dimension, value)
  ) STRICT`,
  `INSERT INTO name (id, dimension, value) VALUES (0, 0, '(other)')`,
  `CREATE TABLE bucket (
    source_id INTEGER NOT NULL,
    start INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    late INTEGER NOT NULL,
    hosts INTEGER NOT NULL,
    open INTEGER NOT NULL,
    PRIMARY KEY (source_id, start)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX bucket_open ON bucket (source_id, start) WHERE open = 1`,
  // One table per dimension: each grows only at its end, and a query for sections does not read hosts.
  `
    CREATE TABLE section_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID`,
  `
    CREATE TABLE host_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID`,
  `
    CREATE TABLE status_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE second (
    source_id INTEGER NOT NULL,
    time INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    late INTEGER NOT NULL,
    PRIMARY KEY (source_id, time)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE alert (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    fired_at INTEGER NOT NULL,
    peak_at INTEGER NOT NULL,
    resolved_at INTEGER,
    window INTEGER NOT NULL,
    provisional INTEGER NOT NULL,
    value REAL NOT NULL,
    peak_value REAL NOT NULL,
    threshold REAL NOT NULL,
    rule TEXT NOT NULL,
    UNIQUE (source_id, fired_at, rule)
  ) STRICT`,
  `CREATE INDEX alert_time ON alert (fired_at)`,
  `CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    bytes INTEGER NOT NULL,
    read INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    late INTEGER NOT NULL,
    status TEXT NOT NULL,
    version TEXT NOT NULL,
    files TEXT NOT NULL,
    options TEXT NOT NULL,
    message TEXT
  ) STRICT`,
  `CREATE TABLE reject (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    reason TEXT NOT NULL,
    file TEXT NOT NULL,
    sample TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX reject_source ON reject (source_id)`,
  `CREATE TABLE reject_count (
    source_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (source_id, reason)
  ) STRICT, WITHOUT ROWID`,
];
