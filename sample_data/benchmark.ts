// Role: makes logs of any size for benchmarks, fast: draws their records, which a format of `lines/` puts together from
// ready pieces of bytes. Written by `generate.ts --records N`; `deno task bench` makes its data sets with it.

import { OddLines } from "./odd_lines.ts";

import { type DrawnRecord, PAGES_OF_SECTIONS, STATUSES } from "./lines/line_format.ts";
import { LINE_FORMATS, type LineFormatName } from "./lines/mod.ts";
import { bytesOf, put } from "./lines/pieces.ts";
import { Random } from "./random.ts";
import { START } from "./traffic.ts";

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
  /** How a record becomes a line; CSV where nothing is said. The records are the same in every format. */
  readonly format?: LineFormatName;
  /** About three lines of a hundred are odd or malformed, as those of `odd_lines.ts`; they count as records. CSV only. */
  readonly dirty?: boolean;
}

/** Records per second of event time. */
const RATE = 500;

/** One record in so many was asked up to `MOST_SECONDS` seconds before its line was written. */
const DISORDERED_ONE_IN = 16;
const MOST_SECONDS = 5;

/** Sets the numbers of the details apart from the others. */
const DETAILS = 0x5bd1e995;

/** Bytes collected before they are handed out, and the longest that an odd line can be. */
const CHUNK = 1 << 20;
const LONGEST_ODD_LINE = 1 << 17;

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
  const { seed, records, format = "csv" } = options;
  if (options.dirty && format !== "csv") throw new RangeError(`Odd lines are CSV; the log is "${format}".`);
  const { head, longest, writer } = LINE_FORMATS[format];
  const random = new Random(seed);
  // What only some formats have is drawn apart, so that all else is the same in all of them.
  const details = new Random(seed ^ DETAILS);
  const odd = options.dirty ? new OddLines(seed) : null;
  const name = options.ipv6 ? ipv6 : ipv4;
  const lines = writer(Array.from({ length: options.hosts }, (_, index) => name(index)));
  const end = bytesOf(options.crlf ? "\r\n" : "\n");
  const buffer = new Uint8Array(CHUNK + (odd === null ? longest : LONGEST_ODD_LINE));
  let at = 0;
  for (const line of head) at = put(end, buffer, put(bytesOf(line), buffer, at));
  const record: DrawnRecord = { host: 0, time: 0, page: 0, status: 0, bytes: 0, detail: 0 };
  for (let number = 0; number < records; number++) {
    const bits = random.next();
    record.time = START + Math.floor(number / RATE);
    if (bits % DISORDERED_ONE_IN === 0) record.time -= 1 + (bits >>> 4) % MOST_SECONDS;
    const line = odd === null ? null : odd.next(record.time);
    if (line !== null) at = put(line, buffer, at);
    else {
      record.host = random.below(options.hosts);
      record.page = (bits >>> 8) % PAGES_OF_SECTIONS.length;
      record.status = (bits >>> 13) % STATUSES.length;
      record.bytes = 10 + (bits >>> 17) % 2000;
      record.detail = details.next();
      at = lines.write(record, buffer, at);
    }
    at = put(end, buffer, at);
    if (at >= CHUNK) {
      yield buffer.subarray(0, at);
      at = 0;
    }
  }
  if (at > 0) yield buffer.subarray(0, at);
}
