// Role: what an HTTP answer means to every kind of notifier that has nothing of its own to say (alerts.md, "Retries").

import type { HttpAnswer } from "../host.ts";
import type { Outcome } from "./notifier.ts";

/** The longest that another side can make us wait, seconds: a day. */
const LONGEST_WAIT = 86400;

/** Answers of the 4xx class that pass: request timeout and too many requests. */
const PASSING: ReadonlySet<number> = new Set([408, 429]);

/**
 * 2xx is sent. What may pass is tried again: 408, 429, 5xx, and redirects, which are not followed: the address can be mended
 * meanwhile. Every other 4xx is final.
 *
 * @param advice What to do where it is final; a sentence.
 *
 * @example
 * ```ts
 * import { usualOutcome } from "./usual_outcome.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(usualOutcome({ status: 202, retryAfter: null }, "").kind, "sent");
 * assert.deepEqual(usualOutcome({ status: 429, retryAfter: "30" }, ""), {
 *   kind: "retry", after: 30, why: "it answered 429 (too many requests)",
 * });
 * ```
 */
export function usualOutcome({ status, retryAfter }: HttpAnswer, advice: string): Outcome {
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status >= 400 && status < 500 && !PASSING.has(status)) {
    return { kind: "failed", why: `it answered ${status}. ${advice}` };
  }
  const meaning = status === 429
    ? " (too many requests)"
    : status >= 300 && status < 400
    ? ", a redirect, which is not followed. Write the address that it leads to"
    : "";
  return { kind: "retry", after: waitOf(retryAfter), why: `it answered ${status}${meaning}` };
}

/** Retry-After in seconds (RFC 9110, 10.2.3). As a date it would need a clock that agrees with theirs: then it is null. */
function waitOf(retryAfter: string | null): number | null {
  return retryAfter !== null && /^\d{1,9}$/.test(retryAfter)
    ? Math.min(Number(retryAfter), LONGEST_WAIT)
    : null;
}
