// Role: asks the thread that answers the API, and keeps its answers: a hundred viewers that ask the same after a commit cost
// one query.

import type { AnswerJob, AnswerReply } from "../../api/worker_entry.ts";
import { problemDocument } from "../../api/fault.ts";
import type { Host, Thread } from "../../host/host.ts";

/** An answer of the API as it is sent. */
export interface JsonAnswer {
  readonly status: number;
  readonly json: string;
}

/** Longest time of an answer, seconds. */
const LONGEST = 30;

/** Most answers that are kept, and characters of them together. */
const MOST_KEPT = 500, MOST_CHARACTERS = 32 << 20;

/** Most different requests that wait. */
const MOST_WAITING = 200;

interface Waiting {
  readonly promise: Promise<JsonAnswer>;
  readonly tag: string;
}

/** Threads, so that a long answer holds up none that is short. Each takes some 20 MB. */
const MOST_THREADS = 2;

/** A thread with the jobs that it has not answered. */
interface Answerer {
  readonly thread: Thread;
  readonly open: Map<number, (reply: AnswerReply) => void>;
}

/** The answers of one database. */
export class Answers {
  readonly #host: Host;
  readonly #database: string;
  readonly #isOpen: boolean;
  readonly #threads = new Set<Answerer>();
  #nextId = 1;
  /** By request: the answer under way. */
  readonly #waiting = new Map<string, Waiting>();
  /** By request, the one used last at the end. */
  readonly #kept = new Map<string, { readonly tag: string; readonly answer: JsonAnswer }>();
  #characters = 0;

  constructor(host: Host, database: string, isOpen: boolean) {
    this.#host = host;
    this.#database = database;
    this.#isOpen = isOpen;
  }

  /**
   * The answer to a request; one that is kept or under way is shared, if nothing has changed since.
   *
   * @param tag What the answer depends on: another tag is another answer. Null for one that depends on the clock as well.
   */
  async ask(path: string, query: string, tag: string | null): Promise<JsonAnswer> {
    if (tag === null) return this.#asked < MOST_WAITING ? await this.#answer(path, query) : tooMany();
    const key = `${path}?${query}`, kept = this.#kept.get(key);
    if (kept?.tag === tag) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept.answer;
    }
    const waiting = this.#waiting.get(key);
    if (waiting?.tag === tag) return await waiting.promise;
    if (waiting !== undefined) {
      // One at a time, so that commits which come faster than a long answer do not pile them up.
      await waiting.promise;
      return await this.ask(path, query, tag);
    }
    if (this.#waiting.size >= MOST_WAITING) return tooMany();
    const mine: Waiting = { tag, promise: this.#answer(path, query) };
    this.#waiting.set(key, mine);
    try {
      const answer = await mine.promise;
      if (answer.status === 200) this.#keep(key, tag, answer);
      return answer;
    } finally {
      this.#waiting.delete(key);
    }
  }

  /** Jobs that are not answered. */
  get #asked(): number {
    return this.#threads.values().reduce((sum, { open }) => sum + open.size, 0);
  }

  #keep(key: string, tag: string, answer: JsonAnswer): void {
    this.#forget(key);
    this.#kept.set(key, { tag, answer });
    this.#characters += answer.json.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT && this.#characters <= MOST_CHARACTERS) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#characters -= this.#kept.get(key)?.answer.json.length ?? 0;
    this.#kept.delete(key);
  }

  /** Never rejects. */
  async #answer(path: string, query: string): Promise<JsonAnswer> {
    const id = this.#nextId++, answered = new AbortController(), answerer = this.#free();
    const reply = new Promise<AnswerReply>((resolve) => answerer.open.set(id, resolve));
    const job: AnswerJob = {
      ...{ id, path, query, now: this.#host.now() },
      ...{ database: this.#database, isOpen: this.#isOpen },
    };
    answerer.thread.post(job);
    const timeUp = this.#host.sleep(LONGEST, answered.signal).then(() => null);
    const first = await Promise.race([reply, timeUp]);
    answered.abort();
    answerer.open.delete(id);
    if (first === null) {
      // SQLite cannot be interrupted, so the thread is left to its query; those that wait behind it are asked anew.
      this.#end(answerer, "another one took too long.");
      return unavailable(
        `The answer took longer than ${LONGEST} s. Ask for a shorter range or larger steps.`,
      );
    }
    if ("bug" in first) {
      const detail = `This is a bug: ${first.bug.split("\n")[0]}`;
      return { status: 500, json: JSON.stringify(problemDocument(500, detail)) };
    }
    return first;
  }

  /** A thread that has nothing to do, a new one, or the one with the fewest jobs. */
  #free(): Answerer {
    const [least] = [...this.#threads].toSorted((one, other) => one.open.size - other.open.size);
    if (least !== undefined && (least.open.size === 0 || this.#threads.size === MOST_THREADS)) return least;
    const thread = this.#host.startThread("answers"), answerer: Answerer = { thread, open: new Map() };
    thread.onMessage = (message) => {
      const reply = message as AnswerReply;
      answerer.open.get(reply.id)?.(reply);
    };
    thread.onFailure = (reason) => this.#end(answerer, reason);
    this.#threads.add(answerer);
    return answerer;
  }

  /** Its jobs fail; the next request may start another thread. */
  #end(answerer: Answerer, reason: string): void {
    this.#threads.delete(answerer);
    answerer.thread[Symbol.dispose]();
    for (const [id, resolve] of answerer.open) {
      resolve({ id, ...unavailable(`The answer was lost: ${reason}`) });
    }
    answerer.open.clear();
  }

  [Symbol.dispose](): void {
    for (const answerer of this.#threads) this.#end(answerer, "the server ends.");
  }
}

function tooMany(): JsonAnswer {
  return unavailable("Too many requests wait. Try again in some seconds.");
}

function unavailable(detail: string): JsonAnswer {
  return { status: 503, json: JSON.stringify(problemDocument(503, detail)) };
}
