// Role: the thread that answers requests to the API, so that neither a long query holds up the thread that serves, nor a
// writer in that thread the queries.

import { Problem } from "../domain/problem.ts";
import type { Lists } from "../host/lists.ts";
import { sqlite } from "../stores/sqlite/sqlite.ts";
import type { Reader } from "../stores/store.ts";
import type { ApiReply } from "./answer.ts";
import { answerRequest } from "./answer_request.ts";
import { faultReply } from "./fault.ts";
import { RESOURCES } from "./mod.ts";

/** A request, as the thread gets it. */
export interface AnswerJob {
  /** Comes back with the reply. */
  readonly id: number;
  /** Path of the database. */
  readonly database: string;
  /** Whether this process has it open already. */
  readonly isOpen: boolean;
  /** Below the root of the API. */
  readonly path: string;
  /** The parameters as in a URL, without the question mark. */
  readonly query: string;
  /** Wall clock, epoch seconds. */
  readonly now: number;
}

/** The reply to a job. */
export type AnswerReply =
  /** `json` in UTF-8. */
  | { readonly id: number; readonly status: number; readonly json: Uint8Array }
  | { readonly id: number; readonly bug: string };

/** Listens for {@link AnswerJob}s and answers each with an {@link AnswerReply}. Works in a worker only. */
export function serveAnswers(loadLists: () => Promise<Lists>): void {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<AnswerJob>) => void;
    postMessage(reply: AnswerReply): void;
  };
  const readers = new Readers(loadLists), encoder = new TextEncoder();
  const reply = (id: number, { status, body }: ApiReply): void => {
    scope.postMessage({ id, status, json: encoder.encode(JSON.stringify(body)) });
  };
  scope.onmessage = async ({ data: job }) => {
    try {
      const request = { path: job.path, parameters: new URLSearchParams(job.query), now: job.now };
      const answer = answerRequest(request, RESOURCES, await readers.for(job));
      // What a failed database is opened as next time may be another file.
      if (answer.status >= 500) readers.close();
      reply(job.id, answer);
    } catch (error) {
      readers.close();
      if (error instanceof Problem) {
        reply(job.id, faultReply(error));
      } else {
        const bug = error instanceof Error ? error.stack ?? error.message : String(error);
        scope.postMessage({ id: job.id, bug });
      }
    }
  };
}

/** The readers of the database: one that knows the lists is opened when it is first needed. */
class Readers {
  readonly #loadLists: () => Promise<Lists>;
  #plain: Reader | null = null;
  #withLists: Reader | null = null;

  constructor(loadLists: () => Promise<Lists>) {
    this.#loadLists = loadLists;
  }

  /** Errors: those of `sqlite.read`, and of loading the lists. */
  async for({ path, database, isOpen }: AnswerJob): Promise<Reader> {
    const needsLists = RESOURCES.find((resource) => resource.path === path)?.needsLists ?? false;
    if (!needsLists) return this.#plain ??= isOpen ? sqlite.readBeside(database) : sqlite.read(database);
    if (this.#withLists !== null) return this.#withLists;
    const outside = { lists: await this.#loadLists(), countries: null };
    // The thread has it open if there is another reader.
    const isBeside = isOpen || this.#plain !== null;
    return this.#withLists ??= isBeside
      ? sqlite.readBeside(database, outside)
      : sqlite.read(database, outside);
  }

  close(): void {
    for (const reader of [this.#plain, this.#withLists]) reader?.[Symbol.dispose]();
    this.#plain = this.#withLists = null;
  }
}
