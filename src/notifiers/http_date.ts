// Role: dates in HTTP headers (RFC 9110, 5.6.7), for `Retry-After` in `usual_outcome.ts`. Not `Date.parse`, which makes dates
// of much that is none ("-1"), in the zone of the machine.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SHORT = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const LONG = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day";
const MONTH = `(?<month>${MONTHS.join("|")})`;
const CLOCK = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";

/** The form that is sent, and the two obsolete ones that have to be understood. */
const FORMS: readonly RegExp[] = [
  new RegExp(`^${SHORT}, (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${CLOCK} GMT$`),
  new RegExp(`^${LONG}, (?<day>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${CLOCK} GMT$`),
  new RegExp(`^${SHORT} ${MONTH} (?<day>[ \\d]\\d) ${CLOCK} (?<year>\\d{4})$`),
];

/**
 * Epoch seconds of a date in one of the three forms of HTTP; null where the text is none. The day of the week is not compared
 * with the date.
 *
 * @param now Epoch seconds: of years with two digits the one is meant that is at most 50 years ahead.
 *
 * @example
 * ```ts
 * import { httpDate } from "./http_date.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(httpDate("Sun, 06 Nov 1994 08:49:37 GMT", 2e9), 784111777);
 * assert.equal(httpDate("1994-11-06T08:49:37Z", 2e9), null);
 * ```
 */
export function httpDate(text: string, now: number): number | null {
  const parts = FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return null;
  const [day, hour, minute, second] = [parts.day, parts.hour, parts.minute, parts.second].map(Number);
  // 60 is a leap second.
  if (hour > 23 || minute > 59 || second > 60) return null;
  const year = parts.year.length === 2 ? fullYear(Number(parts.year), now) : Number(parts.year);
  const date = new Date(0);
  // Not Date.UTC, which takes the years up to 99 for those of the last century.
  date.setUTCFullYear(year, MONTHS.indexOf(parts.month), day);
  // There is no such day in the month.
  if (date.getUTCDate() !== day) return null;
  return date.setUTCHours(hour, minute, second) / 1000;
}

/** The latest year with these last two digits that is at most 50 years ahead. */
function fullYear(digits: number, now: number): number {
  const latest = new Date(now * 1000).getUTCFullYear() + 50;
  return latest - (latest - digits) % 100;
}
