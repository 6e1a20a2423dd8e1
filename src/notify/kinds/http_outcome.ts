// Role: what an HTTP answer means to every kind of notifier that has nothing of its own to say (alerts.md, "Retries").

import type { HttpAnswer } from "../../host/host.ts";
import type { SendOutcome } from "../notifier.ts";

/** The longest that another side can make us wait, seconds: a day. */
const LONGEST_WAIT = 86400;

/** Answers of the 4xx class that pass: request timeout and too many requests. */
const PASSING: ReadonlySet<number> = new Set([408, 429]);

/**
 * 2xx is sent. What may pass is tried again: 408, 429, 5xx, and redirects, which are not followed: the address can be mended
 * meanwhile. Every other 4xx is final.
 *
 * `Retry-After` is honoured in both forms that it has (RFC 9110, 10.2.3), for a day at most: seconds, and a date, until which it
 * is waited by our clock. A date in the past, and what is neither, mean that the other side did not say.
 *
 * @param now Wall clock when the answer came, epoch seconds.
 * @param advice What to do where it is final; a sentence.
 *
 * @example
 * ```ts
 * import { usualOutcome } from "./http_outcome.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(usualOutcome({ status: 202, retryAfter: null }, 0, "").kind, "sent");
 * assert.deepEqual(usualOutcome({ status: 429, retryAfter: "30" }, 0, ""), {
 *   kind: "retry", after: 30, why: "it answered 429 (too many requests)",
 * });
 * const date = "Sun, 06 Nov 1994 08:49:37 GMT";
 * assert.deepEqual(usualOutcome({ status: 503, retryAfter: date }, 784111717, ""), {
 *   kind: "retry", after: 60, why: "it answered 503",
 * });
 * ```
 */
export function usualOutcome({ status, retryAfter }: HttpAnswer, now: number, advice: string): SendOutcome {
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status >= 400 && status < 500 && !PASSING.has(status)) {
    return { kind: "failed", why: `it answered ${status}. ${advice}` };
  }
  const meaning = status === 429
    ? " (too many requests)"
    : status >= 300 && status < 400
    ? ", a redirect, which is not followed. Write the address that it leads to"
    : "";
  return { kind: "retry", after: waitOf(retryAfter, now), why: `it answered ${status}${meaning}` };
}

/** Seconds that `Retry-After` asks for; null where it asks for none. */
function waitOf(retryAfter: string | null, now: number): number | null {
  if (retryAfter === null) return null;
  if (/^\d{1,9}$/.test(retryAfter)) return Math.min(Number(retryAfter), LONGEST_WAIT);
  const date = httpDate(retryAfter, now);
  return date === null || date <= now ? null : Math.min(date - now, LONGEST_WAIT);
}

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
 * import { httpDate } from "./http_outcome.ts";
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
