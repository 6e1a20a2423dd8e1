// Role: the tables that version 2 of the schema adds. Part of `migrate.ts`, which applies them.

import { PRUNE_TABLES } from "./rollup_tables.ts";
import { UNDO_TABLES } from "../undo/parts.ts";

/** What version 2 adds: identity by the consumed prefix, gaps, and what each run read of which input. */
export const TABLES_2: readonly string[] = [
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
  ...PRUNE_TABLES,
  ...UNDO_TABLES,
];
