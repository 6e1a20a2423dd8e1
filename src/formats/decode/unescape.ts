// Role: escaped texts of logs → the bytes that the client sent. No escape is shorter than what it stands for.

import type { Escape } from "../layout.ts";

const BACKSLASH = 0x5c, HASH = 0x23, PERCENT = 0x25, PLUS = 0x2b, QUOTE = 0x22, X = 0x78, U = 0x75;

/** The byte that each kind of escape begins with; −1 for kinds without any. */
export const ESCAPE_BYTES: Readonly<Record<Escape, number>> = {
  none: -1,
  token: -1,
  clf: BACKSLASH,
  json: BACKSLASH,
  traefik: BACKSLASH,
  haproxy: HASH,
  percent: PERCENT,
  w3c: PLUS,
  quotes: QUOTE,
};

/** What a letter after a backslash stands for. */
const LETTERS: Readonly<Record<number, number>> = {
  0x22: 0x22,
  0x5c: 0x5c,
  0x2f: 0x2f,
  0x62: 8,
  0x66: 12,
  0x6e: 10,
  0x72: 13,
  0x74: 9,
  0x76: 11,
};

/**
 * Copies the text at [start, end) to `to` of `target` with its escapes undone, and returns the place after it. What is no
 * escape stays as it is.
 */
export function unescapeText(
  escape: Escape,
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  to: number,
): number {
  const first = ESCAPE_BYTES[escape];
  for (let at = start; at < end;) {
    const byte = bytes[at];
    if (byte !== first) {
      target[to++] = byte;
      at++;
    } else if (escape === "quotes") {
      target[to++] = byte;
      at += bytes[at + 1] === QUOTE ? 2 : 1;
    } else if (escape === "w3c") {
      target[to++] = 0x20;
      at++;
    } else if (escape === "traefik") {
      if (bytes[at + 1] === QUOTE && at + 1 < end) at++;
      target[to++] = bytes[at++];
    } else if (first === BACKSLASH) {
      const length = backslashed(bytes, at, end);
      if (length === 6) {
        const used = utf16(bytes, at, end, target, to);
        to += utf8Length(target[to]);
        at += used;
      } else if (length === 4) {
        target[to++] = hexByte(bytes, at + 2);
        at += 4;
      } else {
        target[to++] = length === 2 ? LETTERS[bytes[at + 1]] : byte;
        at += length;
      }
    } else {
      let value = at + 2 < end ? hexByte(bytes, at + 1) : -1, length = 3;
      if (escape === "percent" && value === PERCENT && at + 4 < end) {
        const twice = hexByte(bytes, at + 3);
        if (twice >= 0) [value, length] = [twice, 5];
      }
      if (value < 0) [value, length] = [byte, 1];
      target[to++] = value;
      at += length;
    }
  }
  return to;
}

/** The length of the escape at a backslash; 1 where it is none. */
function backslashed(bytes: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end) return 1;
  const letter = bytes[at + 1];
  if (letter === X) return at + 3 < end && hexByte(bytes, at + 2) >= 0 ? 4 : 1;
  if (letter === U) return at + 5 < end && hexWord(bytes, at + 2) >= 0 ? 6 : 1;
  return letter in LETTERS ? 2 : 1;
}

/** Writes the character of `\uXXXX`, or of a pair of them, as UTF-8; returns the length of what stands for it. */
function utf16(bytes: Uint8Array, at: number, end: number, target: Uint8Array, to: number): number {
  let code = hexWord(bytes, at + 2), length = 6;
  if (code >= 0xd800 && code < 0xe000) {
    const second = code < 0xdc00 && at + 11 < end && bytes[at + 6] === BACKSLASH && bytes[at + 7] === U
      ? hexWord(bytes, at + 8)
      : -1;
    if (second >= 0xdc00 && second < 0xe000) {
      code = 0x10000 + ((code - 0xd800) << 10) + second - 0xdc00;
      length = 12;
    } else {
      code = 0xfffd;
    }
  }
  if (code < 0x80) target[to] = code;
  else if (code < 0x800) {
    target[to] = 0xc0 | code >> 6;
    target[to + 1] = 0x80 | code & 0x3f;
  } else if (code < 0x10000) {
    target[to] = 0xe0 | code >> 12;
    target[to + 1] = 0x80 | code >> 6 & 0x3f;
    target[to + 2] = 0x80 | code & 0x3f;
  } else {
    target[to] = 0xf0 | code >> 18;
    target[to + 1] = 0x80 | code >> 12 & 0x3f;
    target[to + 2] = 0x80 | code >> 6 & 0x3f;
    target[to + 3] = 0x80 | code & 0x3f;
  }
  return length;
}

function utf8Length(lead: number): number {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

function hexWord(bytes: Uint8Array, at: number): number {
  const high = hexByte(bytes, at), low = hexByte(bytes, at + 2);
  return high < 0 || low < 0 ? -1 : high << 8 | low;
}

/** The byte of two digits of hexadecimal; −1 where there are none. */
function hexByte(bytes: Uint8Array, at: number): number {
  const high = hexDigit(bytes[at]), low = hexDigit(bytes[at + 1]);
  return high < 0 || low < 0 ? -1 : high << 4 | low;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = (byte | 0x20) - 0x61;
  return letter >= 0 && letter <= 5 ? letter + 10 : -1;
}
