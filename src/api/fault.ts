// Role: an error of a request, and every error as a problem document.

import { Problem } from "../domain/problem.ts";
import type { ApiProblem, ApiReply } from "./answer.ts";

/** A request that cannot be answered because of what it asks. */
export class ApiFault extends Error {
  /** As for every error: the name of its class. */
  override readonly name = "ApiFault";
  /** The status of HTTP. */
  readonly status: 400 | 404;
  /** The parameter that is wrong; null where none is. */
  readonly parameter: string | null;

  /** `detail` is a sentence for the person who asks: what is wrong, and what to do. */
  constructor(status: 400 | 404, detail: string, parameter: string | null = null) {
    super(detail);
    this.status = status;
    this.parameter = parameter;
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Content Too Large",
  421: "Misdirected Request",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** A problem document. */
export function problemDocument(status: number, detail: string, parameter: string | null = null): ApiProblem {
  const document = { type: "about:blank", title: TITLES[status] ?? "Error", status, detail };
  return parameter === null ? document : { ...document, parameter };
}

/** The reply for an error; one that is a bug is thrown on. */
export function faultReply(error: unknown): ApiReply {
  if (error instanceof ApiFault) {
    return { status: error.status, body: problemDocument(error.status, error.message, error.parameter) };
  }
  if (!(error instanceof Problem)) throw error;
  const status = error.kind === "usage" ? 400 : error.kind === "busy" ? 503 : 500;
  return { status, body: problemDocument(status, error.message) };
}
