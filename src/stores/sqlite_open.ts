// Role: from a path to a connection: whether there is a database, whether it is ours, and with which settings it
// is used. Used by `sqlite.ts`. Nothing is written to a file before it is known to be ours.
//
// Never opens the file by any way but SQLite's: closing another handle would drop SQLite's locks on it.

import { type Stats, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { Problem } from "../domain/problem.ts";
import { SqliteConnection } from "./sqlite_connection.ts";
import { errorCode, quoted, withProblems } from "./sqlite_errors.ts";
import { APPLICATION_ID, migrate, SCHEMA_VERSION, versionOf } from "./sqlite_schema.ts";

/** How long a statement waits for another connection's lock, in milliseconds. */
const BUSY_TIMEOUT = 5000;

/** Opens the database at `path` for writing, and makes it where there is none. Throws a `Problem`. */
export function openForWriting(path: string): SqliteConnection {
  if (inspect(path)) checkWritable(path);
  else checkDirectory(path);
  return withProblems(path, () => {
    const connection = connect(path, false);
    try {
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
    connection.run("ROLLBACK");
  }
}

/** Opens the existing database at `path` for reading. Throws a `Problem`. */
export function openForReading(path: string): SqliteConnection {
  if (!inspect(path)) {
    const advice = `Run "httplog replay FILE…" first, or name one with --db.`;
    throw new Problem("input", `No database at ${quoted(path)}. ${advice}`);
  }
  return withProblems(path, () => {
    try {
      return connectToRead(path, false);
    } catch (error) {
      // In a directory that may not be written, SQLite cannot make the files that coordinate it with a writer. Without
      // a write-ahead log there is no writer, and nothing that the main file does not hold.
      const code = errorCode(error);
      if ((code !== 8 && code !== 14) || (fileAt(`${resolve(path)}-wal`)?.size ?? 0) > 0) throw error;
      return connectToRead(path, true);
    }
  });
}

function connectToRead(path: string, immutable: boolean): SqliteConnection {
  const connection = connect(path, true, immutable);
  try {
    connection.run("PRAGMA query_only = ON");
    const version = versionOf(connection);
    if (version < SCHEMA_VERSION) {
      throw new Problem(
        "config",
        `${versionText(path, version)} Replay into it once to bring it up to date.`,
      );
    }
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function connect(path: string, readOnly: boolean, immutable = false): SqliteConnection {
  // Absolute, so that neither ":memory:" nor "file:…" means anything but a file of that name.
  const location = immutable ? `${pathToFileURL(resolve(path)).href}?immutable=1` : resolve(path);
  const connection = new SqliteConnection(openDatabase(path, location, readOnly), path);
  connection.get(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
  connection.run("PRAGMA trusted_schema = OFF");
  connection.run("PRAGMA cell_size_check = ON");
  if (!readOnly) connection.run("PRAGMA synchronous = FULL");
  return connection;
}

/** Errors of opening itself carry no code; by now the path is known to be a file or a name in a directory. */
function openDatabase(path: string, location: string, readOnly: boolean): DatabaseSync {
  try {
    return new DatabaseSync(location, { readOnly });
  } catch (cause) {
    const need = readOnly ? "read the file" : "write the file and its directory";
    throw new Problem("permission", `Cannot open ${quoted(path)}. Check that you may ${need}.`, { cause });
  }
}

/**
 * Whether there is a database of ours that this program can use; false where there is nothing, or an empty file.
 * Throws a `Problem` for everything else. Leaves no trace: `immutable` makes SQLite take no lock and make no file.
 */
function inspect(path: string): boolean {
  if ((fileAt(path)?.size ?? 0) === 0) return false;
  return withProblems(path, () => {
    const location = `${pathToFileURL(resolve(path)).href}?immutable=1`;
    const connection = new SqliteConnection(openDatabase(path, location, true), path);
    try {
      const id = connection.get("PRAGMA application_id")?.application_id;
      if (id !== APPLICATION_ID) throw notOurs(path);
      const version = versionOf(connection);
      if (version <= SCHEMA_VERSION) return true;
      throw new Problem(
        "config",
        `${versionText(path, version)} Use the httplog that wrote it, or a newer one.`,
      );
    } catch (error) {
      throw errorCode(error) === 26 ? notOurs(path, error) : error;
    } finally {
      connection.close();
    }
  });
}

function notOurs(path: string, cause?: unknown): Problem {
  return new Problem("config", `${quoted(path)} is not an httplog database. Name another path with --db.`, {
    cause,
  });
}

function versionText(path: string, version: number): string {
  return `${quoted(path)} has schema version ${version}, and this httplog uses version ${SCHEMA_VERSION}.`;
}

/** The regular file at `path`; undefined where there is nothing. Throws a `Problem` for anything else. */
function fileAt(path: string): Stats | undefined {
  const stat = statOf(path);
  if (stat === undefined || stat.isFile()) return stat;
  const what = stat.isDirectory() ? "it is a directory" : "it is not a regular file";
  throw new Problem("create", `Cannot use ${quoted(path)} as a database: ${what}. Name a file with --db.`);
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code !== "EACCES" && code !== "EPERM") throw cause;
    throw new Problem("permission", `Cannot open ${quoted(path)}. Check who may enter its directory.`, {
      cause,
    });
  }
}

/** A file that nobody may write is meant to stay as it is; for the superuser too, whom the system would let through. */
function checkWritable(path: string): void {
  const mode = fileAt(path)?.mode ?? 0;
  if (mode === 0 || (mode & 0o222) !== 0) return;
  throw new Problem(
    "permission",
    `Cannot write ${quoted(path)}: it is read-only. Allow writing, or use another --db.`,
  );
}

function checkDirectory(path: string): void {
  const directory = dirname(resolve(path));
  const stat = statOf(directory);
  if (stat?.isDirectory()) return;
  const what = stat === undefined ? "there is no directory" : "this is not a directory:";
  const message = `Cannot create ${quoted(path)}: ${what} ${
    quoted(directory)
  }. Make it, or choose another with --db.`;
  throw new Problem("create", message);
}
