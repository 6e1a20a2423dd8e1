// Role: CRC-32 at several GB/s, for whoever reads much (`choose.ts`). Bytes are folded by WebAssembly
// (`checksum/assembly/fold.ts`), the rest is done by `crc32.ts`. The runtime's own, in `node:zlib`, is twice as fast, but it
// takes each thread 25 to 45 ms to load, in which this one is through with 150 MB.

import { type Crc32, crc32, crcCombine, ONE, timesX } from "./crc32.ts";

/** What the module offers; `checksum/assembly/fold.ts` says what each does. Places are byte offsets in its memory. */
interface FoldExports {
  readonly memory: WebAssembly.Memory;
  bytes(): number;
  size(): number;
  maps(): number;
  fold(length: number): void;
}

/** Bytes of a block; of the four bytes that are moved together, how many there are after each up to the last. */
const BLOCK = 256, AFTER = [144, 128, 16, 0];

/** Fewer bytes are not worth a call. */
const WORTH_FOLDING = 2 * BLOCK;

/**
 * The same function as {@link crc32}, some ten times as fast for more than a few hundred bytes. It takes a millisecond to
 * load, and owns 128 KiB.
 *
 * @example
 * ```ts
 * import { fastCrc32 } from "./fast_crc32.ts";
 * import assert from "node:assert/strict";
 *
 * const crc32 = await fastCrc32();
 * assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
 * ```
 */
export async function fastCrc32(): Promise<Crc32> {
  const module = await import("./fold.wasm") as unknown as FoldExports, size = module.size();
  const room = new Uint8Array(module.memory.buffer, module.bytes(), size);
  const block = room.subarray(0, BLOCK), view = new DataView(module.memory.buffer, module.bytes());
  new Uint8Array(module.memory.buffer, module.maps()).set(maps());
  return (bytes, before = 0) => {
    let crc = before, at = 0;
    while (bytes.length - at >= WORTH_FOLDING) {
      const length = Math.min(size, bytes.length - at), folded = length - length % BLOCK;
      room.set(bytes.subarray(at, at + folded));
      // What came before is the same as that much more in the first bytes.
      view.setInt32(0, view.getInt32(0, true) ^ ~crc, true);
      module.fold(folded);
      crc = crc32(block, NOTHING);
      at += folded;
    }
    return crc32(bytes.subarray(at), crc);
  };
}

/** The checksum before some bytes that adds nothing to them. */
const NOTHING = 0xffffffff;

/** The maps as the module wants them: by what is added to, by what is moved, by the half and by what it holds. */
function maps(): Uint8Array {
  const basis = basisOf(AFTER.flatMap((after) => bitsBefore(after)));
  const bytes: number[] = [];
  const moved = AFTER.map((after) => bitsBefore(BLOCK + after).map((bit) => inBasis(bit, basis)));
  for (let to = 0; to < 4; to++) {
    for (let from = 0; from < 4; from++) {
      for (const half of [0, 4]) {
        for (let held = 0; held < 16; held++) {
          let sum = 0;
          for (let bit = 0; bit < 4; bit++) if (held >> bit & 1) sum ^= moved[from][half + bit];
          bytes.push(sum >>> 8 * to & 255);
        }
      }
    }
  }
  return Uint8Array.from(bytes);
}

/** The remainders of each bit of a byte that has so many bytes after it. */
function bitsBefore(bytes: number): number[] {
  const bits = [crcCombine(ONE, 0, bytes)];
  while (bits.length < 8) bits.unshift(timesX(bits[0]));
  return bits;
}

/** Vectors over GF(2), each with a highest bit that no other one has, and of which of those given it is the sum. */
type Basis = readonly { readonly highest: number; readonly vector: number; readonly sum: number }[];

/** The basis that 32 vectors are, numbered as they come. */
function basisOf(vectors: readonly number[]): Basis {
  const basis: { highest: number; vector: number; sum: number }[] = [];
  for (const [number, given] of vectors.entries()) {
    let vector = given, sum = 1 << number;
    for (const one of basis) if (vector & one.highest) [vector, sum] = [vector ^ one.vector, sum ^ one.sum];
    basis.push({ highest: 1 << 31 - Math.clz32(vector), vector, sum });
  }
  return basis;
}

/** Which of the vectors of a basis add up to this one. */
function inBasis(given: number, basis: Basis): number {
  let vector = given, sum = 0;
  for (const one of basis) if (vector & one.highest) [vector, sum] = [vector ^ one.vector, sum ^ one.sum];
  return sum;
}
