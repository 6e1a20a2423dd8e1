// Role: CRC-32 at several GB/s: the kernel's module folds the bytes (`kernel/assembly/checksum.ts`), in place where they lie in
// its memory; `crc32.ts` does the rest. The runtime's own, in `node:zlib`, is twice as fast, but it takes each
// thread 25 to 45 ms to load, in which this one processes 150 MB.

import { type Crc32, crc32, crcCombine, ONE, timesX } from "../checksum/crc32.ts";
import { type KernelExports, loadModule, reportOf } from "./instance.ts";

/** Bytes of a block; of the four bytes that are moved together, how many there are after each up to the last. */
const BLOCK = 256, AFTER = [144, 128, 16, 0];
/** Fewer bytes are not worth a call. */
const WORTH_FOLDING = 2 * BLOCK;
/** Bytes that are copied into the module at once. */
const PIECE = 1 << 16;
/** From so many bytes on it makes good the few milliseconds that the module takes to load. */
const WORTH_LOADING = 1 << 20;
/** The checksum before some bytes that adds nothing to them. */
const NOTHING = 0xffffffff;

/** The quicker CRC-32 for so many bytes; null where their number is not known. Both give the same numbers. */
export async function crc32For(length: number | null): Promise<Crc32> {
  return length !== null && length < WORTH_LOADING ? crc32 : fastCrc32(await loadModule());
}

/** The same function as `crc32`, some ten times as fast for more than a few hundred bytes. */
export function fastCrc32(module: KernelExports): Crc32 {
  const { memory } = module, place = module.foldMaps(), table = maps();
  new Uint8Array(memory.buffer, place, table.length).set(table);
  const { scratch } = reportOf(module);
  const inPlace = (bytes: Uint8Array, before: number): number => {
    if (bytes.length < WORTH_FOLDING) return crc32(bytes, before);
    const folded = bytes.length - bytes.length % BLOCK, from = bytes.byteOffset;
    const place = module.fold(from, from + folded, ~before);
    return crc32(bytes.subarray(folded), crc32(new Uint8Array(memory.buffer, place, BLOCK), NOTHING));
  };
  return (bytes, before = 0) => {
    if (bytes.buffer === memory.buffer) return inPlace(bytes, before);
    let crc = before;
    for (let at = 0; at < bytes.length; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE),
        copy = new Uint8Array(memory.buffer, scratch, piece.length);
      copy.set(piece);
      crc = inPlace(copy, crc);
    }
    return crc;
  };
}

/** The maps as the module wants them: by what is added to, by what is moved, by the half and by what it holds. */
function maps(): Uint8Array {
  const basis = basisOf(AFTER.flatMap((after) => bitsBefore(after)));
  const moved = AFTER.flatMap((after) => bitsBefore(BLOCK + after).map((bit) => reduced(bit, 0, basis).sum));
  return Uint8Array.from({ length: 4 * 4 * 2 * 16 }, (_, place) => {
    const held = place & 15, half = place >> 4 & 7, to = place >> 7;
    let sum = 0;
    for (let bit = 0; bit < 4; bit++) if (held >> bit & 1) sum ^= moved[half * 4 + bit];
    return sum >>> 8 * to;
  });
}

/** The remainders of each bit of a byte that has so many bytes after it. */
function bitsBefore(bytes: number): number[] {
  const bits = [crcCombine(ONE, 0, bytes)];
  while (bits.length < 8) bits.unshift(timesX(bits[0]));
  return bits;
}

/** A vector over GF(2), and of which of the vectors of a list it is the sum, a bit each. */
interface Sum {
  readonly vector: number;
  readonly sum: number;
}

/** The basis that 32 vectors are: each with a highest bit that no later one has. */
function basisOf(vectors: readonly number[]): Sum[] {
  const basis: Sum[] = [];
  for (const [number, vector] of vectors.entries()) basis.push(reduced(vector, 1 << number, basis));
  return basis;
}

/** What is left of a vector without the parts of it that are in the basis; which those were is added to `sum`. */
function reduced(vector: number, sum: number, basis: readonly Sum[]): Sum {
  for (const one of basis) {
    const highest = 1 << 31 - Math.clz32(one.vector);
    if (vector & highest) [vector, sum] = [vector ^ one.vector, sum ^ one.sum];
  }
  return { vector, sum };
}
