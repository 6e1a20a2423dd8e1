// Role: ext4 told by numbers, on made ones and on this machine's own mounts.

import assert from "node:assert/strict";
import fc from "fast-check";
import { isOnExt, type Place } from "../../../../src/stores/sqlite/file/ext_root.ts";
import { mountedType } from "../../../../src/stores/sqlite/file/mount_table.ts";

/** Disks have a major number, and file systems on other machines none. */
const DISK = 0xfe01, OTHER_DISK = 0x801, NO_DISK = 0x31;

Deno.test("ext: the root of the directory's own disk has the number 2", () => {
  const place = (dev: number, ino: number | null): Place => ({ dev, ino });
  assert.ok(isOnExt([place(DISK, 2)]));
  assert.ok(isOnExt([place(DISK, 7), place(DISK, 2), place(NO_DISK, 1)]));
  for (
    const places of [
      [],
      [place(DISK, 7), place(DISK, 128)],
      [place(DISK, 7), place(OTHER_DISK, 2)],
      [place(NO_DISK, 2)],
      [place(NO_DISK, 7), place(DISK, 2)],
      [place(DISK, null)],
    ]
  ) assert.ok(!isOnExt(places), JSON.stringify(places));
});

Deno.test("ext: nothing without a major number is taken for it", () => {
  const place = fc.record({ dev: fc.nat({ max: 255 }), ino: fc.option(fc.nat({ max: 3 })) });
  fc.assert(fc.property(fc.array(place), (places) => assert.ok(!isOnExt(places))));
});

if (Deno.build.os === "linux") {
  Deno.test("ext: what this machine's mounts are is never told wrongly", () => {
    const table = Deno.readTextFileSync("/proc/self/mountinfo");
    const points = table.split("\n").map((line) => line.split(" ")[4]).filter(Boolean);
    for (const point of [...points, Deno.cwd(), "/usr/bin"]) {
      const path = realPath(point.replaceAll("\\040", " "));
      if (path !== null && isOnExt(placesAbove(path))) {
        assert.match(mountedType(table, path) ?? "", /^ext[234]$/);
      }
    }
  });
}

function realPath(path: string): string | null {
  try {
    return Deno.realPathSync(path);
  } catch {
    // Mounted where only others may go, or gone meanwhile.
    return null;
  }
}

function placesAbove(path: string): Place[] {
  const parts = path.split("/").filter(Boolean);
  return [...parts.keys(), parts.length].map((count) => `/${parts.slice(0, count).join("/")}`)
    .reverse().map((above) => Deno.statSync(above));
}
