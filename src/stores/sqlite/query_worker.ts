// Role: the thread's side of `query_with_timeout.ts`: answers one query.

import { Problem, type ProblemKind } from "../../domain/problem.ts";
import type { Lists } from "../../host/lists.ts";
import { sqlite } from "./sqlite.ts";
import { type CountryFile, outsideOf } from "./read/functions.ts";
import type { Answer, SqlValue } from "../store.ts";

/** The one message to the thread: a query and its database. */
export interface QueryRequest {
  /** Path of the database. */
  readonly path: string;
  /** One statement. */
  readonly sql: string;
  /** Bound by name without a prefix. */
  readonly parameters: Readonly<Record<string, SqlValue>>;
  /** A file of countries by address, for the statements that ask for countries. */
  readonly geoip: CountryFile | null;
}

/** The one message back. Errors are sent as data, because a `Problem` would lose its class. */
export type QueryReply =
  | { readonly answer: Answer }
  | { readonly problem: { readonly kind: ProblemKind; readonly message: string } }
  | { readonly bug: { readonly message: string; readonly stack: string | undefined } };

/**
 * Listens for one {@link QueryRequest} and answers it with a {@link QueryReply}; loads lists only for a statement that needs them.
 * Works in a worker only.
 */
export function serveQueries(loadLists: () => Promise<Lists>): void {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<QueryRequest>) => void;
    postMessage(reply: QueryReply): void;
  };
  scope.onmessage = async (event) => scope.postMessage(await replyTo(event.data, loadLists));
}

async function replyTo(
  { path, sql, parameters, geoip }: QueryRequest,
  loadLists: () => Promise<Lists>,
): Promise<QueryReply> {
  try {
    using reader = sqlite.read(path, await outsideOf(sql, geoip, loadLists));
    return { answer: reader.query(sql, parameters) };
  } catch (error) {
    if (error instanceof Problem) return { problem: { kind: error.kind, message: error.message } };
    if (error instanceof Error) return { bug: { message: error.message, stack: error.stack } };
    return { bug: { message: String(error), stack: undefined } };
  }
}
