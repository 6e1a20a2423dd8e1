// Role: version 3 of the schema, as released: what a source remembers of its logs.

/** Brings a database of version 2 to version 3. */
export const VERSION_3: readonly string[] = [
  `CREATE TABLE known_log (
    source_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (source_id, name)
  ) STRICT, WITHOUT ROWID`,
];
