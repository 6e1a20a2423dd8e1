// Role: the SQLite store behind the contract of `store.ts`. Where to look: `sqlite_open.ts` (paths, settings),
// `sqlite_schema.ts` and `sqlite_views.ts` (tables, public views), `sqlite_writer.ts` (runs), `sqlite_reader.ts` (queries).

import type { SqliteConnection } from "./sqlite_connection.ts";
import { openForReading, openForWriting } from "./sqlite_open.ts";
import { SqliteReader } from "./sqlite_reader.ts";
import { surfaceText } from "./sqlite_views.ts";
import { SqliteSession } from "./sqlite_writer.ts";
import type { Reader, RunDescription, Session, Store, StoreKind } from "./store.ts";

/**
 * The store in one SQLite file, through the SQLite of the runtime.
 *
 * @example
 * ```ts
 * import { sqlite } from "./sqlite.ts";
 * import assert from "node:assert/strict";
 *
 * const directory = Deno.makeTempDirSync();
 * {
 *   using _store = sqlite.open(`${directory}/x.db`, () => 0);
 *   using reader = sqlite.read(`${directory}/x.db`);
 *   assert.deepEqual(reader.query("SELECT count(*) AS n FROM buckets"), { columns: ["n"], rows: [[0]] });
 * }
 * Deno.removeSync(directory, { recursive: true });
 * ```
 */
export const sqlite: StoreKind = {
  name: "sqlite",
  open: (path, clock) => new SqliteStore(openForWriting(path), clock),
  read: (path): Reader => new SqliteReader(openForReading(path)),
  surface: surfaceText(),
};

class SqliteStore implements Store {
  readonly #connection: SqliteConnection;
  readonly #clock: () => number;

  constructor(connection: SqliteConnection, clock: () => number) {
    this.#connection = connection;
    this.#clock = clock;
  }

  begin(run: RunDescription): Session {
    return new SqliteSession(this.#connection, run, this.#clock);
  }

  [Symbol.dispose](): void {
    try {
      // Moves the log into the file where nobody is reading; without waiting, for nothing is lost where somebody is.
      this.#connection.run("PRAGMA busy_timeout = 0");
      this.#connection.run("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch {
      // All commits are durable in the log. Whatever failed here is tried again by the next run, and an error thrown
      // now would hide the one that ended this run.
    } finally {
      this.#connection.close();
    }
  }
}
