// Role: the quicker CRC-32 against that of zlib, which shares nothing with it: of bytes that are copied and of
// bytes in place.

import assert from "node:assert/strict";
import { crc32 as reference } from "node:zlib";
import fc from "fast-check";
import { fastCrc32 } from "../../src/kernel/fast_crc32.ts";
import { loadModule, reportOf } from "../../src/kernel/instance.ts";

const module = await loadModule(), crc32 = fastCrc32(module);

/** Bytes that look random, the same ones every time: more than what is taken in at once, twice. */
const BYTES = Uint8Array.from({ length: (1 << 17) + 1000 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 24);

Deno.test("fast CRC-32: every length around blocks, and around what is taken in at once", () => {
  for (const from of [0, 1 << 16, 1 << 17]) {
    for (let length = Math.max(0, from - 300); length < from + 900; length++) {
      const part = BYTES.subarray(0, length);
      assert.equal(crc32(part), reference(part), `${length} bytes`);
    }
  }
});

Deno.test("fast CRC-32: whatever came before, wherever the bytes lie, and whatever they are", () => {
  const before = fc.nat({ max: 0xffffffff }), start = fc.nat({ max: 999 });
  fc.assert(fc.property(start, fc.nat({ max: BYTES.length - 1000 }), before, (from, length, crc) => {
    const part = BYTES.subarray(from, from + length);
    assert.equal(crc32(part, crc), reference(part, crc));
  }));
  // One bit alone tells where each byte of a block goes.
  const one = new Uint8Array(1024);
  for (let bit = 0; bit < 8 * 600; bit++) {
    one[bit >> 3] = 1 << (bit & 7);
    assert.equal(crc32(one), reference(one), `bit ${bit}`);
    one[bit >> 3] = 0;
  }
});

Deno.test("fast CRC-32: pieces one after the other, by several at once", () => {
  const other = fastCrc32(module), cut = fc.nat({ max: BYTES.length });
  fc.assert(fc.property(cut, cut, (a, b) => {
    const [first, second] = [Math.min(a, b), Math.max(a, b)];
    const pieces = [BYTES.subarray(0, first), BYTES.subarray(first, second), BYTES.subarray(second)];
    const [mine, others] = [crc32(pieces[0]), other(pieces[2])];
    assert.equal(crc32(pieces[2], crc32(pieces[1], mine)), reference(BYTES));
    assert.equal(others, reference(pieces[2]));
  }));
});

Deno.test("fast CRC-32: bytes in the module's memory stay what they are", () => {
  const { input } = reportOf(module), at = fc.nat({ max: 300 }), length = fc.nat({ max: 3000 });
  const memory = new Uint8Array(module.memory.buffer, input, 1 << 12);
  memory.set(BYTES.subarray(0, memory.length));
  fc.assert(fc.property(at, length, fc.nat({ max: 0xffffffff }), (from, length, before) => {
    const part = memory.subarray(from, from + length);
    assert.equal(crc32(part, before), reference(BYTES.subarray(from, from + length), before));
  }));
  assert.deepEqual(memory, BYTES.subarray(0, memory.length));
});
