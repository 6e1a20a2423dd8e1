// Role: small random access logs for the fault suite: mild disorder, bursts that fire alerts, failures, some rejects, quiet
// nights, clocks that are wrong for a while.
// A seed always gives the same log.

import type { Random } from "../../sample_data/random.ts";

/** Whether the logs are combined ones, which have no header: with `FAULTS_FORMAT=combined`. Else they are CSV. */
const IS_COMBINED = Deno.env.get("FAULTS_FORMAT") === "combined";

/** The first line of every log of the suite. */
export const HEADER: string = IS_COMBINED ? "" : "remotehost,rfc931,authuser,date,request,status,bytes\n";

function lineOf(host: string, time: string, request: string, status: string, bytes: number): string {
  return IS_COMBINED
    ? `${host} - - [${time}] "${request}" ${status} ${bytes} "-" "x"\n`
    : `${host},-,-,${time},"${request}",${status},${bytes}\n`;
}

function timeText(time: number): string {
  if (!IS_COMBINED) return String(time);
  const [, day, month, year, clock] = /, (\d\d) (\w+) (\d+) ([\d:]+)/.exec(
    new Date(time * 1000).toUTCString(),
  )!;
  return `${day}/${month}/${year}:${clock} +0000`;
}

/** Time of the first records; far enough back that no clock of a test calls it the future. */
export const START = 1_600_000_000;

/** Writes one log, line by line; every line is another one. */
export class LineSource {
  readonly #random: Random;
  readonly #hasRejects: boolean;
  #time = START;
  #count = 0;
  #burst = 0;
  #wrong = 0;

  /** Lines as this random sequence decides. Where `hasRejects`, some are no records, and some have a wrong clock: of both, a run keeps the first ones only. */
  constructor(random: Random, hasRejects = true) {
    this.#random = random;
    this.#hasRejects = hasRejects;
  }

  /** The next line, with its line feed. */
  next(): string {
    const random = this.#random, number = ++this.#count;
    // The first record is the earliest by far, so that all others are known to be no history from before.
    if (number === 2) this.#time += 60;
    if (this.#burst > 0) this.#burst--;
    else {
      this.#time += random.below(4);
      if (random.chance(0.02)) this.#burst = 30 + random.below(40);
    }
    if (random.chance(0.02)) this.#time += random.below(60);
    // Nothing but a record says what a log without a header is.
    const mayReject = this.#hasRejects && !(IS_COMBINED && number === 1);
    if (mayReject && random.chance(0.03)) return `junk ${number} ${"x".repeat(random.below(40))}\n`;
    if (mayReject && random.chance(0.02)) {
      return lineOf("10.0.0.1", "never", `GET /${number} HTTP/1.0`, "200", 1);
    }
    if (number > 10 && random.chance(0.004)) this.#time += 4000;
    if (this.#wrong > 0) this.#wrong--;
    else if (this.#hasRejects && number > 10 && random.chance(0.015)) this.#wrong = 1 + random.below(20);
    const ahead = this.#wrong > 0 ? 5000 : 0;
    const time = random.chance(0.1) ? this.#time - random.below(25) : this.#time;
    const host = `10.0.0.${1 + random.below(6)}`;
    const request = `GET /s${random.below(5)}/page?n=${number} HTTP/1.1`;
    const status = random.weighted([["200", 8], ["404", 1], ["500", 1]]);
    return lineOf(host, timeText(Math.max(START, time) + ahead), request, status, random.below(5000));
  }

  /** Several lines as one text. */
  take(count: number): string {
    let text = "";
    for (let i = 0; i < count; i++) text += this.next();
    return text;
  }
}

/** A whole log with its header. */
export function smallLog(random: Random, records: number): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(HEADER + new LineSource(random).take(records));
}
