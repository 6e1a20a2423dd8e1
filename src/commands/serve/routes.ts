// Role: a request → the response: the page, the API, events, metrics.

import { API_ROOT, type ApiAnswer } from "../../api/answer.ts";
import { problemDocument } from "../../api/fault.ts";
import type { Host, ServedRequest, ServedResponse } from "../../host/host.ts";
import { firstAnswers, firstAnswersSoon } from "./ahead.ts";
import { failed, type JsonAnswer } from "./answer_queue.ts";
import type { Answers } from "./answers.ts";
import type { Events } from "./events.ts";
import { type Doors, hasToken, refusalOf } from "./guard.ts";
import { metricsText, type ServerCounts } from "./metrics.ts";
import type { ServedPage } from "./page.ts";
import { type Several, severalIn } from "./several.ts";

/** The database that is served. */
export interface Served {
  readonly answers: Answers;
  readonly events: Events;
  readonly several: Several;
  readonly sleep: Host["sleep"];
}

/** What responses are made of. */
export interface SiteView {
  readonly page: ServedPage;
  /** Text: why there is no database now. */
  readonly served: Served | string;
  counts(): ServerCounts;
}

/** Every response has them: nothing of it may be taken for another type, framed, or read by other origins. */
const ALWAYS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "x-frame-options": "DENY",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };
const PROBLEM_TYPE = {
  "content-type": "application/problem+json; charset=utf-8",
  "cache-control": "no-store",
};

/** The response to a request. Never throws. */
export async function responseTo(
  request: ServedRequest,
  doors: Doors,
  { page, served, counts }: SiteView,
): Promise<ServedResponse> {
  const refusal = refusalOf(request, doors);
  if (refusal?.status === 405) return problem(405, refusal.detail, { allow: "GET, HEAD" });
  if (refusal !== null) return problem(refusal.status, refusal.detail);
  const url = new URL(request.target, "http://localhost"), { pathname } = url;
  if (pathname === "/") return await pageResponse(request, doors, page, served);
  if (!await hasToken(request, doors)) {
    const detail = 'A token is asked for: send it as "Authorization: Bearer …".';
    return problem(401, detail, { "www-authenticate": 'Bearer realm="httplog"' });
  }
  if (pathname === "/metrics") return await metrics(served, counts);
  if (typeof served === "string") return problem(503, served, { "retry-after": "1" });
  if (pathname === `${API_ROOT}/events`) return stream(served.events);
  if (pathname === `${API_ROOT}/several`) return linesOf(url, served);
  if (pathname.startsWith(`${API_ROOT}/`)) return await answer(request, url, served);
  return problem(404, `There is nothing here. The page is at /, the API at ${API_ROOT}/.`);
}

function response(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): ServedResponse {
  return { status, headers: { ...ALWAYS, ...headers }, body };
}

function problem(
  status: number,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): ServedResponse {
  return response(status, { ...PROBLEM_TYPE, ...headers }, JSON.stringify(problemDocument(status, detail)));
}

/**
 * The page: it needs no token, for who shows none gets it without data. Else the answers that it begins with come at its end: they are
 * computed while the browser reads the script.
 */
async function pageResponse(
  request: ServedRequest,
  doors: Doors,
  { document, takesAnswers, policy, version }: ServedPage,
  served: Served | string,
): Promise<ServedResponse> {
  const shown = takesAnswers && typeof served !== "string" && await hasToken(request, doors) ? served : null;
  const state = shown?.events.tag(null) ?? null;
  // Its script shows the token in a moment.
  if (shown === null && typeof served !== "string") {
    void firstAnswers(served.answers, served.events.tag(null));
  }
  const etag = state === null ? `"${version}"` : `W/"${version}.${strong(state).slice(1)}`;
  const always = { "content-security-policy": policy, "cache-control": "private, no-cache", etag };
  if (isKnown(request.headers["if-none-match"], etag)) return response(304, always, "");
  const headers = { ...always, "content-type": "text/html; charset=utf-8" };
  if (shown === null || state === null) return response(200, headers, document.begin + document.rest(null));
  return {
    ...response(200, headers, document.begin),
    stream: async (client) => {
      const json = await firstAnswersSoon(shown.answers, state, shown.sleep);
      client.send(document.rest(json));
      client.end();
    },
  };
}

