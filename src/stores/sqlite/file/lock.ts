// Role: one process at a time writes a database: a lock beside it that the system takes back when the process ends,
// however it ends. Taken through `stores/sqlite/sqlite.ts` before the database is opened for writing; readers do not ask for it.

import { Problem } from "../../../domain/problem.ts";
import { isoTime } from "../../../domain/time_text.ts";
import { networkTypeOf } from "./network_file_system.ts";
import { quoted } from "../errors.ts";
import { checkWritable, databasePlaceOf, isOurDatabase } from "./database_file.ts";

/** How a lock is asked for. */
export interface LockRequest {
  /** Wall clock, epoch seconds: noted in the lock for people. */
  readonly now: number;
  /** Take it on a network file system too. */
  readonly allowNetwork: boolean;
  /** What for: to write (the default), or to send messages, which may happen beside writing. There is one lock for each. */
  readonly purpose?: "writing" | "sending";
}

/** Held by the one process that writes a database, from before it is opened until after it is closed. */
export interface StoreLock {
  /** Gives it back; may be called once. A process that dies gives it back as well. */
  [Symbol.dispose](): void;
}

/** How much of the lock file is read, bytes. */
const NOTE_LENGTH = 200;

/**
 * Takes the lock of the database at `path`, which need not be there yet: `<real path>.lock`, or
 * `<real path>.notify.lock` for sending. The file stays when it is
 * given back, empty; what stands in it then is the note of a run that was killed.
 *
 * Errors: `Problem` "busy" that names the process that has it, "io" on a network file system or one without locks,
 * "permission"; for a path that cannot be a database those of opening it.
 */
export function lockDatabase(
  path: string,
  { now, allowNetwork, purpose = "writing" }: LockRequest,
  typeOf: (directory: string) => string | null = networkTypeOf,
): StoreLock {
  // Nothing is put beside a file that is not ours.
  if (isOurDatabase(path)) checkWritable(path);
  // So that every name of the database has the same lock, from its first run on.
  const { directory, name } = databasePlaceOf(path);
  const lockPath = `${directory}/${name}${purpose === "sending" ? ".notify" : ""}.lock`;
  // Checked by the first run of a database only: it may cost as much as the rest of a start.
  const type = allowNetwork || isThere(lockPath) ? null : typeOf(directory);
  if (type !== null) throw onNetwork(path, type);
  const file = openLock(lockPath);
  try {
    if (!tryLock(file, lockPath)) throw busy(path, noteIn(file), purpose);
    file.truncateSync(0);
    write(file, `${Deno.pid} since ${isoTime(now)}\n`);
  } catch (error) {
    file.close();
    throw error instanceof Problem ? error : cannotLock(lockPath, error);
  }
  return { [Symbol.dispose]: () => release(file) };
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function openLock(lockPath: string): Deno.FsFile {
  try {
    return Deno.openSync(lockPath, { read: true, write: true, create: true });
  } catch (cause) {
    const isRefusal = cause instanceof Deno.errors.PermissionDenied ||
      cause instanceof Deno.errors.NotCapable || /read-only/i.test(String(cause));
    if (!isRefusal) throw cannotLock(lockPath, cause);
    const advice = "Check who may write it and its directory.";
    throw new Problem("permission", `Cannot open the lock ${quoted(lockPath)}. ${advice}`, { cause });
  }
}

function tryLock(file: Deno.FsFile, lockPath: string): boolean {
  try {
    return file.tryLockSync(true);
  } catch (cause) {
    throw cannotLock(lockPath, cause);
  }
}

function cannotLock(lockPath: string, cause: unknown): Problem {
  const reason = String(cause).replace(/^\w*Error: /, "").replace(/ \(os error \d+\).*$/s, "");
  const advice = "Choose a local disk with --db.";
  return new Problem("io", `Cannot lock ${quoted(lockPath)}: ${reason}. ${advice}`, { cause });
}

/** Who holds the lock of an existing database, as far as can be known without taking it. */
export interface LockState {
  readonly isHeld: boolean;
  /** What the holder wrote, or one that was killed; null for none. */
  readonly note: LockNote | null;
}

/** Returns the state of a database's lock; null where it was never taken. Throws where it cannot be read, or not locked. */
export function probeLock(path: string): LockState | null {
  const lockPath = `${Deno.realPathSync(path)}.lock`;
  if (!isThere(lockPath)) return null;
  using file = Deno.openSync(lockPath);
  const note = noteIn(file);
  // A shared lock for a moment: refused while a run holds its own, and granted to several at once.
  return { isHeld: !file.tryLockSync(false), note };
}

/** The process that wrote it, and since when it holds the lock. */
interface LockNote {
  readonly pid: string;
  readonly since: string;
}

/** What the holder wrote; null where it cannot be read, or has not been written yet. */
function noteIn(file: Deno.FsFile): LockNote | null {
  try {
    const bytes = new Uint8Array(NOTE_LENGTH);
    const count = file.readSync(bytes) ?? 0;
    const [, pid, since] =
      /^(\d+) since ([\dTZ:.-]+)\n/.exec(new TextDecoder().decode(bytes.subarray(0, count))) ??
        [];
    return since === undefined ? null : { pid, since };
  } catch {
    // Some systems refuse to read what is locked.
    return null;
  }
}

function busy(
  path: string,
  note: LockNote | null,
  purpose: LockRequest["purpose"],
): Problem {
  const holder = note === null ? "another run" : `another run (process ${note.pid}, since ${note.since})`;
  const what = purpose === "sending"
    ? `The messages of ${quoted(path)} are being sent`
    : `${quoted(path)} is in use`;
  return new Problem("busy", `${what} by ${holder}. Run again when that has ended.`);
}

function onNetwork(path: string, type: string): Problem {
  return new Problem(
    "io",
    `${quoted(path)} lies on a network file system (${
      quoted(type)
    }), where SQLite can lose what is written. ` +
      "Choose a local disk with --db, or take the risk with --allow-network-fs.",
  );
}

function write(file: Deno.FsFile, text: string): void {
  try {
    file.writeSync(new TextEncoder().encode(text));
  } catch {
    // The note is for people; a full disk is reported by what cannot do without it.
  }
}

function release(file: Deno.FsFile): void {
  try {
    file.truncateSync(0);
  } catch {
    // The note is for people; it says no more than that this process was the last.
  } finally {
    file.close();
  }
}
