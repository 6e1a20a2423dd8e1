// Role: CRC-32 (RFC 1952, section 8) of bytes, and of two pieces in a row from what is known of each. Pure. It is also the
// reference of `kernel/fast_crc32.ts`, which is used for much.

/** CRC-32 of bytes that follow others with the CRC-32 `before` (0 where there are none). A whole number below 2^32. */
export type Crc32 = (bytes: Uint8Array, before?: number) => number;

/** The polynomial, x^32 left out, bit 31 for x^0. */
const POLYNOMIAL = 0xedb88320;

/** x^0 as a remainder: bit 31 stands for it, and bit 0 for x^31. */
export const ONE = 0x80000000;
/** x^8. */
const ONE_BYTE = 0x00800000;

/**
 * At 256 n + b: what the byte b does to the checksum when n bytes follow it (Kounavis and Berry, "A systematic approach
 * to building high performance software-based CRC generators", 2005). Eight bytes take one step with it.
 */
const TABLES: Int32Array = tables();

/**
 * A {@link Crc32} without anything to load, at about 400 MB/s.
 *
 * @example
 * ```ts
 * import { crc32 } from "./crc32.ts";
 * import assert from "node:assert/strict";
 *
 * const text = new TextEncoder().encode("123456789");
 * assert.equal(crc32(text), 0xcbf43926);
 * assert.equal(crc32(text.subarray(4), crc32(text.subarray(0, 4))), 0xcbf43926);
 * ```
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  const table = TABLES, end = bytes.length, lastStep = end - 8;
  let crc = ~before, at = 0;
  for (; at <= lastStep; at += 8) {
    crc ^= bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24;
    crc = table[1792 + (crc & 255)] ^ table[1536 + (crc >>> 8 & 255)] ^ table[1280 + (crc >>> 16 & 255)] ^
      table[1024 + (crc >>> 24)] ^ table[768 + bytes[at + 4]] ^ table[512 + bytes[at + 5]] ^
      table[256 + bytes[at + 6]] ^ table[bytes[at + 7]];
  }
  for (; at < end; at++) crc = crc >>> 8 ^ table[(crc ^ bytes[at]) & 255];
  return ~crc >>> 0;
}

/**
 * CRC-32 of two pieces in a row, the second one `lengthOfB` bytes long, out of the CRC-32 of each. Takes time in
 * proportion to the logarithm of the length (as zlib's `crc32_combine` does).
 *
 * @example
 * ```ts
 * import { crc32, crcCombine } from "./crc32.ts";
 * import assert from "node:assert/strict";
 *
 * const bytes = new TextEncoder().encode("123456789");
 * const [a, b] = [bytes.subarray(0, 2), bytes.subarray(2)];
 * assert.equal(crcCombine(crc32(a), crc32(b), b.length), crc32(bytes));
 * ```
 */
export function crcCombine(a: number, b: number, lengthOfB: number): number {
  // The first piece's remainder times x to the number of bits that follow it.
  let power = ONE, square = ONE_BYTE;
  for (let left = lengthOfB; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = product(power, square);
    square = product(square, square);
  }
  return (product(power, a) ^ b) >>> 0;
}

/** The product of two polynomials over GF(2), modulo the one of CRC-32. */
function product(a: number, b: number): number {
  let sum = 0;
  for (let bit = 31; bit >= 0; bit--) {
    if ((a >>> bit & 1) === 1) sum ^= b;
    b = timesX(b);
  }
  return sum;
}

/** A remainder times x: what it is with one more bit after it. */
export function timesX(polynomial: number): number {
  return (polynomial & 1) === 1 ? polynomial >>> 1 ^ POLYNOMIAL : polynomial >>> 1;
}

function tables(): Int32Array {
  const table = new Int32Array(8 * 256);
  // A byte does what its bits do, and the bit 128 is x^0 when seven more have been taken.
  for (let bit = 128, crc = 1; bit > 0; bit >>= 1) {
    crc = timesX(crc);
    for (let byte = bit; byte < 256; byte += 2 * bit) table[byte] = crc ^ table[byte - bit];
  }
  for (let at = 256; at < table.length; at++) {
    const crc = table[at - 256];
    table[at] = crc >>> 8 ^ table[crc & 255];
  }
  return table;
}
