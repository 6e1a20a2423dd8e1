// Role: the fields that access logs have in common, from bytes to numbers.

import { LAST_TIME } from "./decode/days.ts";

const ZERO = 0x30, NINE = 0x39, DOT = 0x2e, DASH = 0x2d;

/**
 * A date in decimal epoch seconds; a fraction is cut off. −1 if the field at [start, end) is no such date.
 *
 * @example
 * ```ts
 * import { parseTime } from "./fields.ts";
 * import assert from "node:assert/strict";
 *
 * const bytes = new TextEncoder().encode("1549573860.75");
 * assert.equal(parseTime(bytes, 0, bytes.length), 1549573860);
 * ```
 */
export function parseTime(bytes: Uint8Array, start: number, end: number): number {
  let value = 0, at = start;
  for (; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (at === start || value > LAST_TIME) return -1;
  if (at === end) return value;
  if (bytes[at++] !== DOT || at === end) return -1;
  for (; at < end; at++) if (bytes[at] < ZERO || bytes[at] > NINE) return -1;
  return value;
}

/** A status, 100 … 999; −1 if the field is none. */
export function parseStatus(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 3) return -1;
  const a = bytes[start] - ZERO, b = bytes[start + 1] - ZERO, c = bytes[start + 2] - ZERO;
  if (a < 1 || a > 9 || b < 0 || b > 9 || c < 0 || c > 9) return -1;
  return a * 100 + b * 10 + c;
}

/** A number of bytes; it saturates at 2^53 − 1. `-` is 0. −1 if the field is neither. */
export function parseBytes(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return -1;
  if (end - start === 1 && bytes[start] === DASH) return 0;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return Math.min(value, Number.MAX_SAFE_INTEGER);
}
