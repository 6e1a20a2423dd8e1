// Role: the WebAssembly behind `checksum/fast_crc32.ts`: folds bytes until 256 of them are left that have the same remainder.
// Compiled to `../fold.wasm` by `deno task kernel`.
//
// The bytes are a polynomial over GF(2), whose remainder is the checksum. Blocks of 256 are added to one another; before
// each, the sum so far is moved on by 256 bytes. That is a linear map for every four bytes whose remainders are independent,
// as those at k, k + 16, k + 128 and k + 144 are (not so with all distances), and the same map for every k. What one of the
// four adds to another is looked up by its half bytes, for 16 k at a time (J. Plank, K. Greenan and E. Miller, "Screaming
// Fast Galois Field Arithmetic Using Intel SIMD Instructions", FAST 2013).

/** Bytes of a block, and bytes that can be folded at once, a multiple of it. */
const BLOCK: usize = 256, SIZE: usize = 1 << 16;
const BYTES: usize = memory.data(SIZE, 64);
/** For each of the four bytes that are added to, from each of the four, by its low and by its high half: 16 bytes. */
const MAPS: usize = memory.data(4 * 4 * 2 * 16, 64);

/** Place of the bytes. */
export function bytes(): usize { return BYTES; }

/** How many there is room for. */
export function size(): usize { return SIZE; }

/** Place of the maps, which are to be filled in. */
export function maps(): usize { return MAPS; }

/** Folds so many of the bytes, a multiple of a block and at least one, into the first block. */
export function fold(length: usize): void {
  for (let first: usize = 0; first < 128; first += 32) foldFrom(BYTES + first, BYTES + length);
}

/** Those at `first` and what belongs to them in all blocks. */
function foldFrom(first: usize, end: usize): void {
  const half = i8x16.splat(15);
  let a = v128.load(first), b = v128.load(first, 16), c = v128.load(first, 128), d = v128.load(first, 144);
  for (let at = first + BLOCK; at < end; at += BLOCK) {
    const aLow = v128.and(a, half), aHigh = v128.and(i16x8.shr_u(a, 4), half);
    const bLow = v128.and(b, half), bHigh = v128.and(i16x8.shr_u(b, 4), half);
    const cLow = v128.and(c, half), cHigh = v128.and(i16x8.shr_u(c, 4), half);
    const dLow = v128.and(d, half), dHigh = v128.and(i16x8.shr_u(d, 4), half);
    a = v128.xor(v128.load(at), moved(0, aLow, aHigh, bLow, bHigh, cLow, cHigh, dLow, dHigh));
    b = v128.xor(v128.load(at, 16), moved(1, aLow, aHigh, bLow, bHigh, cLow, cHigh, dLow, dHigh));
    c = v128.xor(v128.load(at, 128), moved(2, aLow, aHigh, bLow, bHigh, cLow, cHigh, dLow, dHigh));
    d = v128.xor(v128.load(at, 144), moved(3, aLow, aHigh, bLow, bHigh, cLow, cHigh, dLow, dHigh));
  }
  v128.store(first, a);
  v128.store(first, b, 16);
  v128.store(first, c, 128);
  v128.store(first, d, 144);
}

/** What all four bytes add to the one of this number. */
// @ts-ignore: decorator
@inline
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
// @ts-ignore: decorator
@inline
function mapped(to: usize, from: usize, halves: v128): v128 {
  return i8x16.relaxed_swizzle(v128.load(MAPS + (to * 8 + from) * 16), halves);
}
