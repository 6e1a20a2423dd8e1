// Role: sends the messages of the outbox, during a replay after its commits, or alone: at least once, in order for each
// alert, never within a transaction.

import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";
import type { SendOutcome } from "../notifier.ts";
import type { Delivery, OutboxRow, OutboxStore } from "../../stores/outbox.ts";
import { Backoff } from "./backoff.ts";
import { afterAttempt, alertOf, postponed, sorted } from "./deliveries.ts";
import { deliver, type Recipient } from "./recipient.ts";

/** What a sender works with. */
export interface Sending {
  readonly outbox: OutboxStore;
  /** By the id of the notifier. */
  readonly recipients: ReadonlyMap<string, Recipient>;
  /** Seconds after which a "fired" message is too old to be sent. */
  readonly maxAge: number;
  /** Keeps other runs from sending the same; null while another run is sending. Disposed of after every pass. */
  readonly lock: () => Disposable | null;
  /** Called after the state of a message was stored. */
  readonly onDelivery: (row: OutboxRow, delivery: Delivery) => void;
  /** Called where a kick failed, for example because the disk is full; the next one tries again. */
  readonly onProblem: (problem: Problem) => void;
}

/** Seconds between two messages about an open alert, and between two checks for due messages. */
const REPEAT = 50, CHECK = 1;
/** Seconds between two attempts to get the lock. */
const LOCK_PAUSE = 0.2;

/** Owned by the run, which disposes of it before the store is closed. */
export class Sender implements AsyncDisposable {
  readonly #sending: Sending;
  readonly #host: Host;
  readonly #stop: AbortSignal;
  readonly #backoff: Backoff;
  /** When the last repeat of an open alert was tried, by the number of its message; epoch seconds. */
  readonly #repeated = new Map<number, number>();
  #current: Promise<boolean> | null = null;
  #checkedAt = -Infinity;
  #isOver = false;
  #error: unknown = null;

  constructor(sending: Sending, host: Host) {
    this.#sending = sending;
    this.#host = host;
    this.#backoff = new Backoff(() => host.monotonic());
    this.#stop = host.stopSignal();
  }

