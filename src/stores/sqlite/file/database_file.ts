// Role: what is at a database's path, before SQLite opens it: nothing, a database of ours, or another file.
//
// The header is read from the file itself, because SQLite can change the directory of a foreign database by opening it.
// Only before this process has a connection to the file: closing another handle drops SQLite's locks.

import { Problem } from "../../../domain/problem.ts";
import { quoted } from "../errors.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "../schema/migrate.ts";

/** How every SQLite database begins (https://sqlite.org/fileformat.html, 1.3). */
const MAGIC = "SQLite format 3\0";
/** An absolute path. */
const ABSOLUTE = /^([/\\]|[A-Za-z]:[/\\])/;
/** Length of the header, and the offsets of some numbers in it. */
const HEADER = 100, FORMAT = 18, SCHEMA = 40, USER_VERSION = 60, ID = 68;

/**
 * Whether there is a database of ours that this program can use; false for nothing, or an empty file.
 *
 * Errors: `Problem` "config" where it is not ours or newer, "create" where it is no regular file, "permission".
 */
export function isOurDatabase(path: string): boolean {
  if ((fileAt(path)?.size ?? 0) === 0) return false;
  const header = readHeader(path);
  const view = new DataView(header.buffer);
  const magic = new TextDecoder("latin1").decode(header.subarray(0, MAGIC.length));
  if (magic === MAGIC && isBlank(view)) return false;
  if (magic !== MAGIC || view.getInt32(ID) !== APPLICATION_ID) throw notOurs(path);
  checkVersion(path, view.getInt32(USER_VERSION));
  return true;
}

/** Whether a database has no table yet: a run was killed while it made the first. */
function isBlank(header: DataView): boolean {
  // A write-ahead log could hold tables that the header does not show.
  const hasLog = header.getUint8(FORMAT) !== 1;
  return !hasLog && header.getInt32(SCHEMA) === 0 && header.getInt32(USER_VERSION) === 0 &&
    header.getInt32(ID) === 0;
}

/** Throws a `Problem` "config" where a version is newer than this program's. */
export function checkVersion(path: string, version: number): void {
  if (version <= SCHEMA_VERSION) return;
  throw new Problem("config", `${versionText(path, version)} Use the httplog that wrote it, or a newer one.`);
}

export function versionText(path: string, version: number): string {
  return `${quoted(path)} has schema version ${version}, and this httplog uses version ${SCHEMA_VERSION}.`;
}

/** Refuses a read-only file, for the superuser too, whom the system would let through. */
export function checkWritable(path: string): void {
  const mode = fileAt(path)?.mode ?? 0;
  if (mode === 0 || (mode & 0o222) !== 0) return;
  const advice = "Allow writing, or use another --db.";
  throw new Problem("permission", `Cannot write ${quoted(path)}: it is read-only. ${advice}`);
}

/** Whether this process may write the database. Only before it has a connection to it. */
export function mayWrite(path: string): boolean {
  if (((fileAt(path)?.mode ?? 0o200) & 0o222) === 0) return false;
  try {
    Deno.openSync(path, { read: true, write: true }).close();
    return true;
  } catch {
    return false;
  }
}

/** A path in two parts. */
export interface PathParts {
  /** Without a separator at its end, unless it is the root. */
  readonly directory: string;
  readonly name: string;
}

/** A longer chain of links is a circle: the limit of Linux. */
const MOST_LINKS = 40;

/**
 * Follows links to where the file at `path` is, or will be once it is made.
 *
 * Errors: `Problem` "create" where there is no directory, or links lead in a circle; "permission".
 */
export function resolvePath(path: string): PathParts {
  let current = path;
  for (let links = 0; links <= MOST_LINKS; links++) {
    const { directory, name } = directoryAndName(current);
    const target = targetOf(current);
    if (target === null) {
      checkDirectory(current);
      return { directory: Deno.realPathSync(directory), name };
    }
    current = ABSOLUTE.test(target) ? target : `${directory}/${target}`;
  }
  throw inCircle(path);
}

/** The target of a link; null for anything else. */
function targetOf(path: string): string | null {
  try {
    return Deno.readLinkSync(path);
  } catch (cause) {
    if (isRefusal(cause)) throw refused(path, cause);
    return null;
  }
}

/** Splits a path, which need not exist; no link is followed. */
export function directoryAndName(path: string): PathParts {
  const [, parent = ".", name] = /^(?:(.*)[/\\])?([^/\\]*)$/s.exec(path)!;
  return { directory: parent || "/", name };
}

/** Throws a `Problem` "create" where a new file would have no directory. */
export function checkDirectory(path: string): void {
  const { directory } = directoryAndName(path);
  const stat = statOf(directory);
  if (stat?.isDirectory) return;
  const what = stat === undefined ? "there is no directory" : "this is not a directory:";
  throw new Problem("create", `Cannot create ${quoted(path)}: ${what} ${quoted(directory)}. Name another.`);
}

/** The regular file at `path`; undefined where there is nothing. Throws a `Problem` for anything else. */
export function fileAt(path: string): Deno.FileInfo | undefined {
  const stat = statOf(path);
  if (stat === undefined || stat.isFile) return stat;
  const what = stat.isDirectory ? "it is a directory" : "it is not a regular file";
  throw new Problem("create", `Cannot use ${quoted(path)} as a database: ${what}. Name a file with --db.`);
}

/** What tells a file from another one that takes its name. */
export interface NumberedFile {
  readonly inode: number;
  readonly device: number;
}

/** The file that has this name now; null for none, and where the system does not number files. Opens nothing. */
export function numbersOf(path: string): NumberedFile | null {
  const { ino, dev } = statOf(path) ?? {};
  return typeof ino === "number" && typeof dev === "number" ? { inode: ino, device: dev } : null;
}

/** A path that SQLite takes for a file, even if it is named ":memory:" or "file:…". */
export function plainPath(path: string): string {
  return ABSOLUTE.test(path) ? path : `./${path}`;
}

function readHeader(path: string): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(HEADER);
  try {
    using file = Deno.openSync(path);
    for (let filled = 0; filled < HEADER;) {
      const count = file.readSync(header.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    return header;
  } catch (cause) {
    throw isRefusal(cause) ? refused(path, cause) : cause;
  }
}

/** What is at `path`, links followed; undefined where there is nothing. Throws a `Problem` where that is not known. */
export function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (cause) {
    const isAbsent = cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory;
    if (isAbsent) return undefined;
    if (cause instanceof Deno.errors.FilesystemLoop) throw inCircle(path);
    throw isRefusal(cause) ? refused(path, cause) : cause;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable;
}

function refused(path: string, cause: unknown): Problem {
  const advice = "Check who may read it and its directory.";
  return new Problem("permission", `Cannot open ${quoted(path)}. ${advice}`, { cause });
}

function inCircle(path: string): Problem {
  return new Problem("create", `Cannot use ${quoted(path)}: its links lead in a circle. Name a file.`);
}

function notOurs(path: string): Problem {
  return new Problem("config", `${quoted(path)} is not an httplog database. Name another path with --db.`);
}
