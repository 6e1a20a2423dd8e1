// Role: CRC-32 of bytes that lie in the kernel's memory: folds them until 256 are left that have the same remainder, of which
// `kernel/fast_crc32.ts` takes the checksum.
//
// The bytes are a polynomial over GF(2), whose remainder is the checksum. Blocks of 256 are added to one another; before
// each, the sum so far is moved on by 256 bytes. That is a linear map for every four bytes whose remainders are independent,
// as those at k, k + 16, k + 128 and k + 144 are (not so with all distances), and the same map for every k. What one of the
// four adds to another is looked up by its half bytes, for 16 k at a time (J. Plank, K. Greenan and E. Miller, "Screaming
// Fast Galois Field Arithmetic Using Intel SIMD Instructions", FAST 2013).

import { FOLD_MAPS, FOLDED, grow } from "./memory";

/** Bytes of a block. */
const FOLD_BLOCK: usize = 256;

/**
 * Place of the maps, which are to be filled in: of each byte added to, from each of the four, by low and high half, 16
 * bytes. The first call of all: it sees to the memory.
 */
export function foldMaps(): usize {
  grow();
  return FOLD_MAPS;
}

/**
 * Folds [from, to), one block or several, into one block, whose place it returns. `before` is the complement of the CRC-32 of
 * what came before: that is the same as so much more in the first four bytes.
 */
export function fold(from: usize, to: usize, before: u32): usize {
  memory.copy(FOLDED, from, FOLD_BLOCK);
  store<u32>(FOLDED, load<u32>(FOLDED) ^ before);
  for (let first: usize = 0; first < 128; first += 32) foldFrom(first, from, to);
  return FOLDED;
}

/** The bytes at `first` and what belongs to them in all blocks. */
function foldFrom(first: usize, from: usize, to: usize): void {
  const half = i8x16.splat(15), sum = FOLDED + first;
  let a = v128.load(sum), b = v128.load(sum, 16), c = v128.load(sum, 128), d = v128.load(sum, 144);
  for (let at = from + FOLD_BLOCK + first; at < to; at += FOLD_BLOCK) {
    const aLow = v128.and(a, half), aHigh = v128.and(i16x8.shr_u(a, 4), half);
    const bLow = v128.and(b, half), bHigh = v128.and(i16x8.shr_u(b, 4), half);
    const cLow = v128.and(c, half), cHigh = v128.and(i16x8.shr_u(c, 4), half);
    const dLow = v128.and(d, half), dHigh = v128.and(i16x8.shr_u(d, 4), half);
    a = v128.xor(v128.load(at), moved(0, aLow, aHigh, bLow, bHigh, cLow, cHigh, dLow, dHigh));
    b = v128.xor(v128.load(at, 16), moved(1, aLow, aHigh, bLow, bHigh, cLow, cHigh, dLow, dHigh));
    c = v128.xor(v128.load(at, 128), moved(2, aLow, aHigh, bLow, bHigh, cLow, cHigh, dLow, dHigh));
    d = v128.xor(v128.load(at, 144), moved(3, aLow, aHigh, bLow, bHigh, cLow, cHigh, dLow, dHigh));
  }
  v128.store(sum, a);
  v128.store(sum, b, 16);
  v128.store(sum, c, 128);
  v128.store(sum, d, 144);
}

/** What all four bytes add to the one of this number. */
function moved(
  to: usize, aLow: v128, aHigh: v128, bLow: v128, bHigh: v128, cLow: v128, cHigh: v128, dLow: v128, dHigh: v128,
): v128 {
  const a = v128.xor(mapped(to, 0, aLow), mapped(to, 1, aHigh));
  const b = v128.xor(mapped(to, 2, bLow), mapped(to, 3, bHigh));
  const c = v128.xor(mapped(to, 4, cLow), mapped(to, 5, cHigh));
  const d = v128.xor(mapped(to, 6, dLow), mapped(to, 7, dHigh));
  return v128.xor(v128.xor(a, b), v128.xor(c, d));
}

// The half bytes are below 16, for which every machine gives the same.
function mapped(to: usize, from: usize, halves: v128): v128 {
  return i8x16.relaxed_swizzle(v128.load(FOLD_MAPS + (to * 8 + from) * 16), halves);
}
