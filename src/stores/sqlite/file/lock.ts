// Role: the lock that lets one process at a time write a database. The system releases it when the process ends, however it
// ends. Readers do not need it.

import { Problem } from "../../../domain/problem.ts";
import { isoTime } from "../../../domain/time_text.ts";
import { networkTypeOf } from "./network_file_system.ts";
import type { RunStatus } from "../../store.ts";
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

/** How a run ended that could not write this to the database. */
export interface UnwrittenEnd {
  /** Number of the run; null for one that has no row. */
  readonly run: number | null;
  /** Its source; null where that is not kept: its name is too long, or the run has a row. */
  readonly source: string | null;
  readonly status: RunStatus;
  /** Wall clock, whole epoch seconds. */
  readonly startedAt: number;
  /** Wall clock, whole epoch seconds. */
  readonly endedAt: number;
  /** At most 250 characters are kept. */
  readonly message: string;
}

/** Held by the one process that writes a database, from before it is opened until after it is closed. */
export interface StoreLock {
  /** What earlier holders left, or this one: at most one end of a run that has a row, and one of a run that has none. */
  readonly unwritten: readonly UnwrittenEnd[];
  /**
   * Keeps the end of a run in the lock file until a run can write it to the database, in the place of the one of its
   * kind: the file has its room on the disk since a lock was first taken. Null once the database has them. Throws
   * nothing: where even this fails, a run without an end is what is left, or none.
   */
  leave(end: UnwrittenEnd | null): void;
  /** Releases it; may be called once. The end of the process releases it as well. */
  [Symbol.dispose](): void;
}

/**
 * Length of the lock file, bytes: room for the two longest {@link UnwrittenEnd}s. It is filled when the lock is first taken,
 * so that a full disk does not matter later: what is overwritten in place needs no more room, except where the file system
 * copies on write.
 */
const NOTE_LENGTH = 4096;

/** Characters of a message that are kept: each takes 6 bytes at most. */
const MESSAGE_LENGTH = 250;

/** Bytes that a source's name may take in a note. */
const SOURCE_LENGTH = 600;

/**
 * Takes the lock of the database at `path`, which need not exist yet: `<real path>.lock`, or `<real path>.notify.lock` for
 * sending. The file stays, blank; a note in a free lock is that of a run that was killed, or that left its end there.
 *
 * Errors: `Problem` "busy" that names the holder, "io" on a network file system or one without locks, "permission"; for a
 * path that cannot be a database those of opening it.
 */
export function lockDatabase(
  path: string,
  { now, allowNetwork, purpose = "writing" }: LockRequest,
  typeOf: (directory: string) => string | null = networkTypeOf,
): StoreLock {
  // Before the lock file is made: none is put beside a file that is not ours. Who sends has opened it before, and may have it open still.
  if (purpose === "writing" && isOurDatabase(path)) checkWritable(path);
  // Links are followed, so that every name of the database has the same lock, from its first run on.
  const { directory, name } = resolvePath(path);
  const lockPath = `${directory}/${name}${purpose === "sending" ? ".notify" : ""}.lock`;
  // Checked by the first run of a database only: it may cost as much as the rest of a start.
  const type = allowNetwork || isThere(lockPath) ? null : typeOf(directory);
  if (type !== null) throw onNetwork(path, type);
  const file = openLock(lockPath);
  try {
    if (!tryLock(file, lockPath)) throw busy(path, contentOf(file).note, purpose);
    return new HeldLock(file, `${Deno.pid} since ${isoTime(now)}`, contentOf(file).unwritten);
  } catch (error) {
    file.close();
    throw error instanceof Problem ? error : cannotLock(lockPath, error);
  }
}

class HeldLock implements StoreLock {
  readonly #file: Deno.FsFile;
  readonly #holder: string;
  #unwritten: readonly UnwrittenEnd[];

  constructor(file: Deno.FsFile, holder: string, unwritten: readonly UnwrittenEnd[]) {
    this.#file = file;
    this.#holder = holder;
    this.#unwritten = unwritten;
    this.#note();
  }

