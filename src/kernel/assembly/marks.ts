// Role: finds bytes that end something, 64 at a time: what is longer than a few bytes mostly ends there, and how many pieces of
// 16 it has would often be guessed wrong.

/** Which of 16 bytes are those of one vector or the other, a bit each. */
export function marksIn16(at: usize, a: v128, b: v128): u32 {
  const text = v128.load(at);
  return <u32>i8x16.bitmask(v128.or(i8x16.eq(text, a), i8x16.eq(text, b)));
}

/** The same of 64 bytes. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function marksIn64(at: usize, a: v128, b: v128): u64 {
  return <u64>(marksIn16(at, a, b) | marksIn16(at + 16, a, b) << 16) |
    <u64>(marksIn16(at + 32, a, b) | marksIn16(at + 48, a, b) << 16) << 32;
}
