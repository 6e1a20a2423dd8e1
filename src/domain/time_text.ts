// Role: times as people write and read them. `isoTime` shows an epoch second; `parseMoment` reads what is given to
// `--since` and `--until` (`commands/query/report_arguments.ts`). Pure: no clock and no time zone of the machine.

/** A point in time as a person gave it. */
export type Moment =
  /** An epoch second; a fraction was rounded up, which keeps `>=` and `<` against whole seconds right. */
  | { readonly kind: "at"; readonly time: number }
  /** So many seconds before the last record; what "last" is, the caller knows. */
  | { readonly kind: "back"; readonly seconds: number };

/** What {@link parseMoment} takes, for help and error messages. */
export const MOMENT_FORMS: string =
  'an ISO date or time in UTC ("2015-05-17", "2015-05-17T10:05:03Z", with an offset "+02:00"), epoch seconds ' +
  '("1431857103"), or a span back from the last record ("30m", "24h", "7d", "2w")';

const LAST_SECOND = 253402300799;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };
const ISO = new RegExp(
  "^(\\d{4})-(\\d{2})-(\\d{2})" +
    "(?:[Tt ](\\d{2}):(\\d{2})(?::(\\d{2})(\\.\\d+)?)?\\s?(?:[Zz]|([+-])(\\d{2}):?(\\d{2}))?)?$",
);

/**
 * The second as ISO text in UTC, without a fraction (it is cut off).
 *
 * @param epochSeconds From −62167219200 (year 0) to 253402300799 (the end of the year 9999).
 * @throws {RangeError} Where no date has this number.
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
 * Reads one of {@link MOMENT_FORMS}; undefined for anything else, days that no calendar has among it, and for times
 * outside the years 1970 to 9999. A text without a zone is UTC.
 *
 * @example
 * ```ts
 * import { parseMoment } from "./time_text.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseMoment("1970-01-02"), { kind: "at", time: 86400 });
 * assert.deepEqual(parseMoment("24h"), { kind: "back", seconds: 86400 });
 * assert.equal(parseMoment("2015-02-30"), undefined);
 * ```
 */
export function parseMoment(text: string): Moment | undefined {
  if (/^\d{1,12}$/.test(text)) return at(Number(text));
  const span = /^(\d{1,9})([smhdw])$/.exec(text);
  if (span) return { kind: "back", seconds: Number(span[1]) * UNITS[span[2]] };
  const iso = ISO.exec(text);
  return iso ? parseIso(iso) : undefined;
}

function parseIso(parts: RegExpExecArray): Moment | undefined {
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  // A day that the month does not have rolls over; a year below 100 is taken for 19xx.
  const exists = midnight.getUTCFullYear() === year && midnight.getUTCMonth() === month - 1 &&
    midnight.getUTCDate() === day;
  if (!exists) return undefined;
  const [offsetHours, offsetMinutes] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)];
  if (offsetHours > 23 || offsetMinutes > 59) return undefined;
  const ahead = (parts[8] === "-" ? -1 : 1) * (offsetHours * 3600 + offsetMinutes * 60);
  const fraction = Number(parts[7] ?? 0) > 0 ? 1 : 0;
  return at(midnight.getTime() / 1000 + hour * 3600 + minute * 60 + second + fraction - ahead);
}

function at(time: number): Moment | undefined {
  return time >= 0 && time <= LAST_SECOND ? { kind: "at", time } : undefined;
}
