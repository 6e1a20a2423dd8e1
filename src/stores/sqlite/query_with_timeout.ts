// Role: a query with a time limit. SQLite cannot be interrupted from JavaScript, so it runs in a worker
// (`query_worker.ts`); when the time is up the worker is left behind and ends with the process.

import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";
import type { QueryReply, QueryRequest } from "./query_worker.ts";
import type { Answer } from "../store.ts";

/**
 * Answers one query within so many seconds, the start of the worker among them.
 *
 * Errors: those of `Reader.query` and `StoreKind.read`; `Problem` "io" when the time is up. The worker may then be busy
 * still and keeps the process alive: the caller has to end the process.
 */
export async function queryWithin(host: Host, request: QueryRequest, seconds: number): Promise<Answer> {
  const worker = new Worker(host.worker, { type: "module", name: "query" });
  const answered = new AbortController();
  try {
    const timeUp = host.sleep(seconds, answered.signal).then(() => null);
    const reply = await Promise.race([replyOf(worker, request), timeUp]);
    if (reply === null) {
      throw new Problem(
        "io",
        `The query took longer than ${seconds} s and was stopped. Narrow it with WHERE, or raise --timeout.`,
      );
    }
    if ("answer" in reply) return reply.answer;
    if ("problem" in reply) throw new Problem(reply.problem.kind, reply.problem.message);
    throw Object.assign(new Error(reply.bug.message), { stack: reply.bug.stack });
  } finally {
    answered.abort();
    worker.terminate();
  }
}

function replyOf(worker: Worker, request: QueryRequest): Promise<QueryReply> {
  return new Promise((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<QueryReply>) => resolve(event.data);
    worker.onmessageerror = () => reject(new Error("The answer of the query worker could not be read."));
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`The query worker failed: ${event.message}`));
    };
    worker.postMessage(request);
  });
}
