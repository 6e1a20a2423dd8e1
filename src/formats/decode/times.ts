// Role: times as access logs write them → epoch seconds, a fraction cut off.

import { parseTime } from "../fields.ts";
import { clockSeconds, dayTime, LAST_TIME, NO_TIME, NO_ZONE, twoDigits, zoneOffset } from "./days.ts";
import type { Zone } from "./zone.ts";

const SLASH = 0x2f, DASH = 0x2d, COLON = 0x3a, DOT = 0x2e, COMMA = 0x2c, SPACE = 0x20, T = 0x74;

/** The number of a month by its three letters in small letters, packed as below; 0 for other text. */
const MONTHS: ReadonlyMap<number, number> = new Map(
  ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"].map((name, index) => [
    name.charCodeAt(0) << 16 | name.charCodeAt(1) << 8 | name.charCodeAt(2),
    index + 1,
  ]),
);

/** The month of which three letters stand at `at`, 1 … 12; 0 where they do not. */
function monthAt(bytes: Uint8Array, at: number): number {
  const letters = (bytes[at] | 0x20) << 16 | (bytes[at + 1] | 0x20) << 8 | bytes[at + 2] | 0x20;
  return MONTHS.get(letters) ?? 0;
}

/** A day as `10/Oct/2000`, at `at`: epoch seconds of its begin in UTC. */
function clfDay(bytes: Uint8Array, at: number): number {
  if (bytes[at + 2] !== SLASH || bytes[at + 6] !== SLASH) return NO_TIME;
  const year = twoDigits(bytes, at + 7) * 100 + twoDigits(bytes, at + 9);
  return dayTime(year, monthAt(bytes, at + 3), twoDigits(bytes, at));
}

/** A time of day as `13:55:36`, at `at`. */
function clockAt(bytes: Uint8Array, at: number): number {
  if (bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return -1;
  return clockSeconds(twoDigits(bytes, at), twoDigits(bytes, at + 3), twoDigits(bytes, at + 6));
}

/** Skips a fraction of a second; −1 where a point has no digits after it. */
function afterFraction(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || (bytes[at] !== DOT && bytes[at] !== COMMA)) return at;
  const first = ++at;
  while (at < end && bytes[at] >= 0x30 && bytes[at] <= 0x39) at++;
  return at === first ? -1 : at;
}

/** A local time with the zone that is written at [at, end), or else with the given one. */
function zoned(local: number, bytes: Uint8Array, at: number, end: number, zone: Zone | null): number {
  let time: number;
  if (at === end) {
    if (zone === null) return NO_ZONE;
    time = zone.epochOf(local);
  } else {
    time = local - zoneOffset(bytes, at, end);
  }
  return time >= 0 && time <= LAST_TIME ? time : NO_TIME;
}

/**
 * A time as Apache and nginx write it: `10/Oct/2000:13:55:36 -0700`, months in any case, also with a fraction, with a space
 * before the time of day, and without a zone. {@link NO_TIME} or {@link NO_ZONE} where it cannot be read.
 */
export function parseClfTime(bytes: Uint8Array, start: number, end: number, zone: Zone | null): number {
  if (end - start < 20) return NO_TIME;
  const day = clfDay(bytes, start), clock = clockAt(bytes, start + 12), separator = bytes[start + 11];
  if (day < 0 || clock < 0 || (separator !== COLON && separator !== SPACE)) return NO_TIME;
  let at = afterFraction(bytes, start + 20, end);
  if (at < 0) return NO_TIME;
  if (at < end && bytes[at++] !== SPACE) return NO_TIME;
  return zoned(day + clock, bytes, at, end, zone);
}

/**
 * A time after ISO 8601 and RFC 3339: `2018-07-02T22:23:00.186641Z`, also with a space or slashes, with an offset, and without a
 * zone. {@link NO_TIME} or {@link NO_ZONE} where it cannot be read.
 */
