// Role: version 2 of the schema, as released: identity by a checksum of all consumed bytes, gaps, what each run read, what
// pruning leaves behind, the undo journal.

/** Brings a database of version 1 to version 2. */
export const VERSION_2: readonly string[] = [
  `ALTER TABLE input ADD COLUMN crc INTEGER NOT NULL DEFAULT -1`,
  `CREATE TABLE gap (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    input_id INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    path TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX gap_source ON gap (source_id)`,
  `CREATE TABLE run_input (
    run_id INTEGER NOT NULL,
    input_id INTEGER NOT NULL,
    from_offset INTEGER NOT NULL,
    to_offset INTEGER NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (run_id, input_id)
  ) STRICT, WITHOUT ROWID`,
  // What the pruned buckets held, so that the sums of a source still hold; `rolled` of the hits are in rollups.
  `CREATE TABLE pruned_sum (
    source_id INTEGER PRIMARY KEY,
    before INTEGER NOT NULL,
    buckets INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    late INTEGER NOT NULL,
    rolled INTEGER NOT NULL
  ) STRICT`,
  // The size is part of the key: every pruning may choose another one, and each pruned hit is in one row only.
  `CREATE TABLE rollup (
    source_id INTEGER NOT NULL,
    start INTEGER NOT NULL,
    size INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    late INTEGER NOT NULL,
    PRIMARY KEY (source_id, start, size)
  ) STRICT, WITHOUT ROWID`,
  `
    CREATE TABLE rollup_section_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID`,
  `
    CREATE TABLE rollup_status_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID`,
  // `kind` is "first" (the source held nothing before), "more", or "fresh" (everything was replaced: no undo).
  // Spans that begin after `later` held nothing; `pruned` is how far the source was pruned when the run began.
  `CREATE TABLE undo_run (
    run_id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    later INTEGER,
    pruned INTEGER,
    kind TEXT NOT NULL,
    source TEXT,
    state BLOB
  ) STRICT`,
  // `image` is null where there was nothing under this key.
  `CREATE TABLE undo_row (
    run_id INTEGER NOT NULL,
    part INTEGER NOT NULL,
    key INTEGER NOT NULL,
    image TEXT,
    PRIMARY KEY (run_id, part, key)
  ) STRICT, WITHOUT ROWID`,
  // Finds the runs that were killed.
  `CREATE INDEX run_running ON run (id) WHERE status = 'running'`,
];
