// Role: version 5 of the schema, as released: jumps, several logs, and parts of logs. Outliers, records that were left out, and a
// watermark of its own: the largest time no longer says what is final.

/** Brings a database of version 4 to version 5. */
export const VERSION_5: readonly string[] = [
  `ALTER TABLE source ADD COLUMN max_jump INTEGER NOT NULL DEFAULT 3600`,
  `ALTER TABLE source ADD COLUMN idle_log INTEGER NOT NULL DEFAULT 600`,
  `ALTER TABLE source ADD COLUMN outliers INTEGER NOT NULL DEFAULT 0`,
  // Seconds before it are final; null before the event time is set.
  `ALTER TABLE source ADD COLUMN watermark INTEGER`,
  `ALTER TABLE run ADD COLUMN outliers INTEGER NOT NULL DEFAULT 0`,
  // Records whose dates lay outside --since and --until.
  `ALTER TABLE source ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0`,
  `ALTER TABLE run ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0`,
  `UPDATE source SET watermark = last_time - lateness`,
  // Images of sources end with the columns that runs change.
  `UPDATE undo_run SET source = json_insert(source, '$[#]', 0, '$[#]',
    json_extract(source, '$[2]') - (SELECT lateness FROM source AS s WHERE s.id = undo_run.source_id), '$[#]', 0)
  WHERE source IS NOT NULL`,
];
