// Role: has the questions of the API answered by threads, in turn. While a log is read as fast as can be, those that may wait do:
// the threads rest between them, so that the one that reads has the processors.

import { problemDocument } from "../../api/fault.ts";
import type { AnswerJob, AnswerReply, AnswerSetUp } from "../../api/worker_entry.ts";
import type { Host, Thread } from "../../host/host.ts";

/** An answer of the API as it is sent. */
export interface JsonAnswer {
  readonly status: number;
  /** UTF-8. */
  readonly json: Uint8Array;
}

/** Longest time of an answer, seconds. */
const LONGEST = 30;

/** Threads, so that a long answer holds up none that is short. Each takes some 20 MB. */
const MOST_THREADS = 2;

/** A thread rests so many times as long as the last answer took, and looks so often whether the writer has ended, seconds. */
const REST = 9, BETWEEN_LOOKS = 0.5;

/** A question that is not answered. */
interface Job {
  readonly id: number;
  readonly path: string;
  readonly query: string;
  /** Until when it may be put off, by the monotonic clock. */
  readonly due: number;
  /** Called when a thread begins with it. */
  readonly begun: () => void;
  readonly done: (answer: JsonAnswer) => void;
}

/** A thread, and what it works on. */
interface Answerer {
  readonly thread: Thread;
  job: Job | null;
  /** When it began, by the monotonic clock. */
  since: number;
}

/** The threads of one database, and what waits for them. */
export class AnswerQueue {
  readonly #host: Host;
  readonly #database: string;
  readonly #isOpen: boolean;
  readonly #isRacing: () => boolean;
  readonly #setUp: AnswerSetUp | null;
  readonly #threads = new Set<Answerer>();
  #jobs: Job[] = [];
  #nextId = 1;
  #computed = 0;
  /** By the monotonic clock: until then only what is due is begun. */
  #restUntil = 0;
  /** How long the last answer of each resource took, seconds. */
  readonly #costs = new Map<string, number>();
  #timer: AbortController | null = null;
  #isEnded = false;

  /** `isRacing`: whether a log is being read as fast as can be. `setUp`: what threads get before their first job. */
  constructor(
    host: Host,
    database: string,
    isOpen: boolean,
    isRacing: () => boolean,
    setUp: AnswerSetUp | null = null,
  ) {
    this.#setUp = setUp;
    this.#host = host;
    this.#database = database;
    this.#isOpen = isOpen;
    this.#isRacing = isRacing;
  }

  /** Questions that are not answered. */
  get size(): number {
    return this.#jobs.length + this.#threads.values().filter(({ job }) => job !== null).toArray().length;
  }

  /** Questions that a thread answered so far. */
  get computed(): number {
    return this.#computed;
  }

