// Role: makes logs of any size for benchmarks, fast: about 71 bytes a line, put together from ready pieces of bytes.
// Written by `generate.ts --records N`.

import { Random } from "./random.ts";
import { HEADER, START } from "./traffic.ts";

/** How a benchmark log looks. */
export interface BenchmarkOptions {
  /** Number of records. */
  readonly records: number;
  /** Number of hosts, each as likely as the others. At most 2^24. */
  readonly hosts: number;
  /** The same seed and numbers give the same bytes. */
  readonly seed: number;
}

/** Records per second of event time. */
const RATE = 500;

/** One record in so many was asked up to `MOST_SECONDS` seconds before its line was written. */
const DISORDERED_ONE_IN = 16;
const MOST_SECONDS = 5;

const SECTIONS = ["api", "report", "shop", "css", "cart", "find", "help", "admin"];
const PAGES = ["user", "help", "list", "item"];
const STATUSES = [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 304, 302, 404, 404, 500, 503];

/** Bytes collected before they are handed out, and the longest a line can be. */
const CHUNK = 1 << 20;
const LONGEST_LINE = 128;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Copies a piece to `at` and gives the place behind it. Pieces are short: a loop beats `set`. */
function put(piece: Uint8Array, buffer: Uint8Array, at: number): number {
  for (let index = 0; index < piece.length; index++) buffer[at + index] = piece[index];
  return at + piece.length;
}

/** Writes a whole number from 0 on in decimal digits and gives the place behind it. */
function putNumber(value: number, buffer: Uint8Array, at: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  let rest = value;
  for (let place = at + digits - 1; place >= at; place--) {
    const next = Math.floor(rest / 10);
    buffer[place] = 48 + rest - next * 10;
    rest = next;
  }
  return at + digits;
}

/** The log in chunks of about 1 MiB. A chunk is only good until the next one is asked for. */
export function* benchmarkLog(options: BenchmarkOptions): Generator<Uint8Array<ArrayBuffer>, void> {
  const random = new Random(options.seed);
  const hosts = Array.from(
    { length: options.hosts },
    (_, index) => bytesOf(`"10.${index >> 16}.${(index >> 8) & 255}.${index & 255}","-","apache",`),
  );
  const requests = SECTIONS.flatMap((section) =>
    PAGES.map((page) => bytesOf(`,"GET /${section}/${page} HTTP/1.0",`))
  );
  const statuses = STATUSES.map((status) => bytesOf(`${status},`));
  const buffer = new Uint8Array(CHUNK + LONGEST_LINE);
  let at = put(bytesOf(HEADER), buffer, 0);
  for (let record = 0; record < options.records; record++) {
    const bits = random.next();
    let time = START + Math.floor(record / RATE);
    if (bits % DISORDERED_ONE_IN === 0) time -= 1 + (bits >>> 4) % MOST_SECONDS;
    at = put(hosts[random.below(options.hosts)], buffer, at);
    at = putNumber(time, buffer, at);
    at = put(requests[(bits >>> 8) % requests.length], buffer, at);
    at = put(statuses[(bits >>> 13) % statuses.length], buffer, at);
    at = putNumber(10 + (bits >>> 17) % 2000, buffer, at);
    buffer[at++] = 10;
    if (at >= CHUNK) {
      yield buffer.subarray(0, at);
      at = 0;
    }
  }
  if (at > 0) yield buffer.subarray(0, at);
}