async function answer(
  { headers }: ServedRequest,
  { pathname, search }: URL,
  { answers, events }: Served,
): Promise<ServedResponse> {
  const { path, query, tag } = questionOf(`${pathname.slice(API_ROOT.length + 1)}${search}`, events);
  if (path === null) return problem(400, NO_PATH);
  const fresh = tag === null ? null : { etag: tag, "cache-control": "private, no-cache" };
  if (fresh !== null && isKnown(headers["if-none-match"], fresh.etag)) return response(304, fresh, "");
  const { status, json } = await answers.ask(path, query, tag);
  if (status !== 200) return response(status, PROBLEM_TYPE, json);
  return response(200, { ...JSON_TYPE, ...(fresh ?? { "cache-control": "no-store" }) }, json);
}

/** Several answers as lines, each as soon as it is there. */
function linesOf({ search }: URL, { several, answers, events }: Served): ServedResponse {
  const asked = severalIn(search);
  if (typeof asked === "string") return problem(400, asked);
  const state = events.tag(null);
  const ask = async (target: string): Promise<JsonAnswer> => {
    const { path, query, tag } = questionOf(target, events);
    return path === null ? failed(400, NO_PATH) : await answers.ask(path, query, tag, asked.patience);
  };
  const headers = { "content-type": "application/x-ndjson", "cache-control": "no-store", "etag": state };
  return { ...response(200, headers, ""), stream: (client) => several.send(client, asked, state, ask) };
}

const NO_PATH = "The path holds a % that begins no character.";

/** What is asked for below the root of the API: a path, null where it is none, parameters, and what the answer depends on. */
function questionOf(
  target: string,
  events: Events,
): { readonly path: string | null; readonly query: string; readonly tag: string | null } {
  const [before] = target.split("?", 1), query = target.slice(before.length + 1);
  const parameters = new URLSearchParams(query);
  const tag = isLasting(parameters) ? events.tag(parameters.get("source")) : null;
  try {
    return { path: decodeURIComponent(before), query, tag };
  } catch {
    return { path: null, query, tag };
  }
}

/** Whether the answer depends on the database alone: not on the wall clock, as with "today" or "21:18". */
function isLasting(parameters: URLSearchParams): boolean {
  return ["since", "until"].every((name) => !/^[a-z]|^\d{1,2}:/i.test(parameters.get(name) ?? ""));
}

function isKnown(given: string | undefined, tag: string): boolean {
  return given !== undefined && given.split(",").some((each) => strong(each) === strong(tag));
}

function strong(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}

function stream(events: Events): ServedResponse {
  if (!events.hasRoom) {
    return problem(503, "As many viewers as can be are connected.", { "retry-after": "10" });
  }
  const headers = {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
    // As of the answers that are computed now.
    "etag": events.tag(null),
  };
  return { ...response(200, headers, ""), stream: (client) => events.add(client) };
}

async function metrics(served: Served | string, counts: () => ServerCounts): Promise<ServedResponse> {
  let latest: ApiAnswer | null = null;
  if (typeof served !== "string") {
    const { status, json } = await served.answers.ask("latest", "limit=0", served.events.tag(null));
    if (status !== 200) return response(status, PROBLEM_TYPE, json);
    latest = JSON.parse(new TextDecoder().decode(json)) as ApiAnswer;
  }
  const text = metricsText(counts(), latest);
  return response(200, {
    "content-type": "text/plain; version=0.0.4; charset=utf-8",
    "cache-control": "no-store",
  }, text);
}
