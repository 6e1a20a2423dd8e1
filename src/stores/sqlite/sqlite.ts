// Role: the store in one SQLite file: how it is locked, opened for runs, and opened for queries.

import type {
  Reader,
  RunDescription,
  Session,
  SourceInput,
  Store,
  UndoResult,
  UndoTarget,
} from "../store.ts";
import type { OutboxStore } from "../outbox.ts";
import type { SqliteConnection } from "./connection.ts";
import { withProblems } from "./errors.ts";
import { lockDatabase, type StoreLock } from "./file/lock.ts";
import { closeAfterWriting, openBeside, openForReading, openForWriting } from "./file/open.ts";
import { functionsText, NOTHING, type Outside } from "./read/functions.ts";
import { SqliteReader } from "./read/reader.ts";
import { StoreWatch } from "./read/watch.ts";
import { undoRun } from "./undo/undo.ts";
import { surfaceText } from "./schema/views.ts";
import { SqliteOutbox } from "./write/outbox.ts";
import { sourceNamedAfter } from "./write/known_logs.ts";
import { holdsSource, readInputsElsewhere } from "./write/source.ts";
import { SqliteSession } from "./write/session.ts";

/**
 * The store, through the SQLite of the runtime.
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
export const sqlite = {
  /** See {@link lockDatabase}. */
  lock: lockDatabase,

  /**
   * Opens the database at `path` for writing, and makes it where there is none. With its `lock`, every run without an end
   * ended without a final note (killed, or the disk was full): the next run to begin marks it as "crashed". Without it, a commit still fails if another came in between.
   *
   * Errors: `Problem` "config" where the file is not ours or newer, "create" where it cannot be made, "permission" where
   * it may not be written. The file keeps its bytes then.
   */
  open(path: string, clock: () => number, lock?: StoreLock): Store {
    return new SqliteStore(openForWriting(path), clock, lock ?? null);
  },

  /**
   * Opens an existing database for reading, with what its statements need from outside it (`outsideOf`). Errors as for `open`; "input"
   * where there is none.
   */
  read(path: string, outside: Outside = NOTHING): Reader {
    return new SqliteReader(openForReading(path), outside);
  },

  /**
   * Opens a database for reading that this process has open: by {@link sqlite.open} or {@link sqlite.watch}. Errors as for
   * `read`.
   */
  readBeside(path: string, outside: Outside = NOTHING): Reader {
    return new SqliteReader(openBeside(path), outside);
  },

  /**
   * Watches an existing database for commits. Null where this user may only read a copy of it, which never changes.
   *
   * @param isOpen Whether this process has it open already.
   * Errors as for `read`.
   */
  watch(path: string, isOpen: boolean): StoreWatch | null {
    const connection = isOpen ? openBeside(path) : openForReading(path);
    if (connection.database.location() !== null) return new StoreWatch(connection);
    connection.close();
    return null;
  },

  /** The documented SQL surface as text: every view with its columns, and the functions. */
  get surface(): string {
    return `${surfaceText()}\n${functionsText()}`;
  },
};

class SqliteStore implements Store {
  readonly #connection: SqliteConnection;
  readonly #clock: () => number;
  readonly #lock: StoreLock | null;
  readonly outbox: OutboxStore;

  constructor(connection: SqliteConnection, clock: () => number, lock: StoreLock | null) {
    this.#connection = connection;
    this.#clock = clock;
    this.#lock = lock;
    this.outbox = new SqliteOutbox(connection);
  }

  begin(run: RunDescription): Session {
    return new SqliteSession(this.#connection, run, this.#clock, this.#lock);
  }

  undo(target: UndoTarget): UndoResult {
    return undoRun(this.#connection, target, this.#lock);
  }

  holds(source: string): boolean {
    return withProblems(this.#connection.path, () => holdsSource(this.#connection, source));
  }

  namedAfter(log: string): string | null {
    return withProblems(this.#connection.path, () => sourceNamedAfter(this.#connection, log));
  }

  inputsElsewhere(source: string, head: string, length: number): readonly SourceInput[] {
    return withProblems(
      this.#connection.path,
      () => readInputsElsewhere(this.#connection, source, head, length),
    );
  }

  [Symbol.dispose](): void {
    closeAfterWriting(this.#connection);
  }
}
