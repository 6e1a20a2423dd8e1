// Role: keeps the answers of the API, and shares them: a hundred viewers that ask the same after a commit cost one computation.

import type { AnswerSetUp } from "../../api/worker_entry.ts";
import type { Host } from "../../host/host.ts";
import { AnswerQueue, type JsonAnswer, unavailable } from "./answer_queue.ts";

/** Most answers that are kept, and bytes of them together. */
const MOST_KEPT = 500, MOST_BYTES = 32 << 20;

/** Most different requests that wait: of a hundred pages that each show something else. */
const MOST_WAITING = 2000;

interface Waiting {
  /** Null for a moment, before it is asked. */
  promise: Promise<JsonAnswer> | null;
  /** Of the last commit before it is computed. */
  tag: string;
  /** Whether a thread has begun with it, so that it lacks what is committed from now on. */
  isBegun: boolean;
}

/** The answers of one database. */
export class Answers {
  readonly #queue: AnswerQueue;
  /** By request: the answer under way. */
  readonly #waiting = new Map<string, Waiting>();
  /** By request, the one used last at the end. */
  readonly #kept = new Map<string, { readonly tag: string; readonly answer: JsonAnswer }>();
  #bytes = 0;

  /** `isRacing`: whether a log is being read as fast as can be. `setUp`: what threads need beside the database; null for nothing. */
  constructor(
    host: Host,
    database: string,
    isOpen: boolean,
    isRacing: () => boolean = () => false,
    setUp: AnswerSetUp | null = null,
  ) {
    this.#queue = new AnswerQueue(host, database, isOpen, isRacing, setUp);
  }

  /** Starts a thread, so that the first question need not wait for it. */
  start(): void {
    this.#queue.start();
  }

  /** Answers that were computed so far. */
  get computed(): number {
    return this.#queue.computed;
  }

  /**
   * The answer to a request; one that is kept or under way is shared, if nothing has changed since.
   *
   * @param tag What the answer depends on: another tag is another answer. Null for one that depends on the clock as well.
   * @param patience Seconds that it may be put off while a log is read.
   */
  async ask(path: string, query: string, tag: string | null, patience = 0): Promise<JsonAnswer> {
    if (tag === null) {
      return this.#queue.size < MOST_WAITING ? await this.#queue.answer(path, query, patience) : tooMany();
    }
    const key = `${path}?${query}`, kept = this.#kept.get(key);
    if (kept?.tag === tag) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept.answer;
    }
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) {
      if (!waiting.isBegun) waiting.tag = tag;
      if (waiting.tag === tag) return (await waiting.promise)!;
      // One at a time, so that commits which come faster than a long answer do not pile them up.
      await waiting.promise;
      return await this.ask(path, query, tag, patience);
    }
    if (this.#waiting.size >= MOST_WAITING) return tooMany();
    const mine: Waiting = { tag, isBegun: false, promise: null };
    this.#waiting.set(key, mine);
    mine.promise = this.#queue.answer(path, query, patience, () => mine.isBegun = true);
    try {
      const answer = await mine.promise;
      if (answer.status === 200) this.#keep(key, mine.tag, answer);
      return answer;
    } finally {
      this.#waiting.delete(key);
    }
  }

  #keep(key: string, tag: string, answer: JsonAnswer): void {
    this.#forget(key);
    this.#kept.set(key, { tag, answer });
    this.#bytes += answer.json.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT && this.#bytes <= MOST_BYTES) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#bytes -= this.#kept.get(key)?.answer.json.length ?? 0;
    this.#kept.delete(key);
  }

  [Symbol.dispose](): void {
    this.#queue[Symbol.dispose]();
  }
}

function tooMany(): JsonAnswer {
  return unavailable("Too many requests wait. Try again in some seconds.");
}
