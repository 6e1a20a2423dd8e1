// Role: several answers in one response, a line of JSON each, as soon as it is there: a page asks some twenty things after each
// commit, and that many requests of each of many viewers would cost more than the answers.

import type { Host, StreamClient } from "../../host/host.ts";
import type { JsonAnswer } from "./answer_queue.ts";

/** Most questions of one request. */
const MOST_ASKED = 50;

/** Longest time in seconds that a client may let its answers be put off. */
const MOST_PATIENCE = 10;

/**
 * Seconds in which answers to the patient are gathered, and sent to all of them at once: the first ones of a response and the last one;
 * those between; and those between while a log is read as fast as can be. Each time costs as much as a request.
 */
const FIRST_GATHERED = 0.1, GATHERED = 0.3, GATHERED_RACING = 1;

/** What one request asks for. */
export interface SeveralAsked {
  /** Each a path below the root of the API, with its parameters. */
  readonly targets: readonly string[];
  /** Seconds; 0 = none. */
  readonly patience: number;
}

/** Requests that were read last, for many pages ask the same; and how many of them are kept. */
const read = new Map<string, SeveralAsked | string>(), MOST_READ = 100;

/** Reads the parameters, as in a URL; what is wrong with them as a sentence. */
export function severalIn(search: string): SeveralAsked | string {
  const known = read.get(search);
  if (known !== undefined) return known;
  const asked = askedIn(new URLSearchParams(search));
  if (read.size === MOST_READ) read.clear();
  read.set(search, asked);
  return asked;
}

function askedIn(parameters: URLSearchParams): SeveralAsked | string {
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
  readonly #isRacing: () => boolean;
  /** What pages that can wait are being answered, by what they ask and of which state. */
  readonly #rounds = new Map<string, Round>();

  /** `isRacing`: whether a log is being read as fast as can be. */
  constructor(host: Pick<Host, "sleep">, isRacing: () => boolean) {
    this.#host = host;
    this.#isRacing = isRacing;
  }

  /**
   * Sends a client its answers, and ends. `ask` never rejects.
   *
   * @param state Of the database: clients that can wait and ask the same of the same state share all.
   */
  send(
    client: StreamClient,
    { targets, patience }: SeveralAsked,
    state: string,
    ask: (target: string) => Promise<JsonAnswer>,
  ): void {
    if (patience === 0) return void sendAtOnce(client, targets, ask);
    const key = [state, ...targets].join("\n"), running = this.#rounds.get(key);
    const round = running ?? new Round(this.#host, targets.length, () => this.#rounds.delete(key));
    round.add(client);
    if (running !== undefined) return;
    this.#rounds.set(key, round);
    for (const [place, target] of targets.entries()) {
      void ask(target).then((answer) => round.answered(lineOf(place, answer), this.#isRacing()));
    }
  }
}

/** Sends each answer as soon as it is there. */
async function sendAtOnce(
  client: StreamClient,
  targets: readonly string[],
  ask: (target: string) => Promise<JsonAnswer>,
): Promise<void> {
  let ready: Uint8Array[] = [];
  const flush = (): void => {
    if (ready.length > 0) client.send(joined(ready));
    ready = [];
  };
  await Promise.all(targets.map(async (target, place) => {
    const line = lineOf(place, await ask(target));
    ready.push(line);
    queueMicrotask(flush);
  }));
  flush();
  client.end();
}

/** Answers that many clients are sent: what came meanwhile at once. */
class Round {
  readonly #host: Pick<Host, "sleep">;
  readonly #count: number;
  readonly #ended: () => void;
  readonly #lines: Uint8Array[] = [];
  /** Each with the number of lines that it was sent. */
  #clients: { readonly client: StreamClient; sent: number }[] = [];
  /** The times at which it sends, as far as they are planned. */
  readonly #planned = new Set<number>();

  constructor(host: Pick<Host, "sleep">, count: number, ended: () => void) {
    this.#host = host;
    this.#count = count;
    this.#ended = ended;
  }

  add(client: StreamClient): void {
    this.#clients.push({ client, sent: 0 });
    this.#plan(FIRST_GATHERED);
  }

  answered(line: Uint8Array, isRacing: boolean): void {
    this.#lines.push(line);
    const isSoon = this.#lines.length === this.#count || this.#clients.some(({ sent }) => sent === 0);
    this.#plan(isSoon ? FIRST_GATHERED : isRacing ? GATHERED_RACING : GATHERED);
  }

  #plan(seconds: number): void {
    if (this.#planned.has(seconds)) return;
    this.#planned.add(seconds);
    void this.#host.sleep(seconds, new AbortController().signal).then(() => {
      this.#planned.delete(seconds);
      this.#send();
    });
  }

  #send(): void {
    if (this.#clients.length === 0) return;
    const made = new Map<number, Uint8Array>(), isEnd = this.#lines.length === this.#count;
    for (const each of this.#clients) {
      const { client, sent } = each;
      if (sent < this.#lines.length) {
        const bytes = made.get(sent) ?? joined(this.#lines.slice(sent));
        made.set(sent, bytes);
        client.send(bytes);
        each.sent = this.#lines.length;
      }
      if (isEnd) client.end();
    }
    if (isEnd) {
      this.#clients = [];
      this.#ended();
    }
  }
}

function lineOf(place: number, { status, json }: JsonAnswer): Uint8Array {
  const encoder = new TextEncoder();
  return joined([encoder.encode(`{"ask":${place},"status":${status},"body":`), json, encoder.encode("}\n")]);
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
