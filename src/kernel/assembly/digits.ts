// Role: a few digits at a time, as one number of 64 bits.

/** Eight digits, the first in the lowest byte, as a number. */
export function number8(digits: u64): u64 {
  let value = (digits * 2561) >> 8;
  value = ((value & 0x00ff00ff00ff00ff) * 6553601) >> 16;
  return ((value & 0x0000ffff0000ffff) * 42949672960001) >> 32;
}

/** A status from 100 to 999 as three nibbles; less for anything else. */
export function statusAt(at: usize): u32 {
  const digits = (load<u32>(at) & 0xffffff) ^ 0x303030;
  if (((digits | (digits + 0x060606)) & 0xf0f0f0) != 0) return 0;
  return (digits << 8 | digits >> 4 & 0xf0 | digits >> 16) & 0xfff;
}

/** How many of these bytes, of which 0x30 has been taken away, are digits before one that is none. */
export function digitsIn(digits: u64): u64 {
  return <u64>ctz((digits | (digits + 0x0606060606060606)) & 0xf0f0f0f0f0f0f0f0) >> 3;
}

/** Where there are no more digits. */
export function afterDigits(at: usize): usize {
  let end = at;
  while (<u32>load<u8>(end) - 0x30 < 10) end++;
  return end;
}
