// Role: the thread that answers requests to the API, so that neither a long query holds up the thread that serves, nor a
// writer in that thread the queries.

import { Problem } from "../domain/problem.ts";
import type { Lists } from "../host/lists.ts";
import { type CountryFile, outsideOf } from "../stores/sqlite/read/functions.ts";
import { sqlite } from "../stores/sqlite/sqlite.ts";
import type { Reader } from "../stores/store.ts";
import type { ApiReply } from "./answer.ts";
import { answerRequest } from "./answer_request.ts";
import { ApiFault, faultReply } from "./fault.ts";
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

/** What a thread gets before its first job, where the server has a file of countries. */
export interface AnswerSetUp {
  readonly countryFile: CountryFile;
}

/** The reply to a job. */
export type AnswerReply =
  /** `json` in UTF-8. */
  | { readonly id: number; readonly status: number; readonly json: Uint8Array }
  | { readonly id: number; readonly bug: string };

/**
 * Listens for an {@link AnswerSetUp}, if there is one, and for {@link AnswerJob}s, and answers each of these with an
 * {@link AnswerReply}. Works in a worker only.
 */
export function serveAnswers(loadLists: () => Promise<Lists>): void {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<AnswerJob | AnswerSetUp>) => void;
    postMessage(reply: AnswerReply): void;
  };
  const readers = new Readers(loadLists), encoder = new TextEncoder();
  const reply = (id: number, { status, body }: ApiReply): void => {
    scope.postMessage({ id, status, json: encoder.encode(JSON.stringify(body)) });
  };
  scope.onmessage = async ({ data: job }) => {
    if ("countryFile" in job) {
      readers.countryFile = job.countryFile;
      return;
    }
    try {
      const request = { path: job.path, parameters: new URLSearchParams(job.query), now: job.now };
      const answer = answerRequest(request, RESOURCES, await readers.for(job));
      // What a failed database is opened as next time may be another file.
      if (answer.status >= 500) readers.close();
      reply(job.id, answer);
    } catch (error) {
      // What cannot be asked says nothing of the database.
      if (!(error instanceof ApiFault)) readers.close();
      if (error instanceof Problem || error instanceof ApiFault) {
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
  /** Null where the server has none. */
  countryFile: CountryFile | null = null;

  constructor(loadLists: () => Promise<Lists>) {
    this.#loadLists = loadLists;
  }

  /** Errors: those of `sqlite.read`, and of loading the lists; {@link ApiFault} for countries without a file of them. */
  async for({ path, database, isOpen }: AnswerJob): Promise<Reader> {
    const needs = RESOURCES.find((resource) => resource.path === path)?.needs;
    if (needs === "countries" && this.countryFile === null) {
      throw new ApiFault(404, "Countries need a file of them: start the server with --geoip FILE.mmdb.");
    }
    if (needs === undefined) {
      return this.#plain ??= isOpen ? sqlite.readBeside(database) : sqlite.read(database);
    }
    if (this.#withLists !== null) return this.#withLists;
    // Lists are loaded for what is called: here for all of it.
    const outside = await outsideOf("is_bot", this.countryFile, this.#loadLists);
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
