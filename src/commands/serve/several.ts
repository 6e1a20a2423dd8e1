// Role: several answers in one response, a line of JSON each, as soon as it is there: a page asks some twenty things after each
// commit, and that many requests of each of many viewers would cost more than the answers.

import type { Host, StreamClient } from "../../host/host.ts";
import type { JsonAnswer } from "./answer_queue.ts";

/** Most questions of one request. */
const MOST_ASKED = 50;

/** Longest time in seconds that a client may let its answers be put off. */
const MOST_PATIENCE = 10;

/** Seconds in which answers to the patient are gathered, and sent to all of them at once. */
const GATHERED = 0.05;

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
  readonly #host: Pick<Host, "sleep">;
  /** Clients that have something to be sent. */
  readonly #full = new Set<Lines>();

  constructor(host: Pick<Host, "sleep">) {
    this.#host = host;
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
      if (patience === 0) queueMicrotask(() => lines.flush());
      else this.#gather(lines);
    }));
    lines.end();
  }

  #gather(lines: Lines): void {
    this.#full.add(lines);
    if (this.#full.size > 1) return;
    void this.#host.sleep(GATHERED, new AbortController().signal).then(() => {
      for (const each of this.#full) each.flush();
      this.#full.clear();
    });
  }
}

const LINE_END = new TextEncoder().encode("}\n");

/** The lines that a client is to be sent. */
class Lines {
  readonly #client: StreamClient;
  #parts: Uint8Array[] = [];

  constructor(client: StreamClient) {
    this.#client = client;
  }

  add(place: number, { status, json }: JsonAnswer): void {
    const head = new TextEncoder().encode(`{"ask":${place},"status":${status},"body":`);
    this.#parts.push(head, json, LINE_END);
  }

  /** Sends the lines that were added since the last time. */
  flush(): void {
    if (this.#parts.length === 0) return;
    const bytes = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    this.#client.send(bytes);
  }

  end(): void {
    this.flush();
    this.#client.end();
  }
}
