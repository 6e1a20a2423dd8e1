// Role: from a path to a connection: whether there is a database, whether it is ours, and with which settings it
// is used. Used by `stores/sqlite/sqlite.ts`. Nothing is written to a file before `database_file.ts` knows it to be ours.

import { DatabaseSync } from "node:sqlite";
import { Problem } from "../../../domain/problem.ts";
import { SqliteConnection } from "../connection.ts";
import { errorCode, quoted, withProblems } from "../errors.ts";
import {
  checkDirectory,
  checkVersion,
  checkWritable,
  fileAt,
  isOurDatabase,
  mayWrite,
  plainPath,
  versionText,
} from "./database_file.ts";
import { migrate, SCHEMA_VERSION, versionOf } from "../schema/migrate.ts";

/** The largest database that somebody who may not write it reads from memory, bytes. */
const MOST_IN_MEMORY = 1 << 30;

/** How long a statement waits for another connection's lock, in milliseconds. */
const BUSY_TIMEOUT = 5000;

/** Opens the database at `path` for writing, and makes it where there is none. Throws a `Problem`. */
export function openForWriting(path: string): SqliteConnection {
  if (isOurDatabase(path)) checkWritable(path);
  else checkDirectory(path);
  return withProblems(path, () => {
    const connection = connect(path, openDatabase(path, false));
    try {
      checkVersion(path, versionOf(connection));
      migrate(connection);
      // After the schema, so that a file's header says from its first moment whose it is.
      const mode = connection.get("PRAGMA journal_mode = WAL")?.journal_mode;
      if (mode !== "wal") {
        throw new Problem(
          "io",
          `Cannot use ${quoted(path)}: no write-ahead log here. Choose a local disk with --db.`,
        );
      }
      tryWriting(connection);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

/** SQLite opens a file that it may not write as if nothing were wrong; a write that is taken back tells. */
function tryWriting(connection: SqliteConnection): void {
  connection.run("BEGIN IMMEDIATE");
  try {
    connection.run(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  } finally {
    // A full disk or an I/O error has already ended the transaction.
    if (connection.database.isTransaction) connection.run("ROLLBACK");
  }
}

/** Closes a connection that wrote. */
export function closeAfterWriting(connection: SqliteConnection): void {
  try {
    // Moves the log into the file where nobody is reading; without waiting, for nothing is lost where somebody is.
    connection.run("PRAGMA busy_timeout = 0");
    connection.run("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // All commits are durable in the log. Whatever failed here is tried again by the next run, and an error thrown
    // now would hide the one that ended this run.
  } finally {
    connection.close();
  }
}

/**
 * Opens the existing database at `path` for reading; one of an older version only where its tables do not matter.
 * Throws a `Problem`.
 */
export function openForReading(path: string, olderToo = false): SqliteConnection {
  if (!isOurDatabase(path)) {
    const advice = `Run "httplog replay FILE…" first, or name one with --db.`;
    throw new Problem("input", `No database at ${quoted(path)}. ${advice}`);
  }
  return withProblems(path, () => {
    // Files that SQLite makes beside the database would belong to this reader, and keep the writer out.
    const isStranger = !mayWrite(path) && fileAt(`${path}-wal`) === undefined;
    if (isStranger && (fileAt(path)?.size ?? 0) <= MOST_IN_MEMORY) {
      return connectToRead(path, copyInMemory(path), olderToo);
    }
    try {
      return connectToRead(path, openDatabase(path, true), olderToo);
    } catch (error) {
      // In a directory that may not be written, SQLite cannot make the files that coordinate it with a writer. Without
      // a write-ahead log there is no writer, and nothing that the main file does not hold.
      const code = errorCode(error);
      if ((code !== 8 && code !== 14) || (fileAt(`${path}-wal`)?.size ?? 0) > 0) throw error;
      return connectToRead(path, copyInMemory(path), olderToo);
    }
  });
}

function connectToRead(path: string, database: DatabaseSync, olderToo: boolean): SqliteConnection {
  const connection = connect(path, database);
  try {
    connection.run("PRAGMA query_only = ON");
    const version = versionOf(connection);
    checkVersion(path, version);
    if (version === SCHEMA_VERSION || olderToo) return connection;
    throw new Problem(
      "config",
      `${versionText(path, version)} Replay into it once to bring it up to date.`,
    );
  } catch (error) {
    connection.close();
    throw error;
  }
}

function connect(path: string, database: DatabaseSync): SqliteConnection {
  const connection = new SqliteConnection(database, path);
  connection.get(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
  connection.run("PRAGMA trusted_schema = OFF");
  connection.run("PRAGMA cell_size_check = ON");
  connection.run("PRAGMA synchronous = FULL");
  return connection;
}

/** The database's bytes as a database of their own. Costs its size in memory. */
function copyInMemory(path: string): DatabaseSync {
  const bytes = Deno.readFileSync(path);
  // Such a copy has no write-ahead log: both versions of the format are those of a rollback journal (fileformat.html, 1.3.3).
  bytes[18] = bytes[19] = 1;
  const database = new DatabaseSync(":memory:");
  database.deserialize(bytes);
  return database;
}

/** Errors of opening itself carry no code; by now the path is known to be a file or a name in a directory. */
function openDatabase(path: string, readOnly: boolean): DatabaseSync {
  try {
    return new DatabaseSync(plainPath(path), { readOnly });
  } catch (cause) {
    const need = readOnly ? "read the file" : "write the file and its directory";
    throw new Problem("permission", `Cannot open ${quoted(path)}. Check that you may ${need}.`, { cause });
  }
}
