// Role: what an HTTP answer means, for every kind of notifier without rules of its own (alerts.md, "Retries").

import type { HttpAnswer } from "../../host/host.ts";
import { LONGEST_WAIT } from "../../stores/outbox.ts";
import type { SendOutcome } from "../notifier.ts";

/** Temporary errors of the 4xx class: request timeout and too many requests. */
const TEMPORARY: ReadonlySet<number> = new Set([408, 429]);

/**
 * 2xx is sent. 408, 429, 5xx and redirects are retried. Redirects are not followed: the user can correct the address
 * meanwhile. Every other 4xx is final.
 *
 * `Retry-After` (RFC 9110, 10.2.3) is honoured as seconds or as a date by our clock, for a day at most. Dates are read in
 * the form that HTTP senders must use (IMF-fixdate), not in the two obsolete ones. A date in the past, or any other text,
 * counts as no `Retry-After`.
 *
 * @param now Wall clock when the answer came, epoch seconds.
 * @param advice What to do where it is final; a sentence.
 */
export function usualOutcome({ status, retryAfter }: HttpAnswer, now: number, advice: string): SendOutcome {
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status >= 400 && status < 500 && !TEMPORARY.has(status)) {
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
  const date = Date.parse(retryAfter) / 1000;
  // `toUTCString` writes the form that HTTP senders must use, IMF-fixdate, and no other.
  const isFixdate = date > now && new Date(date * 1000).toUTCString() === retryAfter;
  return isFixdate ? Math.min(date - now, LONGEST_WAIT) : null;
}