  /** Starts to send due messages, unless it is sending or checked a moment ago. Returns at once; throws nothing. */
  kick(): void {
    const now = this.#host.monotonic();
    if (this.#current !== null || this.#error !== null || now - this.#checkedAt < CHECK) return;
    this.#checkedAt = now;
    void this.#begin(Infinity).then(() => {
      if (!(this.#error instanceof Problem)) return;
      this.#sending.onProblem(this.#error);
      this.#error = null;
    });
  }

  /**
   * Sends due messages and waits for retries, at most this many seconds; it always waits for a request in flight. Sends
   * nothing more once the stop signal is aborted.
   *
   * Errors: those of the store, and what is no `Problem` of an earlier kick.
   */
  async drain(seconds: number): Promise<void> {
    const deadline = this.#host.monotonic() + seconds;
    await this.#current;
    if (this.#error !== null) throw this.#error;
    while (!this.#stop.aborted) {
      const hasLock = await this.#begin(deadline);
      if (this.#error !== null) throw this.#error;
      const left = deadline - this.#host.monotonic();
      const wait = hasLock ? this.#backoff.next() : LOCK_PAUSE;
      if (wait > left) return;
      await this.#host.sleep(Math.max(0, wait), this.#stop);
    }
  }

  /** Waits for the request in flight; sends nothing after that. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await this.#current;
  }

  #begin(deadline: number): Promise<boolean> {
    const pass = this.#pass(deadline).catch((error) => {
      this.#error = error;
      return true;
    }).finally(() => this.#current = null);
    return this.#current = pass;
  }

  /** Returns whether it had the lock. */
  async #pass(deadline: number): Promise<boolean> {
    const { outbox, lock } = this.#sending;
    const now = this.#host.now(), next = outbox.nextAt(now);
    if ((next === null || next > now) && this.#repeats().length === 0) return true;
    using held = lock();
    if (held === null) return false;
    // Messages that are written meanwhile are sent as well.
    while (await this.#round(deadline));
    return true;
  }

  /** Sends the messages that are due now; returns whether there were any. */
  async #round(deadline: number): Promise<boolean> {
    const { outbox, recipients, maxAge, onDelivery } = this.#sending;
    const now = this.#host.now(), off = new Set(outbox.gone().map(({ notifier }) => notifier));
    const { skipped, queues } = sorted(outbox.due(now), this.#repeats(), { now, maxAge }, off, recipients);
    if (skipped.length > 0) outbox.noteAll(skipped.map(([{ id }, delivery]) => [id, delivery]));
    for (const [row, delivery] of skipped) onDelivery(row, delivery);
    const sent = Array.from(queues, ([id, rows]) => this.#sendAll(id, rows, deadline));
    // The lock is held until all of them are done, also where one throws.
    await Promise.allSettled(sent);
    const counts = await Promise.all(sent);
    return skipped.length > 0 || counts.some((count) => count > 0);
  }

  /** Sends the messages of one notifier in order until one fails temporarily; returns how many it tried. */
  async #sendAll(notifier: string, rows: readonly OutboxRow[], deadline: number): Promise<number> {
    const recipient = this.#sending.recipients.get(notifier)!;
    const stuck = new Set<string>();
    let count = 0;
    for (const [place, row] of rows.entries()) {
      const isEnough = this.#isOver || this.#stop.aborted || this.#host.monotonic() >= deadline;
      if (isEnough || this.#backoff.has(notifier)) break;
      if (stuck.has(alertOf(row))) continue;
      count++;
      const outcome = await deliver(recipient, row, this.#host);
      this.#note(row, outcome);
      if (outcome.kind === "gone") break;
      if (outcome.kind !== "sent") stuck.add(alertOf(row));
      // Later runs wait as well.
      if (outcome.kind === "retry" && outcome.after !== null) {
        this.#postpone(rows.slice(place + 1), outcome.after);
      }
    }
    return count;
  }

  #note(row: OutboxRow, outcome: SendOutcome): void {
    const { outbox, onDelivery } = this.#sending;
    const now = this.#host.now();
    const isRepeated = row.state === "sent", isSent = outcome.kind === "sent";
    const { attempts } = row, sentAt = Math.floor(now);
    const delivery: Delivery = isRepeated && isSent
      ? { state: "sent", attempts, nextAt: 0, lastError: null, sentAt }
      : afterAttempt(row, outcome, now);
    this.#repeated.set(row.id, now);
    if (outcome.kind === "retry") {
      this.#backoff.failed(row.notifier, isRepeated ? null : row.id, delivery.nextAt - now, outcome.after);
    }
    try {
      // A failed repeat does not change that the message was sent.
      if (isSent || !isRepeated || outcome.kind === "gone") outbox.note(row.id, delivery);
    } catch (error) {
      // The run of the message was undone meanwhile.
      if (error instanceof RangeError) return;
      throw error;
    }
    if (!(isRepeated && isSent)) onDelivery(row, delivery);
  }

  #postpone(rows: readonly OutboxRow[], seconds: number): void {
    const nextAt = Math.ceil(this.#host.now() + seconds);
    const pending = rows.filter(({ state }) => state === "pending");
    this.#sending.outbox.noteAll(pending.map((row) => [row.id, postponed(row, nextAt)]));
  }

  /** Messages of open alerts that are due for a repeat. */
  #repeats(): OutboxRow[] {
    const { outbox, recipients } = this.#sending;
    if (!recipients.values().some(({ kind }) => kind.repeats)) return [];
    const now = this.#host.now();
    return outbox.standing().filter(({ id, notifier, sentAt }) => {
      const last = Math.max(sentAt ?? 0, this.#repeated.get(id) ?? 0);
      // A time ahead is one of a clock that was wrong.
      return recipients.get(notifier)?.kind.repeats && (last <= now - REPEAT || last > now);
    });
  }
}
