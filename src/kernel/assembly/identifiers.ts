// Role: tells the segments of a path that name one thing of many, as `domain/dimensions/identifier.ts` does.

const DASH: u32 = 0x2d, UNDERSCORE: u32 = 0x5f, EQUALS: u32 = 0x3d;
/** What the bytes of a segment are. */
const DIGIT: u32 = 1, HEX_LETTER: u32 = 2, SMALL: u32 = 4, CAPITAL: u32 = 8, OTHER_BASE64: u32 = 16;
const UUID_LENGTH: usize = 36, SHORTEST_HEX: usize = 8, SHORTEST_BASE64: usize = 16;

function classOf(c: u32): u32 {
  if (c - 0x30 < 10) return DIGIT;
  if ((c | 0x20) - 0x61 < 26) return (c < 0x60 ? CAPITAL : SMALL) | ((c | 0x20) - 0x61 < 6 ? HEX_LETTER : 0);
  return c == DASH || c == UNDERSCORE || c == EQUALS ? OTHER_BASE64 : 0;
}

/** Whether the segment at [start, end) is one. */
export function isIdentifier(start: usize, end: usize): bool {
  const length = end - start;
  if (length == 0) return false;
  let has: u32 = 0, isHex = true;
  for (let at = start; at < end; at++) {
    const which = classOf(load<u8>(at));
    if (which == 0) return false;
    has |= which;
    if ((which & (DIGIT | HEX_LETTER)) == 0) isHex = false;
  }
  if ((has & DIGIT) == 0) return length == UUID_LENGTH && isUuid(start, end);
  if (has == DIGIT) return true;
  if (isHex && length >= SHORTEST_HEX) return true;
  const isMixed = (has & SMALL) != 0 && (has & CAPITAL) != 0;
  return isMixed && length >= SHORTEST_BASE64 || length == UUID_LENGTH && isUuid(start, end);
}

/** RFC 9562. */
function isUuid(start: usize, end: usize): bool {
  for (let at = start; at < end; at++) {
    const place = at - start, isDash = place == 8 || place == 13 || place == 18 || place == 23;
    if (isDash ? <u32>load<u8>(at) != DASH : (classOf(load<u8>(at)) & (DIGIT | HEX_LETTER)) == 0) return false;
  }
  return true;
}
