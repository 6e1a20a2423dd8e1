// Role: the contract of stored messages about alerts: a run writes them (`Change.outbox` of `store.ts`), the sender reads
// them and notes the outcome of each attempt. The store does not know what a body means, nor where it goes.
//
// A message is part of the results: it is stored when its transition is decided, removed when that is undone, and stored
// again when it is decided again. Its delivery is not: it is kept under the identity of the message, so that a message that
// was sent is not sent again.

import type { OutboxEntry } from "../domain/alerts/outbox_entry.ts";

/** The longest wait that a receiver can ask for, seconds: a day. None of the schedule is longer. */
export const LONGEST_WAIT = 86400;

/**
 * "pending": the next attempt is at `nextAt`. The others are final: "sent"; "skipped", too old to matter; "failed", given
 * up; "gone", given up because the receiver wants no more messages at all.
 */
export type DeliveryState = "pending" | "sent" | "skipped" | "failed" | "gone";

/** The outcome of sending so far. Times are wall clock, epoch seconds. */
export interface Delivery {
  /** Only "pending" changes again. */
  readonly state: DeliveryState;
  /** Number of attempts so far. */
  readonly attempts: number;
  /** Time of the next attempt; 0 for at once. */
  readonly nextAt: number;
  /** Why the last attempt failed, without secrets; null without a failure. */
  readonly lastError: string | null;
  /** Null until it is sent. */
  readonly sentAt: number | null;
}

/** A message as it is stored. */
export interface OutboxRow extends Omit<OutboxEntry, "notifier">, Delivery {
  /** Id of the receiving notifier. */
  readonly notifier: string;
  /** In the order in which messages were written; it changes when the run is undone and repeated. */
  readonly id: number;
  /** Name of the source. */
  readonly source: string;
  /** Number of the alert; null where it is not stored any more. */
  readonly alert: number | null;
  /** Whether the "fired" of the same alert has been sent to the same notifier. */
  readonly isTold: boolean;
}

/** The messages of an open store. The sender holds a lock of its own: runs may commit, and be undone, meanwhile. */
export interface OutboxStore {
  /** The same messages with those of one source alone, by its name: for who does not know where others go. */
  ofSource(name: string): OutboxStore;
  /**
   * All pending messages that are due, by id, except those that would overtake an earlier message about the same alert to
   * the same notifier that is not due yet. An attempt that is further ahead than {@link LONGEST_WAIT} is due: the clock was wrong
   * when it was noted.
   */
  due(now: number): OutboxRow[];
  /**
   * The sent "fired" of every alert without a "resolved" for the same notifier, by id: for notifiers that repeat the
   * messages of open alerts.
   */
  standing(): OutboxRow[];
  /** Messages in the state "gone", by id. As long as a notifier has one, it is switched off. */
  gone(): OutboxRow[];
  /** The earliest `nextAt` of all pending messages, 0 where one is due by a clock that was wrong; null without any. */
  nextAt(now: number): number | null;
  /**
   * Writes the outcome of an attempt in a transaction of its own; durable when it returns.
   *
   * Errors: RangeError for an unknown id.
   */
  note(id: number, delivery: Delivery): void;
  /** The same for several in one transaction; unknown ids are skipped. */
  noteAll(deliveries: readonly (readonly [id: number, delivery: Delivery])[]): void;
}
