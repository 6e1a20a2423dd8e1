// Role: backoff: when a message that could not be sent is tried again (alerts.md, "Retries"), and how long a running sender
// leaves its notifier alone.

/** Seconds between two attempts; together a little less than three days. After the last one it is given up. */
const DELAYS: readonly number[] = [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 72000];

/** Largest part of the delay that is added, so that messages that failed together are not retried together. */
const JITTER = 0.1;

/** Upper limit of a notifier's backoff, seconds, unless the receiver asked for more. */
const LONGEST_PAUSE = 30;

/** How far the wall clock and the monotonic clock may drift apart during a wait, seconds. */
const DRIFT = 0.25;

/**
 * Seconds until the next attempt; null where there is to be none.
 *
 * @param attempts How many have failed so far, at least 1.
 * @param after Seconds that the receiver asked for; null where it did not.
 * @param key What is to be sent: the jitter is a hash of it, since there is no randomness here.
 *
 * @example
 * ```ts
 * import { retryDelay } from "./backoff.ts";
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

/** The backoff of notifiers and messages while a sender runs, by the monotonic clock. */
export class Backoff {
  readonly #monotonic: () => number;
  readonly #notifiers = new Map<string, number>();
  readonly #messages = new Map<number, number>();

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /**
   * A message failed temporarily and is due again in `wait` seconds; `message` is null for a repeat, which is not retried on
   * its own. `after` is the number of seconds that the receiver asked for, or null.
   */
  failed(notifier: string, message: number | null, wait: number, after: number | null): void {
    const now = this.#monotonic();
    this.#notifiers.set(notifier, now + (after ?? Math.min(LONGEST_PAUSE, wait)) + DRIFT);
    if (message !== null) this.#messages.set(message, now + wait + DRIFT);
  }

  /** Whether a notifier is to be left alone now. */
  has(notifier: string): boolean {
    return (this.#notifiers.get(notifier) ?? 0) > this.#monotonic();
  }

  /** Seconds until the next retry; infinite where there is none. Forgets times that have passed. */
  next(): number {
    const now = this.#monotonic();
    let next = Infinity;
    for (const times of [this.#notifiers, this.#messages] as Map<unknown, number>[]) {
      for (const [key, time] of times) {
        if (time <= now) times.delete(key);
        else next = Math.min(next, time);
      }
    }
    return next - now;
  }
}