  get unwritten(): readonly UnwrittenEnd[] {
    return this.#unwritten;
  }

  leave(end: UnwrittenEnd | null): void {
    if (end === null && this.#unwritten.length === 0) return;
    const others = this.#unwritten.filter(({ run }) => (run === null) !== (end?.run === null));
    this.#unwritten = end === null ? [] : [...others, cut(end)];
    this.#note();
  }

  #note(): void {
    this.#write(`${[this.#holder, ...this.#unwritten.map((end) => JSON.stringify(end))].join("\n")}\n`);
  }

  #write(text: string): void {
    const bytes = new Uint8Array(NOTE_LENGTH).fill(0x20);
    bytes[NOTE_LENGTH - 1] = 0x0a;
    new TextEncoder().encodeInto(text, bytes);
    try {
      this.#file.seekSync(0, Deno.SeekMode.Start);
      this.#file.writeSync(bytes);
      // A run before may have been killed in the middle of its own note, or have had a longer one.
      this.#file.truncateSync(NOTE_LENGTH);
      if (this.#unwritten.length > 0) this.#file.syncDataSync();
    } catch {
      // The note is a courtesy: a full disk is reported by the first write that matters.
    }
  }

  [Symbol.dispose](): void {
    // Blank, and as long as before: the next run has its room then, also on a disk that is full by that time.
    if (this.#unwritten.length === 0) this.#write("");
    this.#file.close();
  }
}

function cut(end: UnwrittenEnd): UnwrittenEnd {
  const isLong = new TextEncoder().encode(JSON.stringify(end.source)).length > SOURCE_LENGTH;
  return { ...end, source: isLong ? null : end.source, message: end.message.slice(0, MESSAGE_LENGTH) };
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
  /** See {@link StoreLock}. */
  readonly unwritten: readonly UnwrittenEnd[];
}

/** Returns the state of a database's lock; null where it was never taken. Throws where it cannot be read, or not locked. */
export function probeLock(path: string): LockState | null {
  const lockPath = `${Deno.realPathSync(path)}.lock`;
  if (!isThere(lockPath)) return null;
  using file = Deno.openSync(lockPath);
  const content = contentOf(file);
  // A shared lock for a moment: refused while a run holds its own, and granted to several at once.
  return { isHeld: !file.tryLockSync(false), ...content };
}

/** The process that wrote it, and since when it holds the lock. */
interface LockNote {
  readonly pid: string;
  readonly since: string;
}

/** What the file holds: who wrote it, and ends; nothing where it cannot be read, or has not been written yet. */
function contentOf(file: Deno.FsFile): Omit<LockState, "isHeld"> {
  try {
    const bytes = new Uint8Array(NOTE_LENGTH);
    const count = file.readSync(bytes) ?? 0;
    const [first, ...ends] = new TextDecoder().decode(bytes.subarray(0, count)).split("\n");
    const [, pid, since] = /^(\d+) since ([\dTZ:.-]+)$/.exec(first) ?? [];
    return { note: since === undefined ? null : { pid, since }, unwritten: ends.flatMap(endIn) };
  } catch {
    // Some systems refuse to read what is locked.
    return { note: null, unwritten: [] };
  }
}

/** None for anything but what {@link HeldLock} writes. */
function endIn(line: string): UnwrittenEnd[] {
  try {
    // Earlier versions left only ends of runs that had a row, without these two.
    const { run, source = null, status, endedAt, startedAt = endedAt, message } = JSON.parse(line);
    const isOne = (run === null || Number.isSafeInteger(run)) && Number.isSafeInteger(startedAt) &&
      (source === null || typeof source === "string") && Number.isSafeInteger(endedAt) &&
      typeof message === "string" && ["ok", "interrupted", "failed"].includes(status);
    return isOne ? [{ run, source, status, startedAt, endedAt, message }] : [];
  } catch {
    return [];
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
