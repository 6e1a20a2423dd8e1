// Role: our CRC-32 against that of zlib, in pieces and whole.

import assert from "node:assert/strict";
import { crc32 as reference } from "node:zlib";
import fc from "fast-check";
import { crc32, crcCombine } from "../../src/checksum/crc32.ts";

const bytes = fc.uint8Array({ maxLength: 100 });

Deno.test("CRC-32: the check value of the catalogues, and nothing of nothing", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  assert.equal(crc32(new Uint8Array(0)), 0);
  assert.equal(crc32(new Uint8Array(0), 0xdeadbeef), 0xdeadbeef);
});

Deno.test("CRC-32: that of zlib, whatever came before and wherever the bytes lie", () => {
  fc.assert(fc.property(bytes, fc.nat({ max: 9 }), fc.nat({ max: 0xffffffff }), (all, start, before) => {
    const part = all.subarray(start);
    assert.equal(crc32(part, before), reference(part, before));
  }));
});

Deno.test("CRC-32: of a mebibyte, that of zlib", () => {
  const large = Uint8Array.from({ length: (1 << 20) + 5 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 24);
  assert.equal(crc32(large), reference(large));
});

Deno.test("CRC-32: pieces in a row, one after the other or put together", () => {
  fc.assert(fc.property(bytes, bytes, bytes, (a, b, c) => {
    const whole = reference(Uint8Array.from([...a, ...b, ...c]));
    assert.equal(crc32(c, crc32(b, crc32(a))), whole);
    const ab = crcCombine(crc32(a), crc32(b), b.length);
    assert.equal(crcCombine(ab, crc32(c), c.length), whole);
    const bc = crcCombine(crc32(b), crc32(c), c.length);
    assert.equal(crcCombine(crc32(a), bc, b.length + c.length), whole);
  }));
});

Deno.test("CRC-32: pieces of more than 2^32 bytes", () => {
  fc.assert(fc.property(bytes, fc.maxSafeNat(), fc.maxSafeNat(), (a, some, more) => {
    const [first, second] = [Math.floor(some / 2), Math.floor(more / 2)];
    const stepwise = crcCombine(crcCombine(crc32(a), 0, first), 0, second);
    assert.equal(stepwise, crcCombine(crc32(a), 0, first + second));
  }));
  const zeros = new Uint8Array(1 << 23);
  let crc = 0;
  for (let length = 0; length <= 2 ** 32; length += zeros.length) crc = reference(zeros, crc);
  assert.equal(crc, zerosCrc(2 ** 32 + zeros.length));
});

/** CRC-32 of so many zeros, put together from halves. */
function zerosCrc(length: number): number {
  if (length <= 1) return reference(new Uint8Array(length));
  const half = Math.floor(length / 2), rest = zerosCrc(half);
  const even = crcCombine(rest, rest, half);
  return length % 2 === 0 ? even : crcCombine(even, zerosCrc(1), 1);
}
