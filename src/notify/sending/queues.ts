// Role: sorts the messages that are due: which are skipped, and which go to whom, in which order. A pure step of `sender.ts`.

import type { Delivery, OutboxRow } from "../../stores/outbox.ts";
import { skipped, skipReason } from "./delivery_state.ts";

/** What is asked of messages that are due. */
export interface Admissions {
  /** Wall clock, epoch seconds. */
  readonly now: number;
  /** Seconds after which a beginning is too old to be told. */
  readonly maxAge: number;
  /** Notifiers that are switched off. */
  readonly off: ReadonlySet<string>;
  /** Notifiers that can be told. */
  readonly known: { has(notifier: string): boolean };
}

/** What becomes of messages. */
export interface Sorted {
  /** Those that are skipped, with what is to be noted. */
  readonly dropped: readonly (readonly [row: OutboxRow, delivery: Delivery])[];
  /** The others, by notifier, each list in the order of sending. */
  readonly queues: ReadonlyMap<string, readonly OutboxRow[]>;
}

/**
 * Sorts messages that are due, which are by number, and those that are told `again`. Messages for a notifier that is not
 * known are left alone, unless they are too old.
 */
export function sorted(
  due: readonly OutboxRow[],
  again: readonly OutboxRow[],
  { now, maxAge, off, known }: Admissions,
): Sorted {
  const dropped: [OutboxRow, Delivery][] = [], queues = new Map<string, OutboxRow[]>();
  const ahead = new Set<string>();
  for (const row of due) {
    // What is ahead of it decides about it.
    const reason = ahead.has(alertOf(row))
      ? null
      : skipReason(row, { now, maxAge, isOff: off.has(row.notifier) });
    if (reason !== null) {
      dropped.push([row, skipped(row, reason)]);
      continue;
    }
    ahead.add(alertOf(row));
    if (known.has(row.notifier)) append(queues, row);
  }
  for (const row of again) if (!off.has(row.notifier)) append(queues, row);
  return { dropped, queues };
}

/** What the messages about one alert to one notifier have in common. */
export function alertOf({ source, notifier, rule, firedAt }: OutboxRow): string {
  return JSON.stringify([source, notifier, rule, firedAt]);
}

function append(queues: Map<string, OutboxRow[]>, row: OutboxRow): void {
  const queue = queues.get(row.notifier);
  if (queue === undefined) queues.set(row.notifier, [row]);
  else queue.push(row);
}
