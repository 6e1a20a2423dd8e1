// Role: asks the API of the server that the page came from: what is asked in one go is one request, whose answers come one by one.

import { API_ROOT, type ApiAnswer } from "../../api/answer.ts";
import { type FirstAnswers, type Parameters, questionText } from "./questions.ts";

/** Asks the API: a path below its root, and parameters, of which those that are null are left out. */
export type Ask = (path: string, parameters?: Parameters) => Promise<ApiAnswer>;

/** Seconds that an answer may be put off where no one waits for it. */
const PATIENCE = 5;

interface Open {
  readonly target: string;
  resolve(answer: ApiAnswer): void;
  reject(error: Error): void;
}

/** One line of the response. */
interface Line {
  /** Which of the questions. */
  readonly ask: number;
  readonly status: number;
  readonly body: ApiAnswer & { readonly detail?: string };
}

/** Who asks. */
export class Asker {
  readonly #token: string | null;
  readonly #first = Promise.withResolvers<string | null>();
  /** What was asked since the last request. */
  #asked: Open[] = [];
  /** What is known without asking, by question. */
  #known: ReadonlyMap<string, ApiAnswer>;
  /** Whether what is asked from now on may be put off while a log is read. */
  isPatient = false;

  /** `known`: answers that came with the page; null for none. */
  constructor(token: string | null, known: FirstAnswers | null = null) {
    this.#token = token;
    this.#known = new Map(Object.entries(known?.answers ?? {}));
    if (known !== null) this.#first.resolve(known.state);
  }

  /** Something has changed: from now on all is asked. */
  forget(): void {
    this.#known = new Map();
  }

  /** The state of what was asked first, by its entity tag; null where that failed. */
  get first(): Promise<string | null> {
    return this.#first.promise;
  }

  /** Asks for an answer. Errors: `Error` with a message for people. */
  ask(path: string, parameters: Parameters = {}): Promise<ApiAnswer> {
    const target = questionText(path, parameters), known = this.#known.get(target);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      if (this.#asked.push({ target, resolve, reject }) > 1) return;
      const isPatient = this.isPatient;
      queueMicrotask(() => {
        const asked = this.#asked;
        this.#asked = [];
        void this.#request(asked, isPatient);
      });
    });
  }

  async #request(asked: readonly Open[], isPatient: boolean): Promise<void> {
    const given = new URLSearchParams([
      ...asked.map(({ target }) => ["ask", target]),
      ...(isPatient ? [["patience", String(PATIENCE)]] : []),
    ]);
    let message = "The server does not answer. Is `httplog serve` still running?";
    try {
      const response = await fetch(`${API_ROOT.slice(1)}/several?${given}`, {
        headers: headersOf(this.#token),
      });
      this.#first.resolve(response.headers.get("etag"));
      if (response.ok && response.body !== null) {
        for await (const line of linesOf(response.body)) tell(asked, JSON.parse(line));
      } else if (response.status === 401) {
        message = "The server asks for its token: open this page with #token=… behind its address.";
      } else {
        message = String((await response.json().catch(() => ({}))).detail ?? response.statusText);
      }
    } catch {
      // The connection broke: those that have their answers keep them.
      this.#first.resolve(null);
    }
    for (const { reject } of asked) reject(new Error(message));
  }
}

function tell(asked: readonly Open[], { ask, status, body }: Line): void {
  if (status === 200) asked[ask].resolve(body);
  else asked[ask].reject(new Error(String(body.detail)));
}

/** The lines of a text, as they come. */
export async function* linesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.getReader(), decoder = new TextDecoder();
  let text = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const lines = (text + decoder.decode(read.value, { stream: true })).split("\n");
    text = lines.pop()!;
    yield* lines;
  }
}

/** The headers that let a request in. */
export function headersOf(token: string | null): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}
