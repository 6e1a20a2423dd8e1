// Role: the lock that lets one process at a time write a database. The system releases it when the process ends, however it
// ends. Readers do not need it.

import { Problem } from "../../../domain/problem.ts";
import { isoTime } from "../../../domain/time_text.ts";
import { networkTypeOf } from "./network_file_system.ts";
import { quoted } from "../errors.ts";
import { checkWritable, isOurDatabase, resolvePath } from "./database_file.ts";

/** How a lock is asked for. */
export interface LockRequest {
  /** Wall clock, epoch seconds: noted in the lock for the user. */
  readonly now: number;
  /** Take it on a network file system too. */
  readonly allowNetwork: boolean;
  /** What for: to write (the default), or to send messages, which may happen beside writing. There is one lock for each. */
  readonly purpose?: "writing" | "sending";
}

/** Held by the one process that writes a database, from before it is opened until after it is closed. */
export interface StoreLock {
  /** Releases it; may be called once. The end of the process releases it as well. */
  [Symbol.dispose](): void;
}

/** How much of the lock file is read, bytes. */
const NOTE_LENGTH = 200;

/**
 * Takes the lock of the database at `path`, which need not exist yet: `<real path>.lock`, or `<real path>.notify.lock` for
 * sending. The file stays, empty; a note in a free lock is that of a run that could not empty it: it was killed, or
 * the disk failed.
 *
 * Errors: `Problem` "busy" that names the holder, "io" on a network file system or one without locks, "permission"; for a
 * path that cannot be a database those of opening it.
 */
export function lockDatabase(
  path: string,
  { now, allowNetwork, purpose = "writing" }: LockRequest,
  typeOf: (directory: string) => string | null = networkTypeOf,
): StoreLock {
  // Before the lock file is made: none is put beside a file that is not ours.
  if (isOurDatabase(path)) checkWritable(path);
  // Links are followed, so that every name of the database has the same lock, from its first run on.
  const { directory, name } = resolvePath(path);
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

function busy(path: string, note: LockNote | null, purpose: LockRequest["purpose"]): Problem {
  const holder = note === null ? "another run" : `another run (process ${note.pid}, since ${note.since})`;
  const what = purpose === "sending"
    ? `The messages of ${quoted(path)} are being sent`
    : `${quoted(path)} is in use`;
  return new Problem("busy", `${what} by ${holder}. Run again when that has ended.`);
}

function onNetwork(path: string, type: string): Problem {
  const what = `${quoted(path)} lies on a network file system (${quoted(type)}), where SQLite can lose data`;
  const advice = "Choose a local disk with --db, or take the risk with --allow-network-fs.";
  return new Problem("io", `${what}. ${advice}`);
}

function write(file: Deno.FsFile, text: string): void {
  try {
    file.writeSync(new TextEncoder().encode(text));
  } catch {
    // The note is a courtesy: a full disk is reported by the first write that matters.
  }
}

function release(file: Deno.FsFile): void {
  try {
    file.truncateSync(0);
  } catch {
    // The note stays; it only says that this process was the last.
  } finally {
    file.close();
  }
}
