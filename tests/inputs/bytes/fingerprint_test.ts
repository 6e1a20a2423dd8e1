// The fingerprint of consumed bytes: however they are cut into slices, and whether or not all of a slice is kept.

import assert from "node:assert/strict";
import fc from "fast-check";
import { crc32 } from "../../../src/checksum/crc32.ts";
import { Fingerprint } from "../../../src/inputs/bytes/fingerprint.ts";
import type { Slice } from "../../../src/inputs/bytes/slice.ts";

const ENDS = 4096;

const plain = async (fingerprint: Fingerprint) => ({ crc: fingerprint.crc, ...await fingerprint.digests() });

/** A slice of an input; where `isShort`, only its ends are kept, as of a range or of a line that is too long. */
function slice(all: Uint8Array, offset: number, next: number, isShort: boolean): Slice {
  const own = all.slice(offset, next);
  const rest = { tail: own.slice(-ENDS), crc: crc32(own) };
  return isShort && own.length >= ENDS
    ? { bytes: own.slice(0, ENDS), offset, next, rest, unfinished: false }
    : { bytes: own, offset, next, rest: null, unfinished: false };
}

Deno.test("fingerprint: it does not depend on how the bytes were cut", async () => {
  const cuts = fc.array(fc.tuple(fc.nat({ max: 20_000 }), fc.boolean()), { maxLength: 5 });
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 20_000 }), cuts, async (length, cuts) => {
    const all = Uint8Array.from({ length }, (_, i) => i * 31 + (i >> 8));
    let fingerprint = Fingerprint.of(new Uint8Array()), offset = 0;
    for (const [cut, isShort] of [...cuts.sort(([a], [b]) => a - b), [all.length, false] as const]) {
      const next = Math.max(offset, Math.min(cut, all.length));
      fingerprint = fingerprint.after(slice(all, offset, next, isShort), crc32);
      offset = next;
    }
    assert.deepEqual(await plain(fingerprint), await plain(Fingerprint.of(all)));
  }));
});

Deno.test("fingerprint: the line feed that ends an unfinished line is none of it, and the value itself never changes", async () => {
  const first = Fingerprint.of(Uint8Array.of(1, 2, 3)), before = await plain(first);
  const line = { bytes: Uint8Array.of(4, 5, 10), offset: 3, next: 5, rest: null, unfinished: true };
  assert.deepEqual(
    await plain(first.after(line, crc32)),
    await plain(Fingerprint.of(Uint8Array.of(1, 2, 3, 4, 5))),
  );
  assert.deepEqual(await plain(first), before);
});
