// Role: what happens to due messages: which are skipped, which go to which notifier in which order, and the state that is
// stored after an attempt.

import type { Delivery, OutboxRow } from "../../stores/outbox.ts";
import type { SendOutcome } from "../notifier.ts";
import { retryDelay } from "./backoff.ts";

/** What decides whether a message is skipped. */
export interface Admission {
  /** Wall clock, epoch seconds. */
  readonly now: number;
  /** Seconds after which a "fired" message is too old to be sent. */
  readonly maxAge: number;
  /** Whether its notifier is switched off. */
  readonly isOff: boolean;
}

/**
 * Why a message is skipped; null where it is to be sent. A "fired" message is skipped if it is too old when it is first due,
 * so that replaying history pages no one. A "resolved" message is sent, however old, exactly to the notifiers that got the
 * "fired" one: no receiver is left with an alert that stays open.
 */
export function skipReason(row: OutboxRow, { now, maxAge, isOff }: Admission): string | null {
  if (isOff) return "its notifier is switched off";
  if (row.transition !== "fired") return row.isTold ? null : "its beginning was not sent";
  if (row.attempts > 0 || row.nextAt > 0 || now - row.createdAt <= maxAge) return null;
  return `older than --notify-max-age, ${maxAge} s`;
}

/** Due messages, sorted. */
export interface Sorted {
  /** Skipped messages with the state to be stored. */
  readonly skipped: readonly (readonly [row: OutboxRow, delivery: Delivery])[];
  /** The others, by notifier, each list in the order of sending. */
  readonly queues: ReadonlyMap<string, readonly OutboxRow[]>;
}

/**
 * Sorts the `due` messages, which are in the order of their numbers, and the `repeats`. Messages for an unknown notifier stay
 * as they are, unless they are too old.
 *
 * @param off Notifiers that are switched off.
 * @param known Notifiers of the rule file.
 */
export function sorted(
  due: readonly OutboxRow[],
  repeats: readonly OutboxRow[],
  { now, maxAge }: Omit<Admission, "isOff">,
  off: ReadonlySet<string>,
  known: { has(notifier: string): boolean },
): Sorted {
  const skipped: [OutboxRow, Delivery][] = [], queued: OutboxRow[] = [], ahead = new Set<string>();
  for (const row of due) {
    // Whether an earlier message of the same alert is sent decides about this one.
    const isOff = off.has(row.notifier), isBehind = ahead.has(alertOf(row));
    const reason = isBehind ? null : skipReason(row, { now, maxAge, isOff });
    if (reason !== null) {
      const { attempts } = row;
      skipped.push([row, { state: "skipped", attempts, nextAt: 0, lastError: reason, sentAt: null }]);
      continue;
    }
    ahead.add(alertOf(row));
    if (known.has(row.notifier)) queued.push(row);
  }
  queued.push(...repeats.filter(({ notifier }) => !off.has(notifier)));
  return { skipped, queues: Map.groupBy(queued, ({ notifier }) => notifier) };
}

/** The same for all messages about one alert to one notifier. */
export function alertOf({ source, notifier, rule, firedAt }: OutboxRow): string {
  return JSON.stringify([source, notifier, rule, firedAt]);
}

/** The state of a message that was not tried, because its notifier asked for time. */
export function postponed({ attempts }: OutboxRow, nextAt: number): Delivery {
  const lastError = "waits as long as the receiver asked";
  return { state: "pending", attempts, nextAt, lastError, sentAt: null };
}

/** The state after an attempt that ended at `now`. After the last retry a message is given up. */
export function afterAttempt(row: OutboxRow, outcome: SendOutcome, now: number): Delivery {
  const attempts = row.attempts + 1, sentAt = Math.floor(now);
  if (outcome.kind === "sent") return { state: "sent", attempts, nextAt: 0, lastError: null, sentAt };
  const lastError = outcome.why;
  if (outcome.kind !== "retry") return { state: outcome.kind, attempts, nextAt: 0, lastError, sentAt: null };
  const identity = JSON.stringify([row.source, row.notifier, row.rule, row.firedAt, row.transition]);
  const delay = retryDelay(attempts, outcome.after, identity);
  if (delay !== null) {
    return { state: "pending", attempts, nextAt: Math.ceil(now + delay), lastError, sentAt: null };
  }
  const givenUp = `given up after ${attempts} attempts: ${lastError}`;
  return { state: "failed", attempts, nextAt: 0, lastError: givenUp, sentAt: null };
}