  /**
   * Has a question answered. Never rejects.
   *
   * @param patience Seconds that it may be put off while a log is being read as fast as can be; 0 = none.
   * @param begun Called when a thread begins with it, once at most, maybe at once.
   */
  async answer(
    path: string,
    query: string,
    patience: number,
    begun: () => void = () => {},
  ): Promise<JsonAnswer> {
    const answered = new AbortController(), id = this.#nextId++;
    const reply = new Promise<JsonAnswer>((done) => {
      this.#jobs.push({ id, path, query, due: this.#host.monotonic() + patience, begun, done });
    });
    this.#pump();
    const timeUp = this.#host.sleep(LONGEST + patience, answered.signal).then(() => null);
    const first = await Promise.race([reply, timeUp]);
    answered.abort();
    if (first !== null) return first;
    this.#jobs = this.#jobs.filter((job) => job.id !== id);
    // SQLite cannot be interrupted, so the thread is left to its query.
    for (const answerer of this.#threads) if (answerer.job?.id === id) this.#end(answerer);
    this.#pump();
    return unavailable(`The answer took longer than ${LONGEST} s. Ask for a shorter range or larger steps.`);
  }

  /** Starts a thread, so that the first question need not wait for it. */
  start(): void {
    this.#free();
  }

  /** Gives threads that have nothing to do what is next. */
  #pump(): void {
    this.#timer?.abort();
    this.#timer = null;
    while (this.#jobs.length > 0 && !this.#isEnded) {
      const answerer = this.#free(), job = answerer === null ? null : this.#next();
      if (answerer === null) return;
      if (job === null) return this.#later();
      this.#jobs = this.#jobs.filter((each) => each !== job);
      answerer.job = job;
      answerer.since = this.#host.monotonic();
      job.begun();
      answerer.thread.post(this.#message(job));
    }
  }

  /** What is begun next: what must not wait in its order, then what was quickest; null where all of it is put off. */
  #next(): Job | null {
    const now = this.#host.monotonic(), isRacing = this.#isRacing();
    const due = this.#jobs.find((job) => !isRacing || job.due <= now);
    if (due !== undefined) return due;
    const isAtWork = this.#threads.values().some(({ job }) => job !== null);
    if (isAtWork || now < this.#restUntil) return null;
    const costOf = ({ path }: Job): number => this.#costs.get(path) ?? 0;
    return this.#jobs.reduce((least, job) => costOf(job) < costOf(least) ? job : least);
  }

  /** Looks again when something may be begun. */
  #later(): void {
    const timer = this.#timer = new AbortController(), now = this.#host.monotonic();
    const next = [this.#restUntil, ...this.#jobs.map(({ due }) => due)].filter((time) => time > now);
    const wait = Math.min(BETWEEN_LOOKS, ...next.map((time) => time - now));
    void this.#host.sleep(wait, timer.signal).then(() => {
      if (!timer.signal.aborted) this.#pump();
    });
  }

  #message({ id, path, query }: Job): AnswerJob {
    return {
      ...{ id, path, query, now: this.#host.now() },
      ...{ database: this.#database, isOpen: this.#isOpen },
    };
  }

  /** A thread that has nothing to do, or a new one; null where as many as may be are at work. */
  #free(): Answerer | null {
    for (const answerer of this.#threads) if (answerer.job === null) return answerer;
    if (this.#threads.size === MOST_THREADS) return null;
    const thread = this.#host.startThread("answers"), answerer: Answerer = { thread, job: null, since: 0 };
    if (this.#setUp !== null) thread.post(this.#setUp);
    thread.onMessage = (message) => this.#answered(answerer, message as AnswerReply);
    thread.onFailure = (reason) => {
      this.#end(answerer, reason);
      this.#pump();
    };
    this.#threads.add(answerer);
    return answerer;
  }

  #answered(answerer: Answerer, reply: AnswerReply): void {
    const { job } = answerer;
    if (job === null || job.id !== reply.id) return;
    const now = this.#host.monotonic(), took = now - answerer.since;
    answerer.job = null;
    this.#computed++;
    this.#costs.set(job.path, took);
    this.#restUntil = now + REST * took;
    job.done(
      "bug" in reply
        ? failed(500, `This is a bug: ${reply.bug.split("\n")[0]}`)
        : { status: reply.status, json: reply.json },
    );
    this.#pump();
  }

  /** What it works on fails; the next question may start another thread. */
  #end(answerer: Answerer, reason = "it took too long."): void {
    this.#threads.delete(answerer);
    answerer.thread[Symbol.dispose]();
    answerer.job?.done(unavailable(`The answer was lost: ${reason}`));
  }

  [Symbol.dispose](): void {
    this.#isEnded = true;
    this.#timer?.abort();
    for (const { done } of this.#jobs) done(unavailable("The answer was lost: the database was closed."));
    this.#jobs = [];
    for (const answerer of this.#threads) this.#end(answerer, "the database was closed.");
  }
}

/** A 503 that says why. */
export function unavailable(detail: string): JsonAnswer {
  return failed(503, detail);
}

/** An answer that is a problem document. */
export function failed(status: number, detail: string): JsonAnswer {
  return { status, json: new TextEncoder().encode(JSON.stringify(problemDocument(status, detail))) };
}
