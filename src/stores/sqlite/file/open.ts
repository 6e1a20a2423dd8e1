// Role: from a path to a connection with our settings. Nothing is written to a file before `database_file.ts` has found it
// to be ours.

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

/** The largest database that a user without the permission to write reads from memory, bytes. */
const MOST_IN_MEMORY = 1 << 30;

/** How long a statement waits for another connection's lock, milliseconds. */
const BUSY_TIMEOUT = 5000;

/** Opens the database at `path` for writing, and makes it if there is none. Throws a `Problem`. */
export function openForWriting(path: string): SqliteConnection {
  if (isOurDatabase(path)) checkWritable(path);
  else checkDirectory(path);
  return withProblems(path, () => {
    const connection = connect(path, openDatabase(path, false));
    try {
      checkVersion(path, versionOf(connection));
      migrate(connection);
      // After the schema, so that the header identifies the file as ours from the start.
      const mode = connection.get("PRAGMA journal_mode = WAL")?.journal_mode;
      if (mode !== "wal") {
        const advice = "Choose a local disk with --db.";
        throw new Problem("io", `Cannot use ${quoted(path)}: no write-ahead log here. ${advice}`);
      }
      tryWriting(connection);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

/** SQLite opens a file without complaint that it may not write. A write that is rolled back shows it. */
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
    // Moves the log into the file, unless a reader is in the way: then it is not worth waiting, and nothing is lost.
    connection.run("PRAGMA busy_timeout = 0");
    connection.run("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // All commits are durable in the log, and the next run tries again. An error thrown now would hide the one that ended
    // this run.
  } finally {
    connection.close();
  }
}

/**
 * Opens the existing database at `path` for reading; with `olderToo` one of an older version as well. Throws a `Problem`.
 */
export function openForReading(path: string, olderToo = false): SqliteConnection {
  if (!isOurDatabase(path)) {
    const advice = `Run "httplog replay FILE…" first, or name one with --db.`;
    throw new Problem("input", `No database at ${quoted(path)}. ${advice}`);
  }
  return withProblems(path, () => {
    // Opening would create `-wal` and `-shm` files owned by this user, and lock the real writer out: read a copy.
    const isStranger = !mayWrite(path) && fileAt(`${path}-wal`) === undefined;
    if (isStranger && (fileAt(path)?.size ?? 0) <= MOST_IN_MEMORY) {
      return connectToRead(path, copyInMemory(path), olderToo);
    }
    try {
      return connectToRead(path, openDatabase(path, true), olderToo);
    } catch (error) {
      // In a read-only directory, SQLite cannot make the files that coordinate it with a writer. Without a write-ahead log
      // there is no writer, and the main file holds everything.
      const code = errorCode(error);
      if ((code !== 8 && code !== 14) || (fileAt(`${path}-wal`)?.size ?? 0) > 0) throw error;
      return connectToRead(path, copyInMemory(path), olderToo);
    }
  });
}

/**
 * Opens a database for reading that this process has open already, or has had opened by {@link openForReading}. The file is not
 * looked at but by SQLite: closing another handle would drop the locks of the other connections. Throws a `Problem`.
 */
export function openBeside(path: string): SqliteConnection {
  return withProblems(path, () => connectToRead(path, openDatabase(path, true), false));
}

function connectToRead(path: string, database: DatabaseSync, olderToo: boolean): SqliteConnection {
  const connection = connect(path, database);
  try {
    connection.run("PRAGMA query_only = ON");
    const version = versionOf(connection);
    checkVersion(path, version);
    if (version === SCHEMA_VERSION || olderToo) return connection;
    throw new Problem("config", `${versionText(path, version)} Replay into it once to bring it up to date.`);
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

/** Loads the database into memory. */
function copyInMemory(path: string): DatabaseSync {
  const bytes = Deno.readFileSync(path);
  // The copy has no write-ahead log: format versions of a rollback journal (https://sqlite.org/fileformat.html, 1.3.3).
  bytes[18] = bytes[19] = 1;
  const database = new DatabaseSync(":memory:");
  database.deserialize(bytes);
  return database;
}

/** Errors of opening carry no code. By now the path is a file, or a new name in a directory. */
function openDatabase(path: string, readOnly: boolean): DatabaseSync {
  try {
    return new DatabaseSync(plainPath(path), { readOnly });
  } catch (cause) {
    const need = readOnly ? "read the file" : "write the file and its directory";
    throw new Problem("permission", `Cannot open ${quoted(path)}. Check that you may ${need}.`, { cause });
  }
}
