// Role: the SQLite store behind the contract of `stores/store.ts`. Where to look: `stores/sqlite/file/open.ts` (paths, settings),
// `stores/sqlite/schema/migrate.ts` and `stores/sqlite/schema/views.ts` (tables, public views), `stores/sqlite/file/lock.ts`, `stores/sqlite/write/session.ts` (runs),
// `stores/sqlite/undo/undo.ts` (taking them back), `stores/sqlite/read/reader.ts` (queries).

import type { SqliteConnection } from "./connection.ts";
import { lockDatabase } from "./file/lock.ts";
import { closeAfterWriting, openForReading, openForWriting } from "./file/open.ts";
import type { OutboxStore } from "../outbox.ts";
import { SqliteOutbox } from "./write/outbox.ts";
import { SqliteReader } from "./read/reader.ts";
import { undoRun } from "./undo/undo.ts";
import { surfaceText } from "./schema/views.ts";
import { SqliteSession } from "./write/session.ts";
import type { Reader, RunDescription, Session, Store } from "../store.ts";
import type { StoreKind, StoreLock } from "../store_kind.ts";
import type { UndoResult, UndoTarget } from "../undo.ts";

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
  care: async () => (await import("./care.ts")).sqliteMaintenance,
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
