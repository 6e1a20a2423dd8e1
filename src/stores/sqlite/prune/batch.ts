// Role: the statements that prune one batch of a source: delete old rows, add them to rollups and sums.

import { HOUR } from "../../../domain/counting/hours.ts";
import {
  BUCKETED,
  type DimensionName,
  HOURLY,
  NAMED_DIMENSIONS,
} from "../../../domain/dimensions/dimensions.ts";
import type { SqliteConnection } from "../connection.ts";
import {
  cellTable,
  dayTable,
  hourTable,
  namingTables,
  OTHER_ID,
  ROLLUP_DIMENSIONS,
  rollupTable,
  VISITORS_ID,
} from "../schema/tables.ts";
import { besideRollups } from "./beside_rollups.ts";
import { pruneVisitors } from "./visitors.ts";
import { columnsOf, DAY_VALUES, HOUR_VALUES, type JournalPart, SPANS } from "../undo/parts.ts";

const MOST = Number.MAX_SAFE_INTEGER;
/** Bytes saturate, and so do their sums: `total()` is a double and cannot overflow. */
const BYTES = `CAST(min(total(bytes), ${MOST}) AS INTEGER) AS bytes`;
const SUMS = `sum(hits) AS hits, ${BYTES}, sum(failures) AS failures`;
const ADD = `hits = hits + excluded.hits, failures = failures + excluded.failures,
  bytes = min(bytes + excluded.bytes, ${MOST})`;

/** Where the rollup of a row begins. Numbers are bound as REAL, whose division would keep the fraction. */
const ROLLUP_START = "start / CAST(?3 AS INTEGER) * CAST(?3 AS INTEGER)";

/**
 * Deletes the buckets of a source that start before `until`, with their values and seconds, and adds them to the source's
 * pruned sums and, with `size`, to rollups of so many seconds. Within a transaction.
 */
export function pruneBatch(
  connection: SqliteConnection,
  source: number,
  until: number,
  size: number | null,
): void {
  if (size !== null) rollUp(connection, source, until, size);
  connection.run(
    `INSERT INTO pruned_sum (source_id, before, buckets, hits, bytes, failures, late, rolled)
    SELECT ?1, ?2, count(*), coalesce(sum(hits), 0), CAST(min(total(bytes), ${MOST}) AS INTEGER),
      coalesce(sum(failures), 0), coalesce(sum(late), 0), coalesce(sum(hits), 0) * ?3
    FROM bucket WHERE source_id = ?1 AND start < ?2
    ON CONFLICT (source_id) DO UPDATE SET ${ADD}, late = late + excluded.late,
      before = max(before, excluded.before), buckets = buckets + excluded.buckets,
      rolled = rolled + excluded.rolled`,
    ...[source, until, size === null ? 0 : 1],
  );
  for (const { name } of BUCKETED) {
    connection.run(`DELETE FROM ${cellTable(name)} WHERE source_id = ? AND start < ?`, source, until);
  }
  for (const { id, name, span } of HOURLY) {
    const since = span === "hour" ? wholeHoursBefore(until, size) : Math.ceil(until / HOUR) * HOUR;
    // Of an hour of which a part is gone, the rest is in its buckets; if it is in none, the hour stays whole.
    if (since === null) continue;
    const stays = span === "hour" ? `AND NOT ${besideRollups(hourTable(name))}` : "";
    if (span === "hour" && size !== null) {
      rollUpRows(connection, name, hourTable(name), source, since, size, stays);
    }
    connection.run(
      `DELETE FROM ${hourTable(name)} WHERE source_id = ? AND start < ? ${stays}`,
      source,
      since,
    );
    connection.run(`DELETE FROM ${dayTable(name)} WHERE source_id = ? AND start < ?`, source, since);
    noteSince(connection, source, id, since);
  }
  const since = wholeHoursBefore(until, size);
  // A rollup of an hour is that hour.
  if (since !== null && size !== HOUR) {
    pruneVisitors(connection, source, since, size);
    noteSince(connection, source, VISITORS_ID, since);
  }
  connection.run("DELETE FROM second WHERE source_id = ? AND time < ?", source, until);
  for (const table of ["error_pairs", "error_pair_day"]) {
    connection.run(`DELETE FROM ${table} WHERE source_id = ? AND start < ?`, source, until);
  }
  // With rollups, minutes of objectives stay: they are a rollup themselves.
  if (size === null) {
    connection.run("DELETE FROM slo_minute WHERE source_id = ? AND minute < ?", source, until);
    connection.run("DELETE FROM slo_span WHERE source_id = ? AND until <= ?", source, until);
  }
  connection.run("DELETE FROM bucket WHERE source_id = ? AND start < ?", source, until);
  // A journal is valid while the source is pruned as far as when its run began (`undo/target.ts`); with NULL it is not.
  connection.run("UPDATE undo_run SET pruned = NULL WHERE source_id = ?", source);
  // As with every change of a source, so that a run that began before fails instead of resuming from deleted rows.
  connection.run("UPDATE source SET sequence = sequence + 1 WHERE id = ?", source);
}

