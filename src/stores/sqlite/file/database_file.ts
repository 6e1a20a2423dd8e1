// Role: what stands at a database's path, before SQLite opens it: nothing, a database of ours, or something that is to
// be left as it is. Used by `open.ts`.
//
// The header is read from the file itself, because opening a foreign database with SQLite can already change its
// directory. Only ever before this process has a connection to the file: closing another handle drops SQLite's locks.

import { Problem } from "../../../domain/problem.ts";
import { quoted } from "../errors.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "../schema/migrate.ts";

/** How every SQLite database begins (https://sqlite.org/fileformat.html, 1.3). */
const MAGIC = "SQLite format 3\0";
/** How a path begins that means the same from everywhere. */
const ABSOLUTE = /^([/\\]|[A-Za-z]:[/\\])/;
/** Length of the header, and the places of some numbers in it. */
const HEADER = 100, FORMAT = 18, SCHEMA = 40, USER_VERSION = 60, ID = 68;

/**
 * Whether there is a database of ours that this program can use; false where there is nothing, or an empty file.
 *
 * Errors: `Problem` "config" for what is not ours or newer, "create" for what is no regular file, "permission".
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

/** Whether no table was ever made in a database: a run that was killed while it made one leaves it so. */
function isBlank(header: DataView): boolean {
  // With a write-ahead log, the log could hold what the header does not tell.
  const hasLog = header.getUint8(FORMAT) !== 1;
  return !hasLog && header.getInt32(SCHEMA) === 0 && header.getInt32(USER_VERSION) === 0 &&
    header.getInt32(ID) === 0;
}

/** Throws a `Problem` "config" where a version is newer than this program's. */
export function checkVersion(path: string, version: number): void {
  if (version <= SCHEMA_VERSION) return;
  throw new Problem("config", `${versionText(path, version)} Use the httplog that wrote it, or a newer one.`);
}

/** Says which version a database has and which one is used. */
export function versionText(path: string, version: number): string {
  return `${quoted(path)} has schema version ${version}, and this httplog uses version ${SCHEMA_VERSION}.`;
}

/** A file that nobody may write is meant to stay as it is; for the superuser too, whom the system would let through. */
export function checkWritable(path: string): void {
  const mode = fileAt(path)?.mode ?? 0;
  if (mode === 0 || (mode & 0o222) !== 0) return;
  throw new Problem(
    "permission",
    `Cannot write ${quoted(path)}: it is read-only. Allow writing, or use another --db.`,
  );
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
export interface MountPoint {
  /** The directory, without a separator at its end unless it is the root. */
  readonly directory: string;
  /** The name there. */
  readonly name: string;
}

/** More links than that, one behind the other, are a circle: what Linux allows. */
const MOST_LINKS = 40;

/**
 * Where the file at `path` is or, once it is made, will be: links are followed.
 *
 * Errors: `Problem` "create" where there is no directory, or links lead in a circle; "permission".
 */
export function databasePlaceOf(path: string): MountPoint {
  let place = path;
  for (let links = 0; links <= MOST_LINKS; links++) {
    const { directory, name } = directoryAndName(place);
    const target = targetOf(place);
    if (target === null) {
      checkDirectory(place);
      return { directory: Deno.realPathSync(directory), name };
    }
    place = ABSOLUTE.test(target) ? target : `${directory}/${target}`;
  }
  throw inCircle(path);
}

/** What a link leads to; null for all else. */
function targetOf(path: string): string | null {
  try {
    return Deno.readLinkSync(path);
  } catch (cause) {
    if (isRefusal(cause)) throw refused(path, cause);
    return null;
  }
}

/** A path in its two parts, which need not be there; no link is followed. */
export function directoryAndName(path: string): MountPoint {
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

/** A path by which SQLite understands a file, whatever its name: neither ":memory:" nor "file:…" means more. */
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
  return new Problem("permission", `Cannot open ${quoted(path)}. Check who may read it and its directory.`, {
    cause,
  });
}

function inCircle(path: string): Problem {
  return new Problem("create", `Cannot use ${quoted(path)}: its links lead in a circle. Name a file.`);
}

function notOurs(path: string): Problem {
  return new Problem("config", `${quoted(path)} is not an httplog database. Name another path with --db.`);
}
