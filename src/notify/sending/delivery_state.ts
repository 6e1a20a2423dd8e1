// Role: what is noted of a message: why it is not sent at all, and what came of an attempt. Pure steps of `sender.ts`.

import type { SendOutcome } from "../notifier.ts";
import { retryDelay } from "./retry_schedule.ts";
import type { Delivery, OutboxRow } from "../../stores/outbox.ts";

/** What is asked of a message that is due. */
export interface Admission {
  /** Wall clock, epoch seconds. */
  readonly now: number;
  /** Seconds after which a beginning is too old to be told. */
  readonly maxAge: number;
  /** Whether its notifier is switched off. */
  readonly isOff: boolean;
}

/**
 * Why a message is skipped; null where it is to be sent. A beginning is skipped when it is too old the first time that it is due: replaying history pages nobody. An end is told, however old, to those who were told of the beginning, and only to
 * them: an alert that somebody saw begin is not left open.
 */
export function skipReason(row: OutboxRow, { now, maxAge, isOff }: Admission): string | null {
  if (isOff) return "its notifier is switched off";
  if (row.transition !== "fired") return row.isTold ? null : "its beginning was not told";
  if (row.attempts > 0 || row.nextAt > 0 || now - row.createdAt <= maxAge) return null;
  return `older than --notify-max-age, ${maxAge} s`;
}

/** What is noted of a message that is skipped. */
export function skipped(row: OutboxRow, why: string): Delivery {
  return { state: "skipped", attempts: row.attempts, nextAt: 0, lastError: why, sentAt: null };
}

/** What is noted of a message that was not tried, because its notifier asked for time. */
export function putOff({ attempts }: OutboxRow, nextAt: number): Delivery {
  return {
    state: "pending",
    attempts,
    nextAt,
    lastError: "waits as long as the receiver asked",
    sentAt: null,
  };
}

/** What is noted after an attempt that ended at `now`. After the last retry a message is given up. */
export function afterAttempt(row: OutboxRow, outcome: SendOutcome, now: number): Delivery {
  const attempts = row.attempts + 1;
  if (outcome.kind === "sent") {
    return { state: "sent", attempts, nextAt: 0, lastError: null, sentAt: Math.floor(now) };
  }
  const ended = (state: "failed" | "gone", lastError: string): Delivery => ({
    state,
    attempts,
    nextAt: 0,
    lastError,
    sentAt: null,
  });
  if (outcome.kind !== "retry") return ended(outcome.kind, outcome.why);
  const identity = JSON.stringify([row.source, row.notifier, row.rule, row.firedAt, row.transition]);
  const delay = retryDelay(attempts, outcome.after, identity);
  if (delay === null) return ended("failed", `given up after ${attempts} attempts: ${outcome.why}`);
  return { state: "pending", attempts, nextAt: Math.ceil(now + delay), lastError: outcome.why, sentAt: null };
}
