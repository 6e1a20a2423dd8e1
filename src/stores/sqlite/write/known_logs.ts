// Role: what a source remembers of its logs, as rows. They outlive `undo`, so that the next run finds again what was undone.

import type { KnownLog } from "../../store.ts";
import type { SqliteConnection } from "../connection.ts";

/** The logs of a source, by name. */
export function readKnownLogs(connection: SqliteConnection, source: string): KnownLog[] {
  const sql = `SELECT name, state FROM known_log
    WHERE source_id = (SELECT id FROM source WHERE name = ?) ORDER BY name`;
  return connection.all(sql, source).map(({ name, state }) => {
    // Earlier versions stored no copies, no archives and no last part.
    const { paths, passed, awaited, archives = [], copies = [], last = null }: Omit<KnownLog, "name"> = JSON
      .parse(String(state));
    return { name: String(name), paths, passed, awaited, archives, copies, last };
  });
}

/** See `Store.namedAfter`. */
export function sourceNamedAfter(connection: SqliteConnection, log: string): string | null {
  const sql = `SELECT s.name FROM known_log AS k JOIN source AS s ON s.id = k.source_id
    WHERE k.name = ? AND EXISTS (SELECT 1 FROM json_each(k.state, '$.paths') AS p WHERE p.value = s.name)
    ORDER BY s.id DESC LIMIT 1`;
  const name = connection.get(sql, log)?.name;
  return name === undefined ? null : String(name);
}

/** Inserts or replaces logs. Only within a transaction. */
export function writeKnownLogs(
  connection: SqliteConnection,
  source: number,
  logs: Iterable<KnownLog>,
): void {
  const sql = "INSERT OR REPLACE INTO known_log (source_id, name, state) VALUES (?, ?, ?)";
  for (const { name, ...state } of logs) connection.run(sql, source, name, JSON.stringify(state));
}

/** Forgets which files are copies or archives, and which parts were last: the inputs that show it may have been undone. Only within a transaction. */
export function forgetCopies(connection: SqliteConnection, source: number): void {
  connection.run(
    "UPDATE known_log SET state = json_remove(state, '$.copies', '$.archives', '$.last') WHERE source_id = ?",
    source,
  );
}

/** Deletes the logs of a source. Only within a transaction. */
export function forgetKnownLogs(connection: SqliteConnection, source: number): void {
  connection.run("DELETE FROM known_log WHERE source_id = ?", source);
}
