// Role: version 6 of the schema, as released: logs of any format; dimensions are listed, and their tables made as they are added
// (`dimension_tables.ts`).

/** Brings a database of version 5 to version 6. */
export const VERSION_6: readonly string[] = [
  // The zone of times without one, as in Europe/Berlin.
  `ALTER TABLE source ADD COLUMN zone TEXT`,
  // What the consumed lines of an input say about the next ones, where they do.
  `ALTER TABLE input ADD COLUMN directives TEXT`,
  // Images of sources end with the columns that runs change: a log may say only later what it is.
  `UPDATE undo_run SET source = json_insert(source, '$[#]',
    (SELECT format FROM source AS s WHERE s.id = undo_run.source_id), '$[#]', NULL)
  WHERE source IS NOT NULL`,
  // Those whose tables are there. The id is that of `name.dimension`.
  `CREATE TABLE dimension (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    plural TEXT NOT NULL
  ) STRICT`,
  // Names of those that are kept, with commas; null: all.
  `ALTER TABLE source ADD COLUMN dimensions TEXT`,
  // The first hour of which all is kept; without a row all hours of the source are.
  `CREATE TABLE hours_since (
    source_id INTEGER NOT NULL,
    dimension_id INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (source_id, dimension_id)
  ) STRICT, WITHOUT ROWID`,
];
