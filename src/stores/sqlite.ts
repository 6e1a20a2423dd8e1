// Role: the SQLite store behind the contract of `store.ts`. Where to look: `sqlite_open.ts` (paths, settings),
// `sqlite_schema.ts` and `sqlite_views.ts` (tables, public views), `sqlite_lock.ts`, `sqlite_writer.ts` (runs),
// `sqlite_undo.ts` (taking them back), `sqlite_reader.ts` (queries).

import type { SqliteConnection } from "./sqlite_connection.ts";
import { lockDatabase } from "./sqlite_lock.ts";
import { closeAfterWriting, openForReading, openForWriting } from "./sqlite_open.ts";
import type { OutboxStore } from "./outbox.ts";
import { SqliteOutbox } from "./sqlite_outbox.ts";
import { SqliteReader } from "./sqlite_reader.ts";
import { undoRun } from "./sqlite_undo.ts";
import { surfaceText } from "./sqlite_views.ts";
import { SqliteSession } from "./sqlite_writer.ts";
import type { Reader, RunDescription, Session, Store } from "./store.ts";
import type { StoreKind, StoreLock } from "./store_kind.ts";
import type { UndoResult, UndoTarget } from "./undo.ts";

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
  lock: (path, request): StoreLock => lockDatabase(path, request),
  open: (path, clock, lock) => new SqliteStore(openForWriting(path), clock, lock !== undefined),
  read: (path): Reader => new SqliteReader(openForReading(path)),
  care: async () => (await import("./sqlite_care.ts")).sqliteCare,
  surface: surfaceText(),
};

class SqliteStore implements Store {
  readonly #connection: SqliteConnection;
  readonly #clock: () => number;
  readonly #isAlone: boolean;
  /** See {@link Store.outbox}. */
  readonly outbox: OutboxStore;

  constructor(connection: SqliteConnection, clock: () => number, isAlone: boolean) {
    this.#connection = connection;
    this.#clock = clock;
    this.#isAlone = isAlone;
    this.outbox = new SqliteOutbox(connection);
  }

  begin(run: RunDescription): Session {
    return new SqliteSession(this.#connection, run, this.#clock, this.#isAlone);
  }

  undo(target: UndoTarget): UndoResult {
    return undoRun(this.#connection, target, this.#isAlone);
  }

  [Symbol.dispose](): void {
    closeAfterWriting(this.#connection);
  }
}
