// Role: the thread that answers requests to the API, so that neither a long query holds up the thread that serves, nor a
// writer in that thread the queries.

import { Problem } from "../domain/problem.ts";
import { sqlite } from "../stores/sqlite/sqlite.ts";
import type { Reader } from "../stores/store.ts";
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
  | { readonly id: number; readonly status: number; readonly json: string }
  | { readonly id: number; readonly bug: string };

/** Listens for {@link AnswerJob}s and answers each with an {@link AnswerReply}. Works in a worker only. */
export function serveAnswers(): void {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<AnswerJob>) => void;
    postMessage(reply: AnswerReply): void;
  };
  let reader: Reader | null = null;
  scope.onmessage = ({ data: job }) => {
    try {
      const { status, body } = answerRequest(
        { path: job.path, parameters: new URLSearchParams(job.query), now: job.now },
        RESOURCES,
        reader ??= job.isOpen ? sqlite.readBeside(job.database) : sqlite.read(job.database),
      );
      // What a failed database is opened as next time may be another file.
      if (status >= 500) reader = close(reader);
      scope.postMessage({ id: job.id, status, json: JSON.stringify(body) });
    } catch (error) {
      reader = close(reader);
      if (error instanceof Problem) {
        const { status, body } = faultReply(error);
        scope.postMessage({ id: job.id, status, json: JSON.stringify(body) });
      } else {scope.postMessage({
          id: job.id,
          bug: error instanceof Error ? error.stack ?? error.message : String(error),
        });}
    }
  };
}

function close(reader: Reader | null): null {
  reader?.[Symbol.dispose]();
  return null;
}
