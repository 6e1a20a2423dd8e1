// Role: the workers that read large files in ranges beside the main thread: started once in a run, given one file after
// the other. Their own side is `worker.ts`.

import type { Host, Thread } from "../host/host.ts";
import { MAIN } from "./board.ts";
import type { RangeJob, RangeReply } from "./worker.ts";

/** What a job is for all workers alike. */
export type SharedJob = Omit<RangeJob, "job" | "thread">;

/** Takes what the workers send. */
export interface RangeListener {
  /** A worker has read a range. */
  onRange(thread: number, reply: Extract<RangeReply, { index: number }>): void;
  /** A worker has failed; what it has claimed and not sent is lost. */
  onLoss(thread: number): void;
}

/** Several workers. Disposing ends them, whatever they are doing. */
export class RangeThreads implements Disposable {
  readonly #host: Host;
  readonly #count: number;
  /** By the number on the board; those that failed are gone. */
  readonly #threads = new Map<number, Thread>();
  /** Whether there are threads, or have been. */
  isStarted = false;
  #job = 0;
  #listener: RangeListener | null = null;

  /** Nothing is started yet. */
  constructor(host: Host, count: number) {
    this.#host = host;
    this.#count = count;
  }

  /** Gives every worker the job. What they still send of the job before is dropped. */
  begin(shared: SharedJob, listener: RangeListener): void {
    this.#job++;
    this.#listener = listener;
    for (const [number, thread] of this.#threads) {
      const job: RangeJob = { ...shared, job: this.#job, thread: number };
      thread.post(job);
    }
  }

  /** Ends the workers. */
  [Symbol.dispose](): void {
    for (const thread of this.#threads.values()) thread[Symbol.dispose]();
    this.#threads.clear();
  }

  /** Starts them, if they are not: sooner than they are needed, so that they load while others work. */
  start(): void {
    if (this.isStarted || this.#count === 0) return;
    this.isStarted = true;
    for (let number = MAIN + 1; number <= MAIN + this.#count; number++) {
      try {
        const thread = this.#host.startThread("ranges");
        thread.onMessage = (message) => this.#take(number, message as RangeReply);
        thread.onFailure = () => this.#lose(number);
        this.#threads.set(number, thread);
      } catch {
        // Where no thread can be had, the main thread does all of it.
        return;
      }
    }
  }

  #take(number: number, reply: RangeReply): void {
    if (reply.job !== this.#job) return;
    if ("failed" in reply) this.#listener?.onLoss(number);
    else this.#listener?.onRange(number, reply);
  }

  #lose(number: number): void {
    const thread = this.#threads.get(number);
    if (thread === undefined) return;
    thread.onMessage = () => {};
    thread[Symbol.dispose]();
    this.#threads.delete(number);
    this.#listener?.onLoss(number);
  }
}
