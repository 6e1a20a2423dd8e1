// Role: undoes the latest run of a source, with the journal that the run kept (`journal.ts`).

import type { Row, SqliteConnection } from "../connection.ts";
import { withProblems } from "../errors.ts";
import type { StoreLock } from "../file/lock.ts";
import { noteCrashes, noteRefused } from "../runs.ts";
import { HOURLY, SUMMED } from "../../../domain/dimensions/dimensions.ts";
import { HOUR } from "../../../domain/counting/hours.ts";
import { dayTable, hourTable, RESULT_TABLES, UNKNOWN_FORMAT, VISITORS_ID } from "../schema/tables.ts";
import {
  blobsOf,
  columnsOf,
  DAY_VALUES,
  forgetJournals,
  HOUR_VALUES,
  PARTS,
  type PartTable,
  SOURCE_COLUMNS,
  SPANS,
} from "./parts.ts";
import { findUndoable } from "./target.ts";
import { sumUpDays, sumUpHours } from "../schema/summed_hours.ts";
import { sumUpAllPairs } from "../schema/summed_pairs.ts";
import { forgetCopies } from "../write/known_logs.ts";
import type { UndoResult, UndoTarget } from "../../store.ts";

/** See `Store.undo`. With the lock no run without an end can still be alive. */
export function undoRun(
  connection: SqliteConnection,
  target: UndoTarget,
  lock: StoreLock | null,
): UndoResult {
  const result = withProblems(connection.path, () =>
    connection.transaction(() => {
      const run = findUndoable(connection, target, lock !== null);
      const id = Number(run.id), source = Number(run.source_id);
      if (lock !== null) {
        noteRefused(connection, lock, String(run.version));
        noteCrashes(connection, lock, `found when run ${id} was undone`, null);
      }
      if (run.kind === "first") clear(connection, source);
      else putBack(connection, run);
      for (const table of ["reject", "gap"]) {
        connection.run(`DELETE FROM ${table} WHERE source_id = ? AND run_id = ?`, source, id);
      }
      forgetCopies(connection, source);
      // Raised, so that the next commit of a run that has already begun fails.
      connection.run("UPDATE source SET sequence = sequence + 1 WHERE id = ?", source);
      connection.run("UPDATE run SET status = 'undone' WHERE id = ?", id);
      forgetJournals(connection, `run_id = ${id}`, source);
      const nextSql = "SELECT max(run_id) AS next FROM undo_run WHERE source_id = ? AND kind <> 'fresh'";
      const next = connection.get(nextSql, source)?.next ?? null;
      return {
        run: id,
        source: String(run.name),
        bytes: Number(run.bytes),
        read: Number(run.read),
        next: next === null ? null : Number(next),
      };
    }));
  lock?.leave(null);
  return result;
}

/** Undoes the first run: the source held nothing before. */
function clear(connection: SqliteConnection, source: number): void {
  for (const table of RESULT_TABLES) connection.run(`DELETE FROM ${table} WHERE source_id = ?`, source);
  connection.run(
    `UPDATE source SET settled = 0, first_time = NULL, last_time = NULL, read = 0, accepted = 0, rejected = 0, late = 0,
    outliers = 0, left_out = 0, excluded = 0, watermark = NULL, format = ?, zone = NULL WHERE id = ?`,
    UNKNOWN_FORMAT,
    source,
  );
}

/** Deletes what the run added or changed, then inserts what was there before. */
function putBack(
  connection: SqliteConnection,
  { id, source_id, later, later_minute, bucket_size, pruned }: Row,
): void {
  const values = { source: source_id, run: id, later, laterMinute: later_minute, size: bucket_size };
  for (const { table } of SPANS.tables) {
    const isLater = table === "second" ? "time > iif(:later < 0, -1, :later + :size - 1)" : "start > :later";
    connection.runNamed(`DELETE FROM ${table} WHERE source_id = :source AND ${isLater}`, values);
  }
  for (const { table } of [...HOUR_VALUES.tables, ...DAY_VALUES.tables]) {
    connection.runNamed(`DELETE FROM ${table} WHERE source_id = :source AND start > :later`, values);
  }
  connection.runNamed("DELETE FROM slo_minute WHERE source_id = :source AND minute > :laterMinute", values);
  for (const { number, tables } of PARTS) {
    for (const table of tables) connection.runNamed(deleteSql(connection, number, table), values);
    for (const table of tables) connection.runNamed(insertSql(connection, number, table), values);
  }
  dropPrunedHours(connection, { source: source_id, run: id, pruned });
  const columns = SOURCE_COLUMNS.map((_, at) => `u.source ->> ${at}`).join(", ");
  const kept = "FROM undo_run AS u WHERE u.run_id = :run";
  const sourceSql = `UPDATE source SET (${SOURCE_COLUMNS.join(", ")}) = (SELECT ${columns} ${kept})`;
  connection.runNamed(`${sourceSql} WHERE id = :source`, values);
  const stateSql = `UPDATE checkpoint SET state = (SELECT state ${kept})`;
  connection.runNamed(`${stateSql} WHERE source_id = :source`, values);
  const { lacks_sums } = connection.get("SELECT lacks_sums FROM undo_run WHERE run_id = ?", id)!;
  if (lacks_sums !== 0) {
    for (const dimension of SUMMED) sumUpHours(connection, dimension, Number(source_id));
    for (const dimension of HOURLY) sumUpDays(connection, dimension, Number(source_id));
    sumUpAllPairs(connection, Number(source_id));
  }
}

