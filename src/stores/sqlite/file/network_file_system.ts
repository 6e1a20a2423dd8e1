// Role: whether a path lies on a file system that several machines share. Used by `lock.ts`; the kernel's table
// is understood in `mount_table.ts`, the usual local disk is told in `ext_root.ts`.

import { isOnExt, type Place } from "./ext_root.ts";
import { mountedType } from "./mount_table.ts";

/** Types of file systems that lie on other machines, or that several machines use at once. */
const NETWORK_TYPES: ReadonlySet<string> = new Set([
  ...["nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "9p", "afs", "coda"],
  ...["ceph", "glusterfs", "lustre", "beegfs", "gpfs", "orangefs", "pvfs2", "gfs2", "ocfs2"],
  ...["sshfs", "rclone", "s3fs", "goofys", "mount-s3", "gcsfuse", "blobfuse", "blobfuse2", "davfs", "davfs2"],
  ...["curlftpfs", "juicefs", "seaweedfs", "moosefs", "mfs", "cephfs", "smbnetfs", "vmhgfs-fuse", "vmhgfs"],
]);

/** What `statfs(2)` says for those that have a number of their own. */
const MAGIC_TYPES: Readonly<Record<number, string>> = {
  0x6969: "nfs",
  0xff534d42: "cifs",
  0xfe534d42: "smb3",
  0x517b: "smb",
  0x564c: "ncpfs",
  0x01021997: "9p",
  0x5346414f: "afs",
  0x73757245: "coda",
  0x00c36400: "ceph",
  0x0bd00bd0: "lustre",
  0x20030528: "orangefs",
  0x01161970: "gfs2",
  0x7461636f: "ocfs2",
};

/** Whether file systems of this type are shared between machines: "nfs4", "fuse.sshfs". */
export function isNetworkType(type: string): boolean {
  return NETWORK_TYPES.has(type.replace(/^fuse\./, ""));
}

/**
 * The type of the file system that a directory lies on; null where the system does not say, or this program may not
 * ask. The mount table needs all permissions, `statfs` that for this kind of system information alone (and cannot tell
 * the file systems of FUSE apart); other systems than Linux are not asked. What is surely ext4 needs no asking, which
 * costs as much as all the rest of a start.
 */
export function fileSystemOf(directory: string): string | null {
  if (Deno.build.os !== "linux") return null;
  try {
    return mountedType(Deno.readTextFileSync("/proc/self/mountinfo"), Deno.realPathSync(directory));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) return null;
  }
  if (isSurelyLocal(directory) || !mayAskSystem()) return null;
  const process = (globalThis as { process?: WithBuiltins }).process;
  const type = process?.getBuiltinModule("node:fs").statfsSync(directory).type;
  return type === undefined ? null : MAGIC_TYPES[Number(type) >>> 0] ?? null;
}

/** Loaded only where it is allowed, because it takes as long to load as the rest of the program. */
interface WithBuiltins {
  getBuiltinModule(name: "node:fs"): { statfsSync(path: string): { readonly type: number | bigint } };
}

function isSurelyLocal(directory: string): boolean {
  try {
    return isOnExt(placesAbove(Deno.realPathSync(directory)));
  } catch {
    // What may not be looked at proves nothing.
    return false;
  }
}

/** What stands at an absolute path and above it, up to the root. */
function* placesAbove(directory: string): Generator<Place> {
  for (let path = directory; path !== ""; path = path.slice(0, path.lastIndexOf("/"))) {
    yield Deno.statSync(path);
  }
  yield Deno.statSync("/");
}

function mayAskSystem(): boolean {
  const asked = { name: "sys", kind: "statfs" } as unknown as Deno.SysPermissionDescriptor;
  try {
    return Deno.permissions.querySync(asked).state === "granted";
  } catch {
    // A runtime that does not know this kind of permission.
    return false;
  }
}
