// Role: has a question of the API answered in this process, for commands that show what the API tells.

import type { ApiAnswer } from "../../api/answer.ts";
import { answerRequest } from "../../api/answer_request.ts";
import { RESOURCES } from "../../api/mod.ts";
import { Problem } from "../../domain/problem.ts";
import type { Reader } from "../../stores/store.ts";

/** Parameters of a question by their names; those that are null are left out. */
export type GivenParameters = Readonly<Record<string, string | number | null>>;

/** The parameters as those of a URL. */
export function searchParametersOf(given: GivenParameters): URLSearchParams {
  return new URLSearchParams(
    Object.entries(given).flatMap(([name, value]) => value === null ? [] : [[name, String(value)]]),
  );
}

/**
 * The answer to a question.
 *
 * @param path Below the root of the API.
 * @param now Wall clock, epoch seconds, for words such as "today".
 * Errors: `Problem` "usage" for what cannot be asked, "busy" or "io" where the database cannot be read now, or at all; those of the
 * reader that are bugs.
 */
export function askApi(reader: Reader, path: string, given: GivenParameters, now: number): ApiAnswer {
  const { status, body } = answerRequest(
    { path, parameters: searchParametersOf(given), now },
    RESOURCES,
    reader,
  );
  if (status === 200) return body;
  throw new Problem(status === 503 ? "busy" : status === 500 ? "io" : "usage", body.detail);
}
