// Role: sends the messages of the outbox: beside a replay, kicked after its commits, and alone. At least once, in order for
// each alert; never within a transaction. What is noted of a message is decided in `delivery_state.ts`, how one is told in
// `recipient.ts`.

import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";
import type { SendOutcome } from "../notifier.ts";
import type { Delivery, OutboxRow, OutboxStore } from "../../stores/outbox.ts";
import { afterAttempt, putOff } from "./delivery_state.ts";
import { Backoff } from "./backoff.ts";
import { deliver, type Recipient } from "./recipient.ts";
import { alertOf, sorted } from "./queues.ts";

/** What a sender works with. */
export interface Sending {
  /** Where the messages are. */
  readonly outbox: OutboxStore;
  /** Who can be told, by id. */
  readonly recipients: ReadonlyMap<string, Recipient>;
  /** Seconds after which a beginning is too old to be told. */
  readonly maxAge: number;
  /** Makes sure that nobody else sends the same; null where somebody is sending. Given back after every round. */
  readonly lock: () => Disposable | null;
  /** Called with whatever came of a message, after it was noted. */
  readonly onDelivery: (row: OutboxRow, delivery: Delivery) => void;
  /** Called where a kick came to nothing, for example because the disk is full; the next one tries again. */
  readonly onProblem: (problem: Problem) => void;
}

/** Seconds between two messages about an alert that goes on, and between two looks for something to send. */
const REPEAT = 50, LOOK = 1;
/** Seconds between two attempts to have the lock. */
const LOCK_PAUSE = 0.2;

/** Sends what is due. Owned by the run, which disposes of it before the store is closed. */
export class Sender implements AsyncDisposable {
  readonly #sending: Sending;
  readonly #host: Host;
  readonly #stop: AbortSignal;
  readonly #pauses: Backoff;
  /** When an alert that goes on was last told or tried to be, by the number of its message. */
  readonly #repeated = new Map<number, number>();
  #current: Promise<boolean> | null = null;
  #lookedAt = -Infinity;
  #isOver = false;
  #error: unknown = null;

  /** Sends nothing before it is kicked. */
  constructor(sending: Sending, host: Host) {
    this.#sending = sending;
    this.#host = host;
    this.#pauses = new Backoff(() => host.monotonic());
    this.#stop = host.stopSignal();
  }

  /** Begins to send what is due, unless it is at it, or looked a moment ago. Returns at once; throws nothing. */
  kick(): void {
    const now = this.#host.monotonic();
    if (this.#current !== null || this.#error !== null || now - this.#lookedAt < LOOK) return;
    this.#lookedAt = now;
    void this.#begin(Infinity).then(() => {
      if (!(this.#error instanceof Problem)) return;
      this.#sending.onProblem(this.#error);
      this.#error = null;
    });
  }

  /**
   * Sends what is due, and waits for what is tried again soon, so many seconds at most; a request that is under way is
   * waited for in any case. Nothing more is sent once the stop signal is aborted.
   *
   * Errors: what the store throws; what is no `Problem`, since it was kicked, too.
   */
  async drain(seconds: number): Promise<void> {
    const deadline = this.#host.monotonic() + seconds;
    await this.#current;
    if (this.#error !== null) throw this.#error;
    while (!this.#stop.aborted) {
      const hasLock = await this.#begin(deadline);
      if (this.#error !== null) throw this.#error;
      const left = deadline - this.#host.monotonic();
      const wait = hasLock ? this.#pauses.next() : LOCK_PAUSE;
      if (wait > left) return;
      await this.#host.sleep(Math.max(0, wait), this.#stop);
    }
  }

  /** Waits for the request that is under way; nothing is sent after that. */
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

  /** Whether it had the lock. */
  async #pass(deadline: number): Promise<boolean> {
    const { outbox, lock } = this.#sending;
    const next = outbox.nextAt();
    if ((next === null || next > this.#host.now()) && this.#standing().length === 0) return true;
    using held = lock();
    if (held === null) return false;
    // What comes meanwhile is taken as well.
    while (await this.#round(deadline));
    return true;
  }

  /** Takes what is due by now; whether that was anything. */
  async #round(deadline: number): Promise<boolean> {
    const { outbox, recipients, maxAge, onDelivery } = this.#sending;
    const now = this.#host.now(), off = new Set(outbox.gone().map(({ notifier }) => notifier));
    const { dropped, queues } = sorted(outbox.due(now), this.#standing(), {
      now,
      maxAge,
      off,
      known: recipients,
    });
    if (dropped.length > 0) outbox.noteAll(dropped.map(([{ id }, delivery]) => [id, delivery]));
    for (const [row, delivery] of dropped) onDelivery(row, delivery);
    const sent = Array.from(queues, ([id, rows]) => this.#sendAll(id, rows, deadline));
    // The lock is held until all of them are done, also where one throws.
    await Promise.allSettled(sent);
    const counts = await Promise.all(sent);
    return dropped.length > 0 || counts.some((count) => count > 0);
  }

  /** Sends messages to one recipient one after the other, until one fails in a way that may pass; how many it tried. */
  async #sendAll(notifier: string, rows: readonly OutboxRow[], deadline: number): Promise<number> {
    const recipient = this.#sending.recipients.get(notifier)!;
    const stuck = new Set<string>();
    let count = 0;
    for (const [place, row] of rows.entries()) {
      const isEnough = this.#isOver || this.#stop.aborted || this.#host.monotonic() >= deadline;
      if (isEnough || this.#pauses.has(notifier)) break;
      if (stuck.has(alertOf(row))) continue;
      count++;
      const outcome = await deliver(recipient, row, this.#host);
      this.#note(row, outcome);
      if (outcome.kind === "gone") break;
      if (outcome.kind !== "sent") stuck.add(alertOf(row));
      // Later runs wait as well.
      if (outcome.kind === "retry" && outcome.after !== null) {
        this.#putOff(rows.slice(place + 1), outcome.after);
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
      this.#pauses.failed(row.notifier, isRepeated ? null : row.id, delivery.nextAt - now, outcome.after);
    }
    try {
      // What was told once is told, whatever becomes of telling it again.
      if (isSent || !isRepeated || outcome.kind === "gone") outbox.note(row.id, delivery);
    } catch (error) {
      // Its run was undone meanwhile.
      if (error instanceof RangeError) return;
      throw error;
    }
    if (!(isRepeated && isSent)) onDelivery(row, delivery);
  }

  #putOff(rows: readonly OutboxRow[], seconds: number): void {
    const nextAt = Math.ceil(this.#host.now() + seconds);
    const pending = rows.filter(({ state }) => state === "pending");
    this.#sending.outbox.noteAll(pending.map((row) => [row.id, putOff(row, nextAt)]));
  }

  /** Messages of alerts that go on, of notifiers which want to hear of them, and that are to be told again now. */
  #standing(): OutboxRow[] {
    const { outbox, recipients } = this.#sending;
    if (!recipients.values().some(({ kind }) => kind.repeats)) return [];
    const before = this.#host.now() - REPEAT;
    return outbox.standing().filter(({ id, notifier, sentAt }) =>
      recipients.get(notifier)?.kind.repeats && Math.max(sentAt ?? 0, this.#repeated.get(id) ?? 0) <= before
    );
  }
}
