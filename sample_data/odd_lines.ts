// Role: the lines of a benchmark log that are no plain records: right but unusual, or wrong. `benchmark.ts` puts them
// between the others; `malformed.ts` shows one of each kind in a log to read.

import { Random } from "./random.ts";

/** One line in so many is odd. */
const ODD_ONE_IN = 33;

/** Makes one odd line without its end. Every character is one byte (Latin-1). */
type Kind = (time: number, random: Random) => string;

/** A line that is right in form. */
function hit(time: number, request: string, host = "10.0.0.2", bytes = "120"): string {
  return `"${host}","-","apache",${time},"${request}",200,${bytes}`;
}

/** A line whose date, status and bytes are as given. */
function numbers(date: string | number, status: string, bytes: string): string {
  return `"10.0.0.3","-","apache",${date},"GET /numbers HTTP/1.1",${status},${bytes}`;
}

/** Bytes of all values but the line feed. */
function noise(random: Random, length: number): string {
  const codes = Array.from({ length }, () => random.below(256));
  return String.fromCharCode(...codes.map((code) => code === 10 ? 0 : code));
}

/** Kinds of odd lines, with how often each comes. Those up to the mark are accepted, or empty; the rest is rejected. */
const KINDS: readonly (readonly [kind: Kind, weight: number])[] = [
  [(time) => hit(time, `GET /quote/""inside"" HTTP/1.1`), 10],
  [(time, random) => `10.0.1.${random.below(256)},-,apache,${time},GET /plain HTTP/1.1,404,120`, 10],
  [(time) => hit(time, "GET /none HTTP/1.1", "10.0.0.4", "-"), 15],
  [(time) => hit(time, "GET /comma,inside HTTP/1.1") + "\r", 10],
  [(time, random) => numbers(`${time}.${random.below(1000)}`, "503", "1"), 5],
  [() => "", 5],
  [(time) => hit(time, "GET /\x1b[31mred\x1b[0m\x07\b HTTP/1.1"), 4],
  [(time) => hit(time, "GET /nul\x00byte HTTP/1.1"), 3],
  [(time) => hit(time, "GET /\xff\xfe\xc3\x28 HTTP/1.1"), 4],
  [(time, random) => hit(time, `GET /long/${"long/".repeat(200 + random.below(1400))} HTTP/1.1`), 4],
  [(time) => hit(time, "-"), 4],
  [(time) => hit(time, "CONNECT example.org:443 HTTP/1.1"), 2],
  [(time) => hit(time, "GET http://example.org/shop/1?page=2 HTTP/1.1"), 5],
  [(time) => hit(time, "\x16\x03\x01\x02\x00\x01\x00\xfc"), 2],
  [(time, random) => hit(time - 31 - random.below(200), "GET /late HTTP/1.1"), 5],
  // Rejected from here on.
  [(time) => `"10.0.0.2","-","apache",${time},"GET /quote HTTP/1.1,200,120`, 5],
  [(time) => `"10.0.0.2"x,"-","apache",${time},"GET /quote HTTP/1.1",200,120`, 3],
  [(time) => `"10.0.0.2","-","apache",${time},"GET /fields HTTP/1.1",200`, 5],
  [(time) => hit(time, "GET /fields HTTP/1.1") + `,"one too many"`, 4],
  [(_, random) => numbers(random.pick(["", "yesterday", "-1", "1e9", "253402300800"]), "200", "1"), 4],
  [() => numbers("253402300799", "200", "1"), 1],
  [(time, random) => numbers(time, random.pick(["20", "099", "OK", "2000", ""]), "1"), 4],
  [(time, random) => numbers(time, "200", random.pick(["-5", "1.5", "many", ""])), 4],
  [(_, random) => noise(random, 1 + random.below(200)), 3],
  [() => "What is a line of prose doing here?", 3],
  [(time, random) => hit(time, `GET /${"x".repeat(65_536 + random.below(5000))} HTTP/1.1`), 0.1],
];

/** A sequence of decisions: a plain line, or this odd one. The same seed gives the same ones. */
export class OddLines {
  readonly #random: Random;

  /** The numbers drawn here are none of those that the plain lines are made of. */
  constructor(seed: number) {
    this.#random = new Random(~seed);
  }

  /** The odd line that stands for the record of this epoch second, without its end; null for a plain one. */
  next(time: number): Uint8Array | null {
    if (this.#random.next() % ODD_ONE_IN !== 0) return null;
    const line = this.#random.weighted(KINDS)(time, this.#random);
    return Uint8Array.from(line, (character) => character.charCodeAt(0));
  }
}