export function parseIsoTime(bytes: Uint8Array, start: number, end: number, zone: Zone | null): number {
  if (end - start < 19) return NO_TIME;
  const day = parseDay(bytes, start, start + 10), clock = clockAt(bytes, start + 11);
  const separator = bytes[start + 10];
  if (day < 0 || clock < 0 || (separator !== SPACE && (separator | 0x20) !== T)) return NO_TIME;
  let at = afterFraction(bytes, start + 19, end);
  if (at < 0) return NO_TIME;
  if (at + 1 < end && bytes[at] === SPACE) at++;
  return zoned(day + clock, bytes, at, end, zone);
}

/** A day as `2000-10-10`, `2000/10/10` or `10/Oct/2000`: epoch seconds of its begin in UTC; {@link NO_TIME} for other text. */
export function parseDay(bytes: Uint8Array, start: number, end: number): number {
  if (end - start === 11) return clfDay(bytes, start);
  const separator = bytes[start + 4];
  if (end - start !== 10 || separator !== bytes[start + 7]) return NO_TIME;
  if (separator !== DASH && separator !== SLASH) return NO_TIME;
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  return dayTime(year, twoDigits(bytes, start + 5), twoDigits(bytes, start + 8));
}

/** A time of day as `13:55:36` or with a fraction, in seconds; −1 for other text. */
export function parseClock(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 8 || afterFraction(bytes, start + 8, end) !== end) return -1;
  return clockAt(bytes, start);
}

/**
 * A time by its looks: a number of seconds, milliseconds, microseconds or nanoseconds since 1970, or one of the texts above. A
 * number of seconds is one that no later date than the largest has.
 */
export function parseAnyTime(bytes: Uint8Array, start: number, end: number, zone: Zone | null): number {
  // What is behind the field says nothing of it.
  if (end - start < 5) return parseAnyEpoch(bytes, start, end);
  // As %t of Apache writes it.
  if (bytes[start] === 0x5b && bytes[end - 1] === 0x5d) return parseClfTime(bytes, start + 1, end - 1, zone);
  if (bytes[start + 2] === SLASH) return parseClfTime(bytes, start, end, zone);
  const fourth = bytes[start + 4];
  if (fourth === DASH || fourth === SLASH) return parseIsoTime(bytes, start, end, zone);
  return parseAnyEpoch(bytes, start, end);
}

/** Seconds to nanoseconds since 1970, by their number; a fraction is cut off. */
export function parseAnyEpoch(bytes: Uint8Array, start: number, end: number): number {
  let first = start, point = start;
  while (first < end && bytes[first] === 0x30) first++;
  while (point < end && bytes[point] !== DOT) point++;
  const digits = point - first;
  for (let unit = 0; unit <= 9; unit += 3) {
    // Digits are cut off, not divided: nanoseconds are larger than what a number holds exactly.
    const cut = point - unit;
    if (digits - unit > 12) continue;
    const time = parseTime(bytes, start, cut);
    if (time < 0) continue;
    for (let at = cut; at < point; at++) if (bytes[at] < 0x30 || bytes[at] > 0x39) return NO_TIME;
    return point === end || (point + 1 < end && afterFraction(bytes, point, end) === end) ? time : NO_TIME;
  }
  return NO_TIME;
}

/** Milliseconds since 1970. */
export function parseEpochMs(bytes: Uint8Array, start: number, end: number): number {
  let point = start;
  while (point < end && bytes[point] !== DOT) point++;
  const cut = point - 3;
  if (cut > start) {
    const time = parseTime(bytes, start, cut);
    for (let at = cut; at < point; at++) if (bytes[at] < 0x30 || bytes[at] > 0x39) return NO_TIME;
    return point === end || afterFraction(bytes, point, end) === end ? time : NO_TIME;
  }
  return parseTime(bytes, start, end) < 0 ? NO_TIME : 0;
}
