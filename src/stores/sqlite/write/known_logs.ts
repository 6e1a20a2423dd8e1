// Role: the rows of what a source remembers of its logs. `session.ts` reads them when a run begins and writes them
// with its next transaction. They outlive `undo`: what it takes back has to be found again.

import type { KnownLog } from "../../store.ts";
import type { SqliteConnection } from "../connection.ts";

/** The logs of a source, by name. */
export function readKnownLogs(connection: SqliteConnection, source: string): KnownLog[] {
  const sql = `SELECT name, state FROM known_log
    WHERE source_id = (SELECT id FROM source WHERE name = ?) ORDER BY name`;
  return connection.all(sql, source).map(({ name, state }) => {
    const { paths, passed, awaited }: Omit<KnownLog, "name"> = JSON.parse(String(state));
    return { name: String(name), paths, passed, awaited };
  });
}

/** Writes logs, each in place of what was known of it. Only within a transaction. */
export function writeKnownLogs(
  connection: SqliteConnection,
  source: number,
  logs: Iterable<KnownLog>,
): void {
  const sql = "INSERT OR REPLACE INTO known_log (source_id, name, state) VALUES (?, ?, ?)";
  for (const { name, ...state } of logs) connection.run(sql, source, name, JSON.stringify(state));
}

/** Forgets the logs of a source. Only within a transaction. */
export function forgetKnownLogs(connection: SqliteConnection, source: number): void {
  connection.run("DELETE FROM known_log WHERE source_id = ?", source);
}
