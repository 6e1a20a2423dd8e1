// Role: bytes of a log as printable text, and back. The escaping is reversible and safe on a terminal: every byte string has
// exactly one text, so equal texts mean equal bytes.

import { OTHER } from "./dimensions/dimension.ts";

const BACKSLASH = 0x5c, X = 0x78, SPACE = 0x20, TILDE = 0x7e;

/** C1 controls, marks without width, bidi controls, line and paragraph separators, the byte order mark. */
const HIDDEN = new RegExp("[\\x80-\\x9f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]");
const ESCAPE = /\\x([0-9a-fA-F]{2})/g;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * The bytes as printable text. Valid UTF-8 stays; each byte of a control character, an invisible format character or
 * invalid UTF-8 becomes `\xNN`. A backslash stays, unless it would read as such an escape: then it becomes `\x5c`. The
 * whole text `(other)` becomes `\x28other)`, because that name stands for the rest of a bucket.
 *
 * @example
 * ```ts
 * import { bytesOf, textOf } from "./text.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(textOf(new Uint8Array([0x2f, 0x61, 0x1b, 0xff])), "/a\\x1b\\xff");
 * assert.deepEqual(bytesOf("/a\\x1b\\xff"), new Uint8Array([0x2f, 0x61, 0x1b, 0xff]));
 * ```
 */
export function textOf(bytes: Uint8Array): string {
  const text = isPlain(bytes) ? decoder.decode(bytes) : escaped(bytes);
  return text === OTHER ? `\\x28${OTHER.slice(1)}` : text;
}

/** The bytes that {@link textOf} made this text from. */
export function bytesOf(text: string): Uint8Array {
  const parts: Uint8Array[] = [];
  let start = 0;
  for (const match of text.matchAll(ESCAPE)) {
    parts.push(encoder.encode(text.slice(start, match.index)), Uint8Array.of(parseInt(match[1], 16)));
    start = match.index + match[0].length;
  }
  const rest = encoder.encode(text.slice(start));
  if (parts.length === 0) return rest;
  parts.push(rest);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Printable ASCII without a backslash: nearly all names are. */
function isPlain(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte < SPACE || byte > TILDE || byte === BACKSLASH) return false;
  }
  return true;
}

function escaped(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const length = lengthAt(bytes, at);
    const character = length === 0 ? "" : decoder.decode(bytes.subarray(at, at + length));
    const stays = length === 1
      ? bytes[at] >= SPACE && bytes[at] <= TILDE && !looksEscaped(bytes, at)
      : length > 1 && !HIDDEN.test(character);
    const end = at + Math.max(1, length);
    if (stays) text += character;
    else for (let byte = at; byte < end; byte++) text += "\\x" + bytes[byte].toString(16).padStart(2, "0");
    at = end;
  }
  return text;
}

/** Whether a backslash here would be read back as an escape. */
function looksEscaped(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === BACKSLASH && bytes[at + 1] === X && isHex(bytes[at + 2]) && isHex(bytes[at + 3]);
}

function isHex(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

/** Bytes of the UTF-8 character that begins here, 1 to 4; 0 where the bytes are invalid (Unicode 17, table 3-7). */
function lengthAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at];
  if (lead < 0x80) return 1;
  const length = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead <= 0xf4 ? 4 : 0;
  if (lead < 0xc2 || at + length > bytes.length) return 0;
  // The second byte rules out overlong forms, surrogates and what is above U+10FFFF.
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (bytes[at + 1] < least || bytes[at + 1] > most) return 0;
  for (let next = at + 2; next < at + length; next++) if ((bytes[next] & 0xc0) !== 0x80) return 0;
  return length;
}
