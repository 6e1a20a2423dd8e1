// Role: tells the segments of a path that name one thing of many, such as a user or an order, from those that are the same for all.

const DASH = 0x2d, UNDERSCORE = 0x5f, EQUALS = 0x3d;
/** Lengths of the parts of a UUID (RFC 9562), with dashes between them. */
const UUID_DASHES = [8, 13, 18, 23], UUID_LENGTH = 36;
/** The shortest hexadecimal number, and the shortest text of base64, that are taken for identifiers. */
const SHORTEST_HEX = 8, SHORTEST_BASE64 = 16;

/** What the bytes of a segment are. */
const DIGIT = 1, HEX_LETTER = 2, SMALL = 4, CAPITAL = 8, OTHER_BASE64 = 16;
const CLASSES = new Uint8Array(256);
for (let digit = 0; digit < 10; digit++) CLASSES[0x30 + digit] = DIGIT;
for (let letter = 0; letter < 26; letter++) {
  const hex = letter < 6 ? HEX_LETTER : 0;
  CLASSES[0x41 + letter] = CAPITAL | hex;
  CLASSES[0x61 + letter] = SMALL | hex;
}
for (const byte of [DASH, UNDERSCORE, EQUALS]) CLASSES[byte] = OTHER_BASE64;

/**
 * Whether the segment at [start, end) of `bytes` is an identifier: digits alone; a UUID; at least 8 hexadecimal digits, one of which
 * is from 0 to 9; at least 16 characters of base64url (RFC 4648, section 5), small letters, capitals and digits among them.
 *
 * @example
 * ```ts
 * import { isIdentifier } from "./identifier.ts";
 * import assert from "node:assert/strict";
 *
 * const is = (text: string) => isIdentifier(new TextEncoder().encode(text), 0, text.length);
 * assert.deepEqual(["17", "cafe", "deadbee5", "users"].map(is), [true, false, true, false]);
 * ```
 */
export function isIdentifier(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 0) return false;
  /** Classes that some byte has, and whether all bytes are hexadecimal, as far as has been seen. */
  let has = 0, isHex = true;
  for (let at = start; at < end; at++) {
    const byteClass = CLASSES[bytes[at]];
    if (byteClass === 0) return false;
    has |= byteClass;
    if ((byteClass & (DIGIT | HEX_LETTER)) === 0) isHex = false;
  }
  if ((has & DIGIT) === 0) return length === UUID_LENGTH && isUuid(bytes, start, end);
  if (has === DIGIT) return true;
  if (isHex && length >= SHORTEST_HEX) return true;
  const isMixed = (has & SMALL) !== 0 && (has & CAPITAL) !== 0;
  return isMixed && length >= SHORTEST_BASE64 || length === UUID_LENGTH && isUuid(bytes, start, end);
}

function isUuid(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const isDash = UUID_DASHES.includes(at - start);
    if (isDash ? bytes[at] !== DASH : (CLASSES[bytes[at]] & (DIGIT | HEX_LETTER)) === 0) return false;
  }
  return true;
}
