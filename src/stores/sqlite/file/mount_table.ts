// Role: finds in the kernel's table of mounts what kind of file system a path lies on. Pure; `network_file_system.ts` reads the
// table.

/**
 * The type of the file system ("ext4", "nfs4", "fuse.sshfs") that holds `path`, which is absolute and without links;
 * null where the table has no mount for it. `table` is the text of `/proc/self/mountinfo` (proc_pid_mountinfo(5)).
 *
 * @example
 * ```ts
 * import { mountedType } from "./mount_table.ts";
 * import assert from "node:assert/strict";
 *
 * const table = "27 1 254:0 / / rw - ext4 /dev/vda rw\n40 27 0:50 / /srv/logs rw shared:1 - nfs4 nas:/logs rw\n";
 * assert.equal(mountedType(table, "/srv/logs/httplog.db"), "nfs4");
 * assert.equal(mountedType(table, "/srv/logs2/httplog.db"), "ext4");
 * ```
 */
export function mountedType(table: string, path: string): string | null {
  let found: { readonly point: string; readonly type: string } | null = null;
  for (const line of table.split("\n")) {
    const [before, after] = line.split(" - ");
    const point = unescaped(before.split(" ")[4] ?? "");
    const type = after?.split(" ")[0];
    if (point === "" || !type) continue;
    const isAbove = point === "/" || path === point || path.startsWith(`${point}/`);
    // Of two mounts on one point the later one hides the other.
    if (isAbove && point.length >= (found?.point.length ?? 0)) found = { point, type };
  }
  return found?.type ?? null;
}

/** Space, tab, line feed and backslash stand in the table as three octal digits. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}