/**
 * Before which hour what has no buckets is pruned: whole hours are. Null where a rollup holds no whole hours: all hours stay then as
 * they are, sums over an hour.
 */
function wholeHoursBefore(until: number, size: number | null): number | null {
  return size !== null && size % HOUR !== 0 ? null : Math.floor(until / HOUR) * HOUR;
}

function noteSince(connection: SqliteConnection, source: number, id: number, since: number): void {
  const sql = `INSERT INTO hours_since (source_id, dimension_id, since) VALUES (?, ?, ?)
    ON CONFLICT (source_id, dimension_id) DO UPDATE SET since = max(since, excluded.since)`;
  connection.run(sql, source, id, since);
}

function rollUp(connection: SqliteConnection, source: number, until: number, size: number): void {
  connection.run(
    `INSERT INTO rollup (source_id, start, size, hits, bytes, failures, late)
    SELECT ?1, ${ROLLUP_START} AS span, ?3, ${SUMS}, sum(late) FROM bucket WHERE source_id = ?1 AND start < ?2
    GROUP BY span ON CONFLICT (source_id, start, size) DO UPDATE SET ${ADD}, late = late + excluded.late`,
    ...[source, until, size],
  );
  for (const { name, span } of ROLLUP_DIMENSIONS) {
    if (span !== "hour") rollUpRows(connection, name, cellTable(name), source, until, size);
  }
}

/** Adds the values in a table before `until` to the rollups of a dimension; `stays` is one more condition, with an AND. */
function rollUpRows(
  connection: SqliteConnection,
  name: DimensionName,
  table: string,
  source: number,
  until: number,
  size: number,
  stays = "",
): void {
  connection.run(
    `INSERT INTO ${rollupTable(name)} (source_id, start, size, name_id, hits, bytes, failures)
    SELECT ?1, ${ROLLUP_START} AS span, ?3, name_id, ${SUMS} FROM ${table}
    WHERE source_id = ?1 AND start < ?2 ${stays} GROUP BY span, name_id
    ON CONFLICT (source_id, start, size, name_id) DO UPDATE SET ${ADD}`,
    ...[source, until, size],
  );
}

/** Deletes names that no row refers to any more: after a while they would be most of the database. */
export function dropUnusedNames(connection: SqliteConnection): void {
  for (const { id, name } of NAMED_DIMENSIONS) {
    const used = namingTables(name).map((table) => `SELECT name_id FROM ${table}`);
    if (BUCKETED.some((one) => one.name === name)) {
      used.push(idsInJournals(connection, cellTable(name), SPANS));
    }
    if (HOURLY.some((one) => one.name === name)) {
      used.push(idsInJournals(connection, hourTable(name), HOUR_VALUES));
      used.push(idsInJournals(connection, dayTable(name), DAY_VALUES));
    }
    const isUsed = `id IN (${used.join(" UNION ALL ")})`;
    const sql = `DELETE FROM name WHERE dimension = ${id} AND id <> ${OTHER_ID} AND NOT ${isUsed}`;
    connection.transaction(() => connection.run(sql));
  }
}

/** Undo may restore cells whose names nothing else refers to. */
function idsInJournals(connection: SqliteConnection, table: string, part: JournalPart): string {
  const place = columnsOf(connection, table).indexOf('"name_id"');
  return `SELECT v.value ->> ${place} FROM undo_row AS u CROSS JOIN json_each(u.image, '$.${table}') AS v
    WHERE u.part = ${part.number} AND u.image IS NOT NULL`;
}
