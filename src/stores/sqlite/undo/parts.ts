// Role: what a row of the undo journal holds: all rows of a source that belong together, as one JSON text.
//
// Such an image holds the columns of a table in their order: a migration that changes one of these tables must empty the
// journal.

import { BUCKETED, HOURLY } from "../../../domain/dimensions/dimensions.ts";
import { HOUR } from "../../../domain/counting/hours.ts";
import type { SqliteConnection } from "../connection.ts";
import { cellTable, dayTable, hourTable } from "../schema/tables.ts";

/** How many runs of a source can be undone, one after the other. */
export const UNDO_DEPTH = 10;

/** The columns of a source's row that undo restores. Its sequence only ever rises. */
export const SOURCE_COLUMNS: readonly string[] = [
  "settled",
  "first_time",
  "last_time",
  "read",
  "accepted",
  "rejected",
  "late",
  "outliers",
  "watermark",
  "left_out",
  "format",
  "zone",
  "excluded",
];

/** One table of a part. */
export interface PartTable {
  /** Its name; it has a column `source_id`. */
  readonly table: string;
  /** SQL that is true for the rows r of a key: `:key`, and `:size`, the bucket size. */
  readonly matches: string;
  /** Whether its column `id` numbers the rows of all sources, so that another source may have taken a number. */
  readonly isNumbered?: boolean;
}

/** Rows that are kept and restored together. */
export interface JournalPart {
  /** Its number in the journal. */
  readonly number: number;
  readonly tables: readonly PartTable[];
}

/** A bucket, its values and its seconds; the key is the bucket's start. */
export const SPANS: JournalPart = {
  number: 0,
  tables: [
    { table: "bucket", matches: "r.start = :key" },
    ...BUCKETED.map(({ name }) => ({ table: cellTable(name), matches: "r.start = :key" })),
    { table: "second", matches: "r.time >= :key AND r.time < :key + :size" },
    { table: "error_pairs", matches: "r.start = :key" },
  ],
};

/** Alerts and the messages about them, by the time at which they fired. Deliveries are not undone. */
export const ALERTS: JournalPart = {
  number: 1,
  tables: ["alert", "outbox_entry", "told_ahead"].map((table) => ({
    table,
    matches: "r.fired_at = :key",
    isNumbered: table !== "told_ahead",
  })),
};

/** Inputs by their number. */
export const INPUTS: JournalPart = { number: 2, tables: [{ table: "input", matches: "r.id = :key" }] };

/** How many lines were rejected, by reason; there is one key, 0. */
export const REJECTS: JournalPart = { number: 3, tables: [{ table: "reject_count", matches: ":key = 0" }] };

/** Minutes of objectives, up to the last one that was stored before. */
export const MINUTES: JournalPart = {
  number: 4,
  tables: [{ table: "slo_minute", matches: "r.minute = :key" }],
};

/** Values of hours; the key is the hour's start. */
export const HOUR_VALUES: JournalPart = {
  number: 5,
  tables: [
    ...HOURLY.map(({ name }) => ({ table: hourTable(name), matches: "r.start = :key" })),
    { table: "visitor_hour", matches: `r.start = :key AND r.size = ${HOUR}` },
  ],
};

/** Values of days; the key is the day's start. */
export const DAY_VALUES: JournalPart = {
  number: 6,
  tables: [...HOURLY.map(({ name }) => dayTable(name)), "error_pair_day"]
    .map((table) => ({ table, matches: "r.start = :key" })),
};

/** In which minutes objectives were counted, by when that began. */
export const SLO_SPANS: JournalPart = {
  number: 7,
  tables: [{ table: "slo_span", matches: "r.since = :key" }],
};

export const PARTS: readonly JournalPart[] = [
  SPANS,
  ALERTS,
  INPUTS,
  REJECTS,
  MINUTES,
  HOUR_VALUES,
  DAY_VALUES,
  SLO_SPANS,
];

/** The columns of a table without `source_id`, in their order. */
export function columnsOf(connection: SqliteConnection, table: string): string[] {
  const sql = `SELECT name FROM pragma_table_info('${table}') WHERE name <> 'source_id' ORDER BY cid`;
  return connection.all(sql).map(({ name }) => `"${name}"`);
}

/** Those of {@link columnsOf} whose values JSON cannot hold: images have them as hexadecimal text. */
export function blobsOf(connection: SqliteConnection, table: string): ReadonlySet<string> {
  const sql = `SELECT name FROM pragma_table_info('${table}') WHERE type = 'BLOB'`;
  return new Set(connection.all(sql).map(({ name }) => `"${name}"`));
}

/** Deletes the journals of the runs that `where`, a condition on `undo_run`, selects. Within a transaction. */
export function forgetJournals(connection: SqliteConnection, where: string, source: number): void {
  const runs = `SELECT run_id FROM undo_run WHERE source_id = ?1 AND ${where}`;
  connection.run(`DELETE FROM undo_row WHERE run_id IN (${runs})`, source);
  connection.run(`DELETE FROM undo_run WHERE source_id = ?1 AND ${where}`, source);
}
