// Role: tells who holds the lock of a database (`stores/sqlite/file/lock.ts`), without taking it from anybody. Used by
// `check.ts`.

import type { Finding } from "../../care.ts";
import { visible } from "../errors.ts";

/** How the lock stands. */
export interface LockState {
  /** Whether a process holds it. */
  readonly isHeld: boolean;
  /** The same for the person. */
  readonly finding: Finding;
}

/** How much of the note is read, bytes. */
const NOTE_LENGTH = 200;

/** Looks at the lock of the existing database at `path`. */
export function checkLock(path: string): LockState {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(`${Deno.realPathSync(path)}.lock`, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return state(false, "ok", "there is none: nobody is writing", null);
    }
    return state(false, "warning", "it cannot be opened", "Check who may read it.");
  }
  try {
    const note = noteIn(file);
    // A shared lock for a moment: it is not to be had while a run has its own, and lets other doctors in.
    let isFree: boolean;
    try {
      isFree = file.tryLockSync(false);
    } catch {
      const advice = "Keep the database on a local disk.";
      return state(false, "warning", "this file system has no locks", advice);
    }
    if (!isFree) return state(true, "ok", note === "" ? "held by a run" : `held by process ${note}`, null);
    if (note === "") return state(false, "ok", "free: nobody is writing", null);
    const found = `free; process ${note}, was killed while it held it, which does no harm`;
    return state(false, "ok", found, null);
  } finally {
    file.close();
  }
}

/** "123 since 2026-11-23T10:00:00Z", as the holder wrote it. */
function noteIn(file: Deno.FsFile): string {
  const bytes = new Uint8Array(NOTE_LENGTH);
  try {
    const count = file.readSync(bytes) ?? 0;
    return visible(new TextDecoder().decode(bytes.subarray(0, count)).split("\n")[0].trim());
  } catch {
    // Some systems let nobody read what is locked.
    return "";
  }
}

function state(
  isHeld: boolean,
  state: Finding["state"],
  found: string,
  advice: string | null,
): LockState {
  return { isHeld, finding: { check: "lock", state, source: null, found, advice } };
}
