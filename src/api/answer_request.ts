// Role: a path and its parameters → the answer. No HTTP is involved, so that a report can hold the same answers as a server
// gives.

import { nearest } from "../domain/nearest.ts";
import { rangeNotes } from "../reports/notes/range_notes.ts";
import type { Reader } from "../stores/store.ts";
import type { ApiReply } from "./answer.ts";
import { ApiFault, faultReply } from "./fault.ts";
import { readParameters } from "./parameters.ts";
import type { ApiResource } from "./resource.ts";

/** A request below the root of the API. */
export interface ApiRequest {
  /** "buckets", "values/section", "alerts/3": its parts as they are, decoded. */
  readonly path: string;
  readonly parameters: URLSearchParams;
  /** Wall clock in epoch seconds, for words such as "today". */
  readonly now: number;
}

/**
 * Answers a request. What is wrong with it, and what the database refuses, is a reply too.
 *
 * Errors: those of the reader that are bugs.
 *
 * @example
 * ```ts
 * import { answerRequest } from "./answer_request.ts";
 * import assert from "node:assert/strict";
 *
 * const reader = { query: () => ({ columns: [], rows: [] }), [Symbol.dispose]: () => {} };
 * const request = { path: "nothing", parameters: new URLSearchParams(), now: 0 };
 * assert.equal(answerRequest(request, [], reader).status, 404);
 * ```
 */
export function answerRequest(
  { path, parameters, now }: ApiRequest,
  resources: readonly ApiResource[],
  reader: Reader,
): ApiReply {
  try {
    const [resource, id] = resourceAt(path, resources);
    const asked = readParameters(parameters, resource, reader, now);
    const { range, step } = asked;
    const answer = resource.answer(reader, asked, id);
    const isRanged = resource.parameters.includes("since");
    const notes = [...(isRanged ? rangeNotes(reader, asked, "since") : []), ...answer.notes];
    return { status: 200, body: { units: {}, ...answer, notes, range, step } };
  } catch (error) {
    return faultReply(error);
  }
}

/** The resource at a path, and the id in it. Errors: {@link ApiFault} where there is none. */
function resourceAt(path: string, resources: readonly ApiResource[]): readonly [ApiResource, number] {
  const [, folder, id] = /^(.*\/)([1-9]\d{0,14})$/.exec(path) ?? [];
  const resource = resources.find((each) =>
    each.path === path || id !== undefined && each.path === `${folder}{id}`
  );
  if (resource !== undefined) return [resource, Number(id ?? 0)];
  const near = nearest(path, resources.map((each) => each.path));
  const advice = near === undefined
    ? `There are: ${resources.map((each) => each.path).join(", ")}.`
    : `Did you mean "${near}"?`;
  throw new ApiFault(404, `There is no "${path}" here. ${advice}`);
}
