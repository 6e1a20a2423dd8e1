// Role: version 6 of the schema: logs of any format.

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
];
