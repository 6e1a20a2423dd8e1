// Role: the contract of messages about alerts: how a run writes them (`Change.outbox` of `store.ts`), how whoever sends
// them reads them and notes what came of it. The store does not know what a body means, nor whom it goes to.
//
// A message is part of the results: it is there when its transition is decided, goes when that is undone, and comes back
// as it was when it is decided again. What sending brings about is not: it is kept by what identifies the message, so that
// one that was sent once is not sent again.

import type { OutboxEntry } from "../domain/alerts/outbox_entry.ts";

/**
 * Where sending stands: "pending" is to be tried (again) at `nextAt`; "sent", "skipped" (too old to matter) and "failed"
 * (given up) are never tried again, nor is "gone": given up because the receiver wants no more messages at all.
 */
export type DeliveryState = "pending" | "sent" | "skipped" | "failed" | "gone";

/** What has come of sending so far. Times are wall clock, epoch seconds. */
export interface Delivery {
  /** Where it stands. */
  readonly state: DeliveryState;
  /** How often it was tried. */
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
  /** Id of the notifier that is told. */
  readonly notifier: string;
  /** Its number, in the order in which messages were written; changes when its run is undone and done again. */
  readonly id: number;
  /** Name of the source. */
  readonly source: string;
  /** Whether the message about the beginning of the same alert has been sent to the same notifier. */
  readonly isTold: boolean;
}

/** The messages of an open store. Whoever sends them holds a lock of its own: runs may commit, and be undone, meanwhile. */
export interface OutboxStore {
  /**
   * All pending messages whose time has come, by number; none that would overtake an earlier one about the same alert to the
   * same notifier whose time has not come.
   */
  due(now: number): OutboxRow[];
  /**
   * Messages about beginnings that have been sent, of alerts without a message about their end to the same notifier: for
   * notifiers which want to be told again while an alert fires. By number.
   */
  standing(): OutboxRow[];
  /** Messages in the state "gone", by number: their notifiers are switched off as long as there are any. */
  gone(): OutboxRow[];
  /** The earliest `nextAt` of all pending messages; null where there is none. */
  nextAt(): number | null;
  /**
   * Writes what came of an attempt, in a transaction of its own; durable when it returns.
   *
   * Errors: RangeError for a number that is not there.
   */
  note(id: number, delivery: Delivery): void;
  /** The same for several in one transaction; numbers that are not there (any more) are passed over. */
  noteAll(deliveries: readonly (readonly [id: number, delivery: Delivery])[]): void;
}
