// Role: calendar arithmetic on numbers: no dates of the machine's library are made for a line of a log.

/** Largest accepted date: 9999-12-31T23:59:59Z. */
export const LAST_TIME = 253402300799;

/** In place of a time that cannot be read. */
export const NO_TIME = -1;

/** In place of a time that can be read, but whose zone is not known. */
export const NO_ZONE = -2;

const DAYS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Epoch seconds of the begin of a day in UTC; {@link NO_TIME} where the calendar does not have it.
 *
 * @example
 * ```ts
 * import { dayTime } from "./days.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(dayTime(2000, 2, 29), 951782400);
 * assert.equal(dayTime(2001, 2, 29), -1);
 * ```
 */
export function dayTime(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && year >= 1970 && year <= 9999)) return NO_TIME;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > DAYS[month - 1] + (month === 2 && isLeap ? 1 : 0)) return NO_TIME;
  // Years that begin in March, so that the leap day is the last one.
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400), yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146097 + dayOfEra - 719468) * 86400;
}

/** Seconds of a day; a second may be the 61st, which is the first of the next minute. −1 where a clock does not show it. */
export function clockSeconds(hour: number, minute: number, second: number): number {
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60)) return -1;
  return hour * 3600 + minute * 60 + second;
}

/** The number of two digits; NaN where there is another byte, so that no comparison with it holds. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const high = bytes[at] - 0x30, low = bytes[at + 1] - 0x30;
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : NaN;
}

/**
 * The offset from UTC that is written at [at, end), in seconds: `+0330`, `-02:30`, `+05`, `Z`, `UTC` or `GMT`. NaN for other
 * text.
 */
export function zoneOffset(bytes: Uint8Array, at: number, end: number): number {
  const sign = bytes[at], length = end - at;
  if (sign !== 0x2b && sign !== 0x2d) {
    if (length === 1 && (sign | 0x20) === 0x7a) return 0;
    const isUtc = length === 3 &&
      ((sign === 0x55 && bytes[at + 1] === 0x54 && bytes[at + 2] === 0x43) ||
        (sign === 0x47 && bytes[at + 1] === 0x4d && bytes[at + 2] === 0x54));
    return isUtc ? 0 : NaN;
  }
  let minutes = 0;
  if (length === 5) minutes = twoDigits(bytes, at + 3);
  else if (length === 6 && bytes[at + 3] === 0x3a) minutes = twoDigits(bytes, at + 4);
  else if (length !== 3) return NaN;
  const seconds = clockSeconds(twoDigits(bytes, at + 1), minutes, 0);
  if (seconds < 0) return NaN;
  return sign === 0x2d ? -seconds : seconds;
}
