// Role: tells addresses from names, where a line does not say which of its words is the client; and what addresses look like in patterns.

/** Patterns of addresses, for regular expressions without regard to case. */
export const IPV4_PATTERN = String.raw`\d{1,3}(?:\.\d{1,3}){3}`;
/** Of addresses that are given out: a number and a colon in front of one, as a number of a line, make none of these. */
export const IPV6_PATTERN = String
  .raw`(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:::|64:ff9b:|[23f][0-9a-f]{3}:)[0-9a-f:.]*)`;

const DOT = 0x2e, COLON = 0x3a, COMMA = 0x2c, ZERO = 0x30, OPENING = 0x5b, CLOSING = 0x5d, PERCENT = 0x25;

/** Whether the word at [start, end) is an address without port and brackets, or a list that begins with one. */
export function isBareAddress(bytes: Uint8Array, start: number, end: number): boolean {
  let last = start;
  while (last < end && bytes[last] !== COMMA) last++;
  return isAddress(bytes, start, last, 0);
}

/** Whether it is an address in any of the ways to write one: also in brackets, with a port, or with a zone. */
export function isAnyAddress(bytes: Uint8Array, start: number, end: number): boolean {
  const first = start < end && bytes[start] === OPENING ? start + 1 : start;
  let last = first;
  while (last < end && bytes[last] !== COMMA && bytes[last] !== CLOSING && bytes[last] !== PERCENT) last++;
  return isAddress(bytes, first, last, 1);
}

/**
 * Digits with three points between, of which so many colons may follow, or hexadecimal ones with two colons and more. The kernel
 * tells it so, too (`kernel/assembly/layout.ts`).
 */
function isAddress(bytes: Uint8Array, start: number, end: number, mostColons: number): boolean {
  let dots = 0, colons = 0, letters = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at], letter = (byte | 0x20) - 0x61;
    if (byte === DOT) dots++;
    else if (byte === COLON) colons++;
    else if (letter >= 0 && letter < 6) letters++;
    else if (byte < ZERO || byte > ZERO + 9) return false;
  }
  return colons > 1 || (dots === 3 && letters === 0 && colons <= mostColons);
}
