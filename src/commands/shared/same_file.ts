// Role: whether another file has taken the place of a database, which a connection does not see.

import type { Host } from "../../host/host.ts";

/** What {@link isSameFile} compares. */
export type FileIdentity = ReturnType<Host["identity"]>;

/** Whether nothing is known to have taken the place of a file. One that is missing may come back. */
export function isSameFile(before: FileIdentity, now: FileIdentity): boolean {
  return now === null || before?.inode === now.inode && before?.device === now.device;
}
