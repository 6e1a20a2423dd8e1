// Role: the tables of the undo journal, and what one of its rows holds: all rows of a source that belong together, as
// one JSON text. `journal.ts` writes such rows, `undo.ts` puts them back.

import { DIMENSIONS } from "../../../domain/dimension.ts";
import type { SqliteConnection } from "../connection.ts";

/** How many runs of a source can be undone, one after the other. */
export const UNDO_DEPTH = 10;

/** The columns of a source's row that runs change, and that come back. Its sequence only ever rises. */
export const SOURCE_COLUMNS: readonly string[] = [
  "settled",
  "first_time",
  "last_time",
  "read",
  "accepted",
  "rejected",
  "late",
];

/** One table of a part. */
export interface PartTable {
  /** Its name; it has a column `source_id`. */
  readonly table: string;
  /** Which rows r belong to a key: `:key`, and `:size`, the bucket size. */
  readonly matches: string;
  /** Whether its column `id` is the number of the row in the whole table, which another source may have taken. */
  readonly isNumbered?: boolean;
}

/** Rows that are kept and put back together. */
export interface JournalPart {
  /** Its number in the journal. */
  readonly number: number;
  /** Where its rows lie. */
  readonly tables: readonly PartTable[];
}

/** What the seconds of one bucket hold; the key is the bucket's start. */
export const SPANS: JournalPart = {
  number: 0,
  tables: [
    { table: "bucket", matches: "r.start = :key" },
    ...DIMENSIONS.map((dimension) => ({ table: `${dimension}_cell`, matches: "r.start = :key" })),
    { table: "second", matches: "r.time >= :key AND r.time < :key + :size" },
    { table: "error_pairs", matches: "r.start = :key" },
  ],
};

/** Alerts, with the messages about them, by the time at which they fired. What came of sending stays. */
export const ALERTS: JournalPart = {
  number: 1,
  tables: ["alert", "outbox_entry"].map((table) => ({
    table,
    matches: "r.fired_at = :key",
    isNumbered: true,
  })),
};

/** Inputs by their number. */
export const INPUTS: JournalPart = { number: 2, tables: [{ table: "input", matches: "r.id = :key" }] };

/** How many lines were rejected, by reason; there is one key, 0. */
export const REJECTS: JournalPart = { number: 3, tables: [{ table: "reject_count", matches: ":key = 0" }] };

/** Minutes of objectives, up to the last one that was there before. */
export const MINUTES: JournalPart = {
  number: 4,
  tables: [{ table: "slo_minute", matches: "r.minute = :key" }],
};

/** All parts. */
export const PARTS: readonly JournalPart[] = [SPANS, ALERTS, INPUTS, REJECTS, MINUTES];

/** The columns of a table without `source_id`, in their order. */
export function columnsOf(connection: SqliteConnection, table: string): string[] {
  const sql = `SELECT name FROM pragma_table_info('${table}') WHERE name <> 'source_id' ORDER BY cid`;
  return connection.all(sql).map(({ name }) => `"${name}"`);
}

/** Forgets what was kept for undoing the runs that `where`, a condition on `undo_run`, picks. Within a transaction. */
export function forgetJournals(connection: SqliteConnection, where: string, source: number): void {
  const runs = `SELECT run_id FROM undo_run WHERE source_id = ?1 AND ${where}`;
  connection.run(`DELETE FROM undo_row WHERE run_id IN (${runs})`, source);
  connection.run(`DELETE FROM undo_run WHERE source_id = ?1 AND ${where}`, source);
}
