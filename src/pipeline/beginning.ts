// Role: tells files again by how they begin, for those that a source has passed over: history from before it began, and
// files that are no part of its log. Used by `continue_group.ts`; kept in the store as `KnownLog.passed`.

import { digest, FINGERPRINT } from "./consumed.ts";
import { readStart } from "./identify.ts";
import type { Input } from "./input.ts";

const LF = 0x0a;

/**
 * The whole lines among the first 4096 bytes, as their length and their hash; of an archive that cannot even be begun,
 * its inode. Null where there is no record yet: such a file may still become a part of the log.
 */
export async function beginningOf(input: Input): Promise<string | null> {
  const start = await readStart(input);
  if (start === null) return input.file.inode === null ? null : `inode:${input.file.inode}`;
  const lines = start.lastIndexOf(LF) + 1;
  // A longer line than that is known by its first bytes.
  const length = lines > input.bodyOffset ? lines : start.length < FINGERPRINT ? 0 : start.length;
  return length > input.bodyOffset ? await hashed(start, length) : null;
}

/** Whether the input begins like one of those that were passed over. */
export async function isPassed(input: Input, passed: readonly string[]): Promise<boolean> {
  if (passed.length === 0) return false;
  const start = await readStart(input);
  if (start === null) return passed.includes(`inode:${input.file.inode}`);
  const lengths = new Set(passed.map((beginning) => Number.parseInt(beginning)));
  for (const length of lengths) {
    if (length <= start.length && passed.includes(await hashed(start, length))) return true;
  }
  return false;
}

/** A quarter of the hash is more than enough to tell the files of a directory apart. */
async function hashed(bytes: Uint8Array, length: number): Promise<string> {
  return `${length}:${(await digest(bytes.subarray(0, length))).slice(0, 16)}`;
}
