// Role: network file systems among this machine's own mounts, as the kernel's table of mounts names them.

import assert from "node:assert/strict";
import { networkTypeOf } from "../../../../src/stores/sqlite/file/network_file_system.ts";

const NETWORK = /^(nfs4?|cifs|smb3|9p|afs|ceph|lustre)$/;

Deno.test({
  name: "a mount is on a network exactly if its type says so",
  ignore: Deno.build.os !== "linux",
  fn() {
    const types = new Map<string, string>();
    for (const line of Deno.readTextFileSync("/proc/self/mountinfo").split("\n").filter(Boolean)) {
      const [before, after] = line.split(" - ");
      // Of two mounts on one point the later one hides the other.
      types.set(before.split(" ")[4].replaceAll("\\040", " "), after.split(" ")[0]);
    }
    assert.ok(types.has("/"));
    for (const [point, type] of types) {
      if (!/^fuse/.test(type)) {
        assert.equal(networkTypeOf(point) !== null, NETWORK.test(type), `${point} is ${type}`);
      }
    }
  },
});

Deno.test("where the file system is not known, it is not refused", () => {
  assert.equal(networkTypeOf("/nowhere/at/all"), null);
});
