// Role: the rows of runs: when each began and how it ended.

import type { SqliteConnection } from "./connection.ts";
import type { StoreLock } from "./file/lock.ts";
import type { RunDescription, RunStatus } from "../store.ts";

/**
 * Inserts the row of a run that begins, and returns its number. With the lock no other run can be alive: those
 * without an end were killed or could not write it, and are marked so; one that failed before it had a row gets one.
 * Only within a transaction.
 */
export function beginRun(
  connection: SqliteConnection,
  source: number,
  run: RunDescription,
  lock: StoreLock | null,
): number {
  const { startedAt, files, options, version } = run;
  if (lock !== null) noteRefused(connection, lock, version);
  const sql = `INSERT INTO run
    (source_id, started_at, bytes, read, accepted, rejected, late, status, version, files, options)
    VALUES (?, ?, 0, 0, 0, 0, 0, 'running', ?, ?, ?)`;
  const texts = [version, JSON.stringify(files), JSON.stringify(options)];
  const id = connection.run(sql, source, Math.floor(startedAt), ...texts);
  if (lock !== null) noteCrashes(connection, lock, `found by run ${id}`, id);
  return id;
}

/**
 * Inserts the row of a run that failed before it had one, if its source is there. Only within a transaction; once it is
 * committed, the lock may forget that end.
 */
export function noteRefused(connection: SqliteConnection, { unwritten }: StoreLock, version: string): void {
  for (const { run, source, status, startedAt, endedAt, message } of unwritten) {
    if (run !== null || source === null) continue;
    // A run may be killed after it has written this, before the lock forgets it.
    connection.run(
      `INSERT INTO run
        (source_id, started_at, ended_at, bytes, read, accepted, rejected, late, status, version, files, options, message)
      SELECT s.id, ?2, ?3, 0, 0, 0, 0, 0, ?4, ?5, '[]', '{}', ?6 FROM source AS s WHERE s.name = ?1
        AND NOT EXISTS (SELECT 1 FROM run WHERE source_id = s.id AND started_at = ?2 AND ended_at = ?3 AND message = ?6)`,
      ...[source, startedAt, endedAt, status, version, message],
    );
  }
}

/**
 * Gives the runs without an end, except one, the end that was left in the lock, or marks them as crashed. Only within a
 * transaction; once it is committed, the lock may forget that end.
 */
export function noteCrashes(
  connection: SqliteConnection,
  { unwritten }: StoreLock,
  message: string,
  except: number | null,
): void {
  for (const { run, ...end } of unwritten) {
    if (run === null) continue;
    const isOpen =
      connection.get("SELECT 1 AS x FROM run WHERE id = ? AND status = 'running'", run) !== undefined;
    if (isOpen && run !== except) endRun(connection, run, end.status, end.endedAt, end.message);
  }
  const sql = "UPDATE run SET status = 'crashed', message = ? WHERE status = 'running' AND id IS NOT ?";
  connection.run(sql, `no final note: killed, or the disk was full; ${message}`, except);
}

export function endRun(
  connection: SqliteConnection,
  run: number,
  status: RunStatus,
  endedAt: number,
  message: string | null,
): void {
  const sql = "UPDATE run SET status = ?, ended_at = ?, message = ? WHERE id = ?";
  connection.run(sql, status, Math.floor(endedAt), message, run);
}
