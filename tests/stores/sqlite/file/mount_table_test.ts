// Role: which mount holds a path, on tables as kernels write them.

import assert from "node:assert/strict";
import { isNetworkType } from "../../../../src/stores/sqlite/file/network_file_system.ts";
import { mountedType } from "../../../../src/stores/sqlite/file/mount_table.ts";

const SERVER = `22 27 0:21 / /proc rw,nosuid,relatime shared:13 - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,discard
30 27 0:30 / /srv rw,relatime shared:2 master:3 propagate_from:4 - nfs4 nas:/export/srv rw,vers=4.2
31 30 254:16 / /srv/local rw,relatime - xfs /dev/vdb rw
32 27 0:41 / /mnt/my\\040share rw,relatime - cifs //nas/share rw
33 27 0:42 / /home/x/remote rw,nosuid,nodev - fuse.sshfs x@host:/ rw,user_id=0
34 27 0:43 / /over rw - tmpfs tmpfs rw
35 34 0:44 / /over rw - 9p host rw,trans=virtio
36 27 0:45 / /dash rw - ext4 /dev/x - y rw
`;

Deno.test("the deepest mount above a path holds it, the later one where two are at one place", () => {
  for (
    const [path, type] of [
      ["/var/lib/httplog.db", "ext4"],
      ["/srv", "nfs4"],
      ["/srv/httplog.db", "nfs4"],
      ["/srv/local/httplog.db", "xfs"],
      ["/srv/locality/httplog.db", "nfs4"],
      ["/srvs/httplog.db", "ext4"],
      ["/mnt/my share/a/httplog.db", "cifs"],
      ["/home/x/remote/httplog.db", "fuse.sshfs"],
      ["/over/httplog.db", "9p"],
      ["/dash/httplog.db", "ext4"],
    ]
  ) assert.equal(mountedType(SERVER, path), type, path);
});

Deno.test("a table without a fitting line says nothing", () => {
  for (const table of ["", "\n", "garbage", "1 2 3 4 - 5", "27 1 254:0 / /srv rw - ext4 /dev/vda1 rw"]) {
    assert.equal(mountedType(table, "/var/x.db"), null, table);
  }
});

Deno.test("file systems of other machines are told from local ones", () => {
  for (
    const type of ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.rclone", "ceph", "fuse.glusterfs"]
  ) {
    assert.ok(isNetworkType(type), type);
  }
  for (
    const type of ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs", "virtiofs", "fuseblk", "fuse.mergerfs"]
  ) {
    assert.ok(!isNetworkType(type), type);
  }
});
