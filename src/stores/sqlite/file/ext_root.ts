// Role: tells ext2, ext3 and ext4 by the numbers of a directory and of those above it, since asking the system outright
// takes long to load. Pure. Used by `network_file_system.ts`.

/** What `stat(2)` says of a directory. */
export interface Place {
  /** Number of its device. */
  readonly dev: number;
  /** Its number on that device; null where the system has none. */
  readonly ino: number | null;
}

/** The number that ext2, ext3 and ext4 keep for their root, and at which no cluster file system has a directory. */
const EXT_ROOT = 2;

/**
 * Whether a directory surely lies on ext2, ext3 or ext4 of a local disk. `places` is the directory and those above it.
 *
 * Their device has a major number, which those of file systems on other machines lack; and one of the directories on it
 * is number 2. Of the others on disks, gfs2 and ocfs2, which machines share, number a directory by its place on the
 * disk, where 2 comes before or is their superblock; Lustre makes its numbers from large ones. False proves nothing: the
 * root may not be in sight, as in a container.
 *
 * @example
 * ```ts
 * import { isOnExt } from "./ext_root.ts";
 * import assert from "node:assert/strict";
 *
 * assert.ok(isOnExt([{ dev: 0xfe00, ino: 4005 }, { dev: 0xfe00, ino: 2 }]));
 * assert.ok(!isOnExt([{ dev: 0x15, ino: 4005 }, { dev: 0xfe00, ino: 2 }]));
 * ```
 */
export function isOnExt(places: Iterable<Place>): boolean {
  let device: number | null = null;
  for (const { dev, ino } of places) {
    device ??= dev;
    if (dev !== device || majorOf(dev) === 0) return false;
    if (ino === EXT_ROOT) return true;
  }
  return false;
}

/** Linux has the major number's twelve bits above the minor number's lower eight. */
function majorOf(device: number): number {
  return device >>> 8 & 0xfff;
}