/**
 * An hour of which a part was pruned since is not whole again. `pruned` is before when the source was when the run began: what hours
 * alone have of earlier ones is late hits, which stay.
 */
function dropPrunedHours(
  connection: SqliteConnection,
  given: { readonly source: Row[string]; readonly run: Row[string]; readonly pruned: Row[string] },
): void {
  const drop = (table: string, dimension: number, condition = "TRUE"): void => {
    connection.runNamed(
      `DELETE FROM ${table} WHERE source_id = :source AND ${condition} AND start < coalesce(
        (SELECT since FROM hours_since WHERE source_id = :source AND dimension_id = :dimension), 0)`,
      { source: given.source, run: given.run, dimension },
    );
  };
  for (const { id, name, span } of HOURLY) {
    drop(dayTable(name), id);
    if (span !== "hour") drop(hourTable(name), id);
  }
  connection.runNamed(
    `DELETE FROM error_pair_day WHERE source_id = :source AND start < coalesce(
      (SELECT before FROM pruned_sum WHERE source_id = :source), 0)`,
    given,
  );
  const { before } = connection.get(
    "SELECT max(before) AS before FROM pruned_sum WHERE source_id = ?",
    given.source,
  )!;
  if (before === given.pruned) return;
  // Only what undoing brought back.
  const isBack = `start IN (SELECT key FROM undo_row WHERE run_id = :run AND part = ${HOUR_VALUES.number})`;
  for (const { id, name, span } of HOURLY) if (span === "hour") drop(hourTable(name), id, isBack);
  drop("visitor_hour", VISITORS_ID, `size = ${HOUR} AND ${isBack}`);
}

function deleteSql(connection: SqliteConnection, part: number, { table, matches }: PartTable): string {
  const key = keyColumns(connection, table);
  const touched = `SELECT ${key.map((column) => `r.${column}`).join(", ")} FROM undo_row AS u
    CROSS JOIN ${table} AS r ON r.source_id = :source AND ${matches.replaceAll(":key", "u.key")}
    WHERE u.run_id = :run AND u.part = ${part}`;
  return `DELETE FROM ${table} WHERE (${key.join(", ")}) IN (${touched})`;
}

function insertSql(connection: SqliteConnection, part: number, { table, isNumbered }: PartTable): string {
  const columns = columnsOf(connection, table), blobs = blobsOf(connection, table);
  const value = (column: string) => {
    const text = `v.value ->> ${columns.indexOf(column)}`;
    return blobs.has(column) ? `unhex(${text})` : text;
  };
  const isTaken = `EXISTS (SELECT 1 FROM ${table} WHERE id = ${value('"id"')})`;
  const values = columns.map((column) => {
    return isNumbered && column === '"id"' ? `iif(${isTaken}, NULL, ${value(column)})` : value(column);
  });
  // Rows that get a new number come last, so that they do not take one that another row returns to.
  const order = isNumbered ? `${isTaken}, ${value('"id"')}` : "u.key, v.key";
  return `INSERT INTO ${table} (source_id, ${columns.join(", ")}) SELECT :source, ${values.join(", ")}
    FROM undo_row AS u CROSS JOIN json_each(u.image, '$.${table}') AS v
    WHERE u.run_id = :run AND u.part = ${part} AND u.image IS NOT NULL ORDER BY ${order}`;
}

/** The columns of a table's primary key. */
function keyColumns(connection: SqliteConnection, table: string): string[] {
  const sql = `SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`;
  return connection.all(sql).map(({ name }) => `"${name}"`);
}
