// Role: the rows of runs: when each began and how it ended.

import type { SqliteConnection } from "./connection.ts";
import type { RunDescription, RunStatus } from "../store.ts";

/**
 * Inserts the row of a run that begins, and returns its number. `isAlone` means that no other run can be alive: those
 * without an end were killed or could not write it, and are marked so. Only within a transaction.
 */
export function beginRun(
  connection: SqliteConnection,
  source: number,
  run: RunDescription,
  isAlone: boolean,
): number {
  const { startedAt, files, options, version } = run;
  const sql = `INSERT INTO run
    (source_id, started_at, bytes, read, accepted, rejected, late, status, version, files, options)
    VALUES (?, ?, 0, 0, 0, 0, 0, 'running', ?, ?, ?)`;
  const texts = [version, JSON.stringify(files), JSON.stringify(options)];
  const id = connection.run(sql, source, Math.floor(startedAt), ...texts);
  if (isAlone) noteCrashes(connection, `found by run ${id}`, id);
  return id;
}

/** Marks the runs without an end as crashed, except one. Only within a transaction. */
export function noteCrashes(connection: SqliteConnection, message: string, except: number | null): void {
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
