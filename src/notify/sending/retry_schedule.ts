// Role: when a message that could not be sent is tried again (alerts.md, "Retries"). Used by `sender.ts`.

/** Seconds between two attempts; together a little less than three days. After the last one it is given up. */
const DELAYS: readonly number[] = [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 72000];

/** What is added at most, as a part of the delay, so that what failed together is not tried together. */
const JITTER = 0.1;

/**
 * Seconds until the next attempt; null where there is to be none.
 *
 * @param attempts How many have failed so far, at least 1.
 * @param after Seconds that the other side asked for; null where it did not.
 * @param key What is to be sent: the jitter comes out of it, since there is no randomness here.
 *
 * @example
 * ```ts
 * import { retryDelay } from "./retry_schedule.ts";
 * import assert from "node:assert/strict";
 *
 * const delay = retryDelay(1, null, "x")!;
 * assert.ok(delay >= 5 && delay <= 5.5);
 * assert.equal(retryDelay(1, 60, "x"), 60);
 * assert.equal(retryDelay(10, null, "x"), null);
 * ```
 */
export function retryDelay(attempts: number, after: number | null, key: string): number | null {
  const delay = DELAYS[attempts - 1];
  if (delay === undefined) return null;
  return Math.max(after ?? 0, delay * (1 + JITTER * fractionOf(`${attempts} ${key}`)));
}

/** A number from 0 to 1 out of a text: FNV-1a over its code units. */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}
