// Role: how long an answer took, as access logs write it → whole microseconds.

import { ABSENT } from "../../domain/record.ts";
import type { Role } from "../layout.ts";
import { textOf } from "../../domain/text.ts";

/** Bytes of a time span with units; as many are shown of what is none. */
const LONGEST = 40;

const DASH = 0x2d, DOT = 0x2e, PLUS = 0x2b;

/** In place of what is no time span. */
export const NO_SPAN = -2;

/** Digits of a fraction that count. */
const FRACTION = 9;

/** Microseconds in a unit, by its name. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-3,
  us: 1,
  "µs": 1,
  "μs": 1,
  ms: 1e3,
  s: 1e6,
  m: 60e6,
  h: 3600e6,
};

/**
 * A time span in a unit that has `unit` microseconds; a fraction of a microsecond is cut off. {@link ABSENT} for `-`, for an
 * empty field and for negative ones, {@link NO_SPAN} for other text.
 */
export function parseSpan(bytes: Uint8Array, start: number, end: number, unit: number): number {
  if (start === end) return ABSENT;
  let at = start;
  const isNegative = bytes[at] === DASH;
  if (isNegative || bytes[at] === PLUS) at++;
  if (at === end) return isNegative ? ABSENT : NO_SPAN;
  let digits = 0, scale = 1, fraction = 0, count = 0, hasPoint = false;
  for (; at < end; at++) {
    const digit = bytes[at] - 0x30;
    if (digit >= 0 && digit <= 9) {
      count++;
      if (hasPoint && ++fraction > FRACTION) continue;
      digits = digits * 10 + digit;
      if (hasPoint) scale *= 10;
    } else if (bytes[at] === DOT && !hasPoint) hasPoint = true;
    else return scientific(bytes, start, end, unit);
  }
  if (count === 0) return NO_SPAN;
  return isNegative ? ABSENT : Math.min(Math.floor(micro(digits, unit, scale)), Number.MAX_SAFE_INTEGER);
}

/** Divides last, and by whole numbers, so that 0.29 s are 290,000 µs. */
function micro(digits: number, unit: number, scale: number): number {
  return unit < 1 ? digits / (scale * Math.round(1 / unit)) : digits * unit / scale;
}

/** The rare number with an exponent. */
function scientific(bytes: Uint8Array, start: number, end: number, unit: number): number {
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 40)));
  if (!/^-?\d+(\.\d+)?[eE][+-]?\d{1,3}$/.test(text)) return NO_SPAN;
  const value = Math.floor(Number(text) * unit);
  return value < 0 ? ABSENT : Math.min(value, Number.MAX_SAFE_INTEGER);
}

/** A time span with its units, as Go and others write it: `0.12s`, `3ms`, `1m2.5s`; without one as {@link parseSpan} of seconds. */
export function parseUnits(bytes: Uint8Array, start: number, end: number): number {
  const last = bytes[end - 1];
  if (end === start || last === DASH || (last >= 0x30 && last <= 0x39)) {
    return parseSpan(bytes, start, end, 1e6);
  }
  if (end - start > LONGEST) return NO_SPAN;
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  if (!/^-?(\d+(\.\d+)?(ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return NO_SPAN;
  if (text.startsWith("-")) return ABSENT;
  let sum = 0;
  for (const [, whole, fraction = "", unit] of text.matchAll(/(\d+)(?:\.(\d+))?(ns|us|µs|μs|ms|s|m|h)/g)) {
    const kept = fraction.slice(0, FRACTION);
    sum += micro(Number(whole + kept), UNITS[unit], 10 ** kept.length);
  }
  return Math.min(Math.floor(sum), Number.MAX_SAFE_INTEGER);
}

/** The same where the value says its unit, perhaps behind a blank, as in `12 ms`; {@link NO_SPAN} where it does not. */
export function parseOwnUnit(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start, last = length > 0 ? bytes[end - 1] | 0x20 : 0;
  if (last < 0x61 || last > 0x7a || length > LONGEST) return NO_SPAN;
  let blank = end - 1;
  while (blank > start && bytes[blank] !== 0x20) blank--;
  if (bytes[blank] !== 0x20) return parseUnits(bytes, start, end);
  if (bytes[blank + 1] >= 0x30 && bytes[blank + 1] <= 0x39) return NO_SPAN;
  const joined = Uint8Array.of(...bytes.subarray(start, blank), ...bytes.subarray(blank + 1, end));
  return parseUnits(joined, 0, joined.length);
}

/** What is said of a time span that cannot be read; `named` is the key or the column with its name. Null for other roles. */
export function unreadSpan(role: Role, value: Uint8Array, named: string): string | null {
  if (role !== "duration" && role !== "upstreamDuration") return null;
  const what = role === "duration" ? "duration" : "upstream duration";
  const shown = textOf(value.subarray(0, LONGEST)), dots = value.length > LONGEST ? "…" : "";
  return `its ${what} is not read: <${shown}${dots}> of the ${named} is no number with a point, with or without one of the units ns, us, ` +
    "ms, s, m and h behind it";
}

/** Time spans in seconds that are separated by `, ` or ` : `, added up; absent where none of them is a number. */
export function parseSpanList(bytes: Uint8Array, start: number, end: number): number {
  let sum = ABSENT;
  for (let at = start; at < end;) {
    let last = at;
    while (last < end && bytes[last] !== 0x2c && bytes[last] !== 0x20) last++;
    const span = parseSpan(bytes, at, last, 1e6);
    if (span === NO_SPAN) return NO_SPAN;
    if (span !== ABSENT) sum = (sum === ABSENT ? 0 : sum) + span;
    at = last;
    while (at < end && (bytes[at] === 0x2c || bytes[at] === 0x20 || bytes[at] === 0x3a)) at++;
  }
  return sum;
}
