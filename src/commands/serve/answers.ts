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

/** The answers of one database. */
export class Answers {
  readonly #host: Host;
  readonly #database: string;
  readonly #isOpen: boolean;
  #thread: Thread | null = null;
  #nextId = 1;
  readonly #open = new Map<number, (reply: AnswerReply) => void>();
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
    if (tag === null) return this.#open.size < MOST_WAITING ? await this.#answer(path, query) : tooMany();
    const key = `${path}?${query}`, kept = this.#kept.get(key);
    if (kept?.tag === tag) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept.answer;
    }
    const waiting = this.#waiting.get(key);
    if (waiting?.tag === tag) return await waiting.promise;
    if (this.#waiting.size >= MOST_WAITING) return tooMany();
    const mine: Waiting = { tag, promise: this.#answer(path, query) };
    this.#waiting.set(key, mine);
    try {
      const answer = await mine.promise;
      if (answer.status === 200) this.#keep(key, tag, answer);
      return answer;
    } finally {
      if (this.#waiting.get(key) === mine) this.#waiting.delete(key);
    }
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
    const id = this.#nextId++, answered = new AbortController();
    const reply = new Promise<AnswerReply>((resolve) => this.#open.set(id, resolve));
    const job: AnswerJob = {
      ...{ id, path, query, now: this.#host.now() },
      ...{ database: this.#database, isOpen: this.#isOpen },
    };
    this.#started().post(job);
    const timeUp = this.#host.sleep(LONGEST, answered.signal).then(() => null);
    const first = await Promise.race([reply, timeUp]);
    answered.abort();
    this.#open.delete(id);
    if (first === null) {
      // SQLite cannot be interrupted, so the thread is left to its query; those that wait behind it are asked anew.
      this.#restart("It took too long.");
      return unavailable(
        `The answer took longer than ${LONGEST} s. Ask for a shorter range or larger steps.`,
      );
    }
    if ("bug" in first) {
      return {
        status: 500,
        json: JSON.stringify(problemDocument(500, `This is a bug: ${first.bug.split("\n")[0]}`)),
      };
    }
    return first;
  }

  #started(): Thread {
    if (this.#thread !== null) return this.#thread;
    const thread = this.#host.startThread("answers");
    thread.onMessage = (message) => {
      const reply = message as AnswerReply;
      this.#open.get(reply.id)?.(reply);
    };
    thread.onFailure = (reason) => this.#restart(reason);
    return this.#thread = thread;
  }

  /** The next request starts another thread. */
  #restart(reason: string): void {
    this.#thread?.[Symbol.dispose]();
    this.#thread = null;
    for (const [id, resolve] of this.#open) resolve({ id, ...unavailable(`The answer was lost: ${reason}`) });
    this.#open.clear();
  }

  [Symbol.dispose](): void {
    this.#restart("The server ends.");
  }
}

function tooMany(): JsonAnswer {
  return unavailable("Too many requests wait. Try again in some seconds.");
}

function unavailable(detail: string): JsonAnswer {
  return { status: 503, json: JSON.stringify(problemDocument(503, detail)) };
}
