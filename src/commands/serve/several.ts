// Role: several answers in one response, a line of JSON each, as soon as it is there: a page asks some twenty things after each
// commit, and that many requests of each of many viewers would cost more than the answers.

import type { Host, StreamClient } from "../../host/host.ts";
import type { JsonAnswer } from "./answer_queue.ts";

/** Most questions of one request. */
const MOST_ASKED = 50;

/** Longest time in seconds that a client may let its answers be put off. */
const MOST_PATIENCE = 10;

/**
 * Seconds in which answers to the patient are gathered, and sent to all of them at once: the first ones of a response, and later
 * ones. Each time costs as much as a request.
 */
const FIRST_GATHERED = 0.1, GATHERED = 1;

/** What one request asks for. */
export interface SeveralAsked {
  /** Each a path below the root of the API, with its parameters. */
  readonly targets: readonly string[];
  /** Seconds; 0 = none. */
  readonly patience: number;
}

/** Reads the parameters; what is wrong with them as a sentence. */
export function severalIn(parameters: URLSearchParams): SeveralAsked | string {
  const targets = parameters.getAll("ask"), patience = Number(parameters.get("patience") ?? 0);
  const other = [...parameters.keys()].find((name) => name !== "ask" && name !== "patience");
  if (other !== undefined) return `There is no parameter "${other}" here. There are: ask, patience.`;
  if (targets.length === 0 || targets.length > MOST_ASKED) {
    return `"ask" is given 1 to ${MOST_ASKED} times, each a path with its parameters as in "sources?limit=5".`;
  }
  if (patience >= 0 && patience <= MOST_PATIENCE) return { targets, patience };
  return `"patience" takes 0 to ${MOST_PATIENCE} seconds.`;
}

/** Sends the answers to requests for several. */
export class Several {
  readonly #soon: Gathering;
  readonly #later: Gathering;

  constructor(host: Pick<Host, "sleep">) {
    this.#soon = new Gathering(host, FIRST_GATHERED);
    this.#later = new Gathering(host, GATHERED);
  }

  /** Sends a client its answers, and ends. `ask` never rejects. */
  async send(
    client: StreamClient,
    { targets, patience }: SeveralAsked,
    ask: (target: string) => Promise<JsonAnswer>,
  ): Promise<void> {
    const lines = new Lines(client);
    await Promise.all(targets.map(async (target, place) => {
      lines.add(place, await ask(target));
      if (patience === 0) queueMicrotask(() => lines.flush(new Map()));
      else (lines.isBegun ? this.#later : this.#soon).add(lines);
    }));
    // Of the patient, the last ones go with those of the others.
    if (patience === 0) lines.end();
    else (lines.isBegun ? this.#later : this.#soon).add(lines, true);
  }
}

/** Responses that have something to send, which is sent at the same time. */
class Gathering {
  readonly #host: Pick<Host, "sleep">;
  readonly #seconds: number;
  /** Whether a response ends then. */
  #waiting = new Map<Lines, boolean>();

  constructor(host: Pick<Host, "sleep">, seconds: number) {
    this.#host = host;
    this.#seconds = seconds;
  }

  add(lines: Lines, isEnd = false): void {
    this.#waiting.set(lines, isEnd);
    if (this.#waiting.size > 1) return;
    void this.#host.sleep(this.#seconds, new AbortController().signal).then(() => this.#send());
  }

  #send(): void {
    const waiting = this.#waiting, made = new Map<string, Uint8Array>();
    this.#waiting = new Map();
    for (const [lines, isEnd] of waiting) {
      lines.flush(made);
      if (isEnd) lines.end();
    }
  }
}

const LINE_END = new TextEncoder().encode("}\n");

let nextId = 1;
const ids = new WeakMap<Uint8Array, number>();

/** Tells answers apart. */
function idOf(json: Uint8Array): number {
  const id = ids.get(json) ?? nextId++;
  ids.set(json, id);
  return id;
}

/** The lines that a client is to be sent. */
class Lines {
  readonly #client: StreamClient;
  #added: { readonly place: number; readonly answer: JsonAnswer }[] = [];
  /** Whether some were sent. */
  isBegun = false;

  constructor(client: StreamClient) {
    this.#client = client;
  }

  add(place: number, answer: JsonAnswer): void {
    this.#added.push({ place, answer });
  }

  /** Sends the lines that were added since the last time. `made`: what others were sent now, for most are sent the same. */
  flush(made: Map<string, Uint8Array>): void {
    if (this.#added.length === 0) return;
    const added = this.#added.toSorted((one, other) => one.place - other.place);
    const key = added.map(({ place, answer: { status, json } }) => `${place} ${status} ${idOf(json)}`).join();
    const bytes = made.get(key) ?? joined(added.flatMap(({ place, answer: { status, json } }) => [
      new TextEncoder().encode(`{"ask":${place},"status":${status},"body":`),
      ...[json, LINE_END],
    ]));
    made.set(key, bytes);
    this.#added = [];
    this.isBegun = true;
    this.#client.send(bytes);
  }

  /** Ends the response. */
  end(): void {
    this.flush(new Map());
    this.#client.end();
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
