// Role: a source as a run finds it in a transaction of its own. Between `sqlite_writer.ts` and `sqlite_source.ts`.

import { Problem } from "../domain/problem.ts";
import type { SqliteConnection } from "./sqlite_connection.ts";
import { quoted } from "./sqlite_errors.ts";
import { clearSource, type CurrentSource, currentSource } from "./sqlite_source.ts";
import type { RunDescription } from "./store.ts";

/**
 * The source of a run as it is in this transaction, made where there is none. Nobody else may have written it since it had
 * this sequence (null: since there was none). `clear` takes away what it holds and gives it this run's meaning; a source
 * that never got results has nothing but a meaning.
 */
export function claimSource(
  connection: SqliteConnection,
  run: RunDescription,
  sequence: number | null,
  clear: boolean,
): CurrentSource {
  const source = currentSource(connection, run);
  if ((source.isNew ? null : source.sequence) !== sequence) {
    const advice = "Run again when it has ended.";
    throw new Problem("busy", `Another run wrote source ${quoted(run.source)} meanwhile. ${advice}`);
  }
  return clear && !source.isNew ? clearSource(connection, source, run.meaning) : source;
}
