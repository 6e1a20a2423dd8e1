// Role: what an HTTP answer means to every kind of notifier that has nothing of its own to say (alerts.md, "Retries").

import type { HttpAnswer } from "../host.ts";
import { httpDate } from "./http_date.ts";
import type { Outcome } from "./notifier.ts";

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
 * import { usualOutcome } from "./usual_outcome.ts";
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
export function usualOutcome({ status, retryAfter }: HttpAnswer, now: number, advice: string): Outcome {
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
