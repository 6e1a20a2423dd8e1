// Role: a query in a thread of its own (`query_worker.ts`), also with a time limit: SQLite cannot be interrupted from JavaScript, so the
// thread is abandoned when the time is up.

import { Problem } from "../../domain/problem.ts";
import type { Host, Thread } from "../../host/host.ts";
import type { Answer } from "../store.ts";
import type { QueryReply, QueryRequest } from "./query_worker.ts";

/**
 * Answers one query within so many seconds, including the start of the thread.
 *
 * Errors: those of `Reader.query` and `sqlite.read`; `Problem` "io" when the time is up. The thread may then still be busy
 * and keep the process alive: the caller has to end the process.
 */
export async function queryWithin(host: Host, request: QueryRequest, seconds: number): Promise<Answer> {
  using thread = host.startThread("query");
  const answered = new AbortController();
  try {
    const timeUp = host.sleep(seconds, answered.signal).then(() => null);
    const reply = await Promise.race([replyOf(thread, request), timeUp]);
    if (reply === null) {
      throw new Problem(
        "io",
        `The query took longer than ${seconds} s and was stopped. Narrow it with WHERE, or raise --timeout.`,
      );
    }
    return answerOf(reply);
  } finally {
    answered.abort();
  }
}

/** Answers one query beside the caller. Errors: those of `Reader.query` and `sqlite.read`. */
export async function queryInThread(host: Host, request: QueryRequest): Promise<Answer> {
  using thread = host.startThread("query");
  return answerOf(await replyOf(thread, request));
}

function answerOf(reply: QueryReply): Answer {
  if ("answer" in reply) return reply.answer;
  if ("problem" in reply) throw new Problem(reply.problem.kind, reply.problem.message);
  throw Object.assign(new Error(reply.bug.message), { stack: reply.bug.stack });
}

function replyOf(thread: Thread, request: QueryRequest): Promise<QueryReply> {
  return new Promise((resolve, reject) => {
    thread.onMessage = (reply) => resolve(reply as QueryReply);
    thread.onFailure = (reason) => reject(new Error(`The query thread failed: ${reason}`));
    thread.post(request);
  });
}
