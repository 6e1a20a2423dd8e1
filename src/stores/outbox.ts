// Role: the contract between the sender of messages about alerts and an open store. A run writes them with `Change.outbox`.
//
// A message is part of the results: it appears when its transition is final, goes when that is undone, and returns when it
// is final again. The outcome of sending is not: it is keyed by what identifies the message, so that a message that was
// sent once is never sent again.

import type { OutboxEntry } from "../domain/alerts/outbox_entry.ts";

/**
 * "pending" will be tried (again) at `nextAt`. "sent", "skipped" (too old to matter), "failed" (given up) and "gone" (given up
 * because the receiver wants no more messages at all) are never tried again.
 */
export type DeliveryState = "pending" | "sent" | "skipped" | "failed" | "gone";

/** The outcome of sending so far. Times are wall clock, epoch seconds. */
export interface Delivery {
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When to try (again); 0 for at once. */
  readonly nextAt: number;
  /** Why the last attempt failed, without secrets; null where none has. */
  readonly lastError: string | null;
  /** When it was sent; null before. */
  readonly sentAt: number | null;
}

/** A message as it is stored. */
export interface OutboxRow extends Omit<OutboxEntry, "notifier">, Delivery {
  /** Id of the notifier that sends it. */
  readonly notifier: string;
  /** Its number, in the order in which messages were written; changes when its run is undone and done again. */
  readonly id: number;
  /** Name of the source. */
  readonly source: string;
  /** Whether the message about the beginning of the same alert was sent by the same notifier. */
  readonly isTold: boolean;
}

/** The messages of an open store. The sender holds a lock of its own: runs may commit, or be undone, meanwhile. */
export interface OutboxStore {
  /** All pending messages with `nextAt` ≤ `now`, by number, unless an earlier one about the same alert must wait. */
  due(now: number): OutboxRow[];
  /** Sent messages about beginnings of alerts that have no message about their end, by number: for repeats. */
  standing(): OutboxRow[];
  /** Messages in the state "gone", by number: they switch their notifiers off. */
  gone(): OutboxRow[];
  /** The earliest `nextAt` of all pending messages; null for none. */
  nextAt(): number | null;
  /**
   * Writes the outcome of an attempt in a transaction of its own; durable when this returns.
   *
   * Errors: RangeError for an unknown number.
   */
  note(id: number, delivery: Delivery): void;
  /** The same for several in one transaction; unknown numbers are ignored. */
  noteAll(deliveries: readonly (readonly [id: number, delivery: Delivery])[]): void;
}
