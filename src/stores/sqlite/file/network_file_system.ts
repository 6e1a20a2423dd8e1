// Role: whether a directory lies on a file system of another machine, where SQLite's write-ahead log is not safe.

/**
 * What `statfs(2)` calls such file systems. FUSE is left out: it is sshfs as well as a local NTFS disk, and cannot be told
 * apart.
 */
const NETWORK_TYPES: Readonly<Record<number, string>> = {
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
};

/** A part of Node that takes about 40 ms to load, as long as a small replay, and so is loaded only where it is needed. */
interface WithBuiltins {
  getBuiltinModule(name: "node:fs"): { statfsSync(path: string): { readonly type: number | bigint } };
}

/**
 * The type of the network file system that a directory lies on: "nfs". Null for a local one, and where that is not known:
 * on systems other than Linux, and without the permission `--allow-sys=statfs`.
 */
export function networkTypeOf(directory: string): string | null {
  if (Deno.build.os !== "linux") return null;
  try {
    if (isOnDisk(Deno.statSync(directory))) return null;
    const { process } = globalThis as { process?: WithBuiltins };
    const type = process?.getBuiltinModule("node:fs").statfsSync(directory).type;
    return type === undefined ? null : NETWORK_TYPES[Number(type) >>> 0] ?? null;
  } catch {
    // Not permitted, or not readable: then opening the database says so.
    return null;
  }
}

/** Disks have a major number, the twelve bits above the minor number's lower eight; network file systems have 0 there. */
function isOnDisk({ dev }: Deno.FileInfo): boolean {
  return (dev >>> 8 & 0xfff) !== 0;
}
