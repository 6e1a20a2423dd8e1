// Role: makes logs of any size for benchmarks, fast: about 71 bytes a line, put together from ready pieces of bytes.
// Written by `generate.ts --records N`; `deno task bench` makes its data sets with it.

import { OddLines } from "./odd_lines.ts";
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
  /** Hosts are IPv6 addresses of up to 39 characters; else IPv4 addresses. */
  readonly ipv6?: boolean;
  /** Lines end in CR LF; else in LF. */
  readonly crlf?: boolean;
  /** About three lines of a hundred are odd or malformed, as those of `odd_lines.ts`; they count as records. */
  readonly dirty?: boolean;
}

/** Records per second of event time. */
const RATE = 500;

/** One record in so many was asked up to `MOST_SECONDS` seconds before its line was written. */
const DISORDERED_ONE_IN = 16;
const MOST_SECONDS = 5;

const SECTIONS = ["api", "report", "shop", "css", "cart", "find", "help", "admin"];
const PAGES = ["user", "help", "list", "item"];
const STATUSES = [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 304, 302, 404, 404, 500, 503];

/** Bytes collected before they are handed out, and the longest that a line can be, and an odd one. */
const CHUNK = 1 << 20;
const LONGEST_LINE = 128;
const LONGEST_ODD_LINE = 1 << 17;

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

/** The host of this number as an IPv4 address. */
const ipv4 = (index: number): string => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;

/** The host of this number as an IPv6 address: of every four one in full, the others shortened, one of them a lot. */
function ipv6(index: number): string {
  const random = new Random(index);
  const [high, low] = [index >> 16, index & 0xffff];
  const rest = Array.from({ length: 4 }, () => random.below(0x10000));
  const groups = [0x2001, 0xdb8, high, ...rest, low].map((group) => group.toString(16));
  if (index % 4 === 0) return groups.map((group) => group.padStart(4, "0")).join(":");
  return index % 4 === 1 ? `2001:db8:${groups[2]}::${groups[7]}` : groups.join(":");
}

/** The log in chunks of about 1 MiB. A chunk is only good until the next one is asked for. */
export function* benchmarkLog(options: BenchmarkOptions): Generator<Uint8Array<ArrayBuffer>, void> {
  const random = new Random(options.seed);
  const odd = options.dirty ? new OddLines(options.seed) : null;
  const name = options.ipv6 ? ipv6 : ipv4;
  const hosts = Array.from(
    { length: options.hosts },
    (_, index) => bytesOf(`"${name(index)}","-","apache",`),
  );
  const requests = SECTIONS.flatMap((section) =>
    PAGES.map((page) => bytesOf(`,"GET /${section}/${page} HTTP/1.0",`))
  );
  const statuses = STATUSES.map((status) => bytesOf(`${status},`));
  const end = bytesOf(options.crlf ? "\r\n" : "\n");
  const buffer = new Uint8Array(CHUNK + (odd === null ? LONGEST_LINE : LONGEST_ODD_LINE));
  let at = put(bytesOf(HEADER.trimEnd()), buffer, 0);
  at = put(end, buffer, at);
  for (let record = 0; record < options.records; record++) {
    const bits = random.next();
    let time = START + Math.floor(record / RATE);
    if (bits % DISORDERED_ONE_IN === 0) time -= 1 + (bits >>> 4) % MOST_SECONDS;
    const line = odd === null ? null : odd.next(time);
    if (line !== null) at = put(line, buffer, at);
    else {
      at = put(hosts[random.below(options.hosts)], buffer, at);
      at = putNumber(time, buffer, at);
      at = put(requests[(bits >>> 8) % requests.length], buffer, at);
      at = put(statuses[(bits >>> 13) % statuses.length], buffer, at);
      at = putNumber(10 + (bits >>> 17) % 2000, buffer, at);
    }
    at = put(end, buffer, at);
    if (at >= CHUNK) {
      yield buffer.subarray(0, at);
      at = 0;
    }
  }
  if (at > 0) yield buffer.subarray(0, at);
}
