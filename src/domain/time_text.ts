// Role: times as text: an epoch second as ISO text, and the times that users type as epoch seconds. No time zone
// of the machine is involved, and no clock but the one that is given.

/** A point in time as a user typed it. */
export type Moment =
  /** An epoch second. A fraction is rounded up, so that `>=` and `<` against whole seconds stay right. */
  | { readonly kind: "at"; readonly time: number }
  /** Seconds before the last record. */
  | { readonly kind: "back"; readonly seconds: number };

/** What {@link parseMoment} accepts, for help and error messages. */
export const MOMENT_FORMS: string =
  'an ISO date or time in UTC ("2015-05-17", "2015-05-17T10:05:03Z", with an offset "+02:00"), epoch seconds ' +
  '("1431857103"; a year alone is none), a span back from the last record ("30m", "1.5h", "7d", "2w"), or by the clock of this machine, in ' +
  'UTC: "now", the begin of "today", "yesterday" or the latest "monday", or the latest "21:18"';

const LAST_SECOND = 253402300799;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };
const DAY = 86400;
const WEEKDAYS: readonly string[] = ["sun", "mon", "tues", "wednes", "thurs", "fri", "satur"]
  .map((name) => `${name}day`);
const ISO = new RegExp(
  "^(\\d{4}-\\d{2}-\\d{2})(?:[Tt ]((?:[01]\\d|2[0-3]):[0-5]\\d)(?::([0-5]\\d)(\\.\\d+)?)?" +
    "\\s?(?:[Zz]|([+-](?:[01]\\d|2[0-3])):?([0-5]\\d))?)?$",
);

/**
 * The second as ISO text in UTC; a fraction is cut off.
 *
 * @param epochSeconds From −62167219200 (year 0) to 253402300799 (the end of the year 9999).
 * @throws {RangeError} For numbers that no date has.
 *
 * @example
 * ```ts
 * import { isoTime } from "./time_text.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(isoTime(1431857103), "2015-05-17T10:05:03Z");
 * ```
 */
export function isoTime(epochSeconds: number): string {
  return new Date(Math.floor(epochSeconds) * 1000).toISOString().replace(".000Z", "Z");
}

/**
 * The span from one second up to another, which is not part of it: times of day in UTC, with their dates where the span does
 * not lie within one day.
 *
 * @example
 * ```ts
 * import { timeSpan } from "./time_text.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(timeSpan(1549574050, 1549574120), "21:14:10 – 21:15:20");
 * assert.equal(timeSpan(86390, 86410), "1970-01-01T23:59:50Z – 1970-01-02T00:00:10Z");
 * ```
 */
export function timeSpan(from: number, to: number): string {
  const first = isoTime(from), end = isoTime(to);
  const isOneDay = first.slice(0, 10) === end.slice(0, 10);
  return isOneDay ? `${first.slice(11, -1)} – ${end.slice(11, -1)}` : `${first} – ${end}`;
}

/**
 * Reads one of {@link MOMENT_FORMS}. Undefined for other text, for days that do not exist, and outside the years 1970 to
 * 9999. A text without a zone is UTC.
 *
 * @param now Epoch seconds of the wall clock, by which words and times of day are read; without it they are no times.
 *
 * @example
 * ```ts
 * import { parseMoment } from "./time_text.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseMoment("1970-01-02"), { kind: "at", time: 86400 });
 * assert.deepEqual(parseMoment("24h"), { kind: "back", seconds: 86400 });
 * assert.equal(parseMoment("2015-02-30"), undefined);
 * assert.equal(parseMoment("2015"), undefined);
 * // At 1970-01-02T00:30:00Z, a Friday, 21:18 was yesterday.
 * assert.deepEqual(parseMoment("21:18", 88200), { kind: "at", time: 76680 });
 * assert.deepEqual(parseMoment("friday", 88200), { kind: "at", time: 86400 });
 * ```
 */
export function parseMoment(text: string, now?: number): Moment | undefined {
  const [, year, month, day] = /^((?:19|20)\d\d)([01]\d)([0-3]\d)$/.exec(text) ?? [];
  // As epoch seconds it would lie within the first months of 1970, where no log does.
  if (year !== undefined) return parseMoment(`${year}-${month}-${day}`);
  // Nor does any in its first hours: a year, or an hour of the day, is meant.
  if (/^\d{1,4}$/.test(text) && text !== "0") return undefined;
  if (/^\d{1,12}$/.test(text)) return at(Number(text));
  const span = /^(\d{1,9}(?:\.\d{1,6})?)([smhdw])$/.exec(text);
  if (span) return { kind: "back", seconds: Math.round(Number(span[1]) * UNITS[span[2]]) };
  const iso = ISO.exec(text);
  if (iso) return parseIso(iso);
  return now === undefined ? undefined : parseWord(text.toLowerCase(), Math.floor(now));
}

/** A word or a time of day: the latest such moment up to `now`. */
function parseWord(word: string, now: number): Moment | undefined {
  const today = now - now % DAY;
  if (word === "now") return at(now);
  if (word === "today") return at(today);
  if (word === "yesterday") return at(today - DAY);
  // The epoch began on a Thursday, day 4 of a week that begins on Sunday.
  const weekday = WEEKDAYS.indexOf(word);
  if (weekday >= 0) return at(today - (today / DAY + 4 - weekday + 7) % 7 * DAY);
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(word);
  if (clock === null) return undefined;
  const time = today + Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0);
  return at(time > now ? time - DAY : time);
}

function parseIso(parts: RegExpExecArray): Moment | undefined {
  const [, date, clock = "00:00", second = "00", fraction, hours = "+00", minutes = "00"] = parts;
  const day = Date.parse(date);
  // A day that the month does not have would roll over into the next one.
  if (Number.isNaN(day) || !isoTime(day / 1000).startsWith(date)) return undefined;
  const whole = Date.parse(`${date}T${clock}:${second}${hours}:${minutes}`) / 1000;
  return at(whole + (Number(fraction) > 0 ? 1 : 0));
}

function at(time: number): Moment | undefined {
  return time >= 0 && time <= LAST_SECOND ? { kind: "at", time } : undefined;
}
