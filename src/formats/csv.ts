// Role: the CSV access log: a header line that names the columns, then one record a line. `csv_header.ts` reads the
// header; this file is the reference for what a record is (semantics.md, "Records").

import type { DateLimits } from "../domain/counting/date_limits.ts";
import { LogRecord, ROLE } from "../domain/record.ts";
import { LONGEST_LINE, type RejectReason } from "../domain/reject.ts";
import { type CsvColumns, csvColumns } from "./csv_header.ts";
import { parseBytes, parseStatus, parseTime } from "./fields.ts";
import type { LineReader, LogFormat, RecordSink } from "./format.ts";

const LF = 0x0a, CR = 0x0d, QUOTE = 0x22, COMMA = 0x2c;

/** In place of the number of fields where quotes are not as they may be. */
const BROKEN = -1;

class CsvReader implements LineReader {
  /** See {@link LineReader.columns}. */
  readonly columns: CsvColumns;
  /** Of each field of the current line: first byte, byte after the last, and whether it holds doubled quotes. */
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #doubled: Uint8Array;
  readonly #record = new LogRecord();
  /** How many fields the current line has, or {@link BROKEN}. */
  #fields = 0;

  constructor(columns: CsvColumns) {
    this.columns = columns;
    this.#starts = new Int32Array(columns.count);
    this.#ends = new Int32Array(columns.count);
    this.#doubled = new Uint8Array(columns.count);
  }

  read(
    bytes: Uint8Array,
    start: number,
    end: number,
    { since, until, newest }: DateLimits,
    sink: RecordSink,
  ): number {
    const { count, host, date, request, status, bytes: size } = this.columns;
    const starts = this.#starts, ends = this.#ends, doubled = this.#doubled;
    const record = this.#record;
    let lines = 0;
    for (let at = start; at < end; lines++) {
      const c = bytes[at];
      if (c === LF || (c === CR && bytes[at + 1] === LF)) {
        at += c === LF ? 1 : 2;
        continue;
      }
      const lineStart = at, lineFeed = this.#split(bytes, at), fields = this.#fields;
      const lineEnd = lineFeed > lineStart && bytes[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
      at = lineFeed + 1;
      let reason: RejectReason;
      if (lineEnd - lineStart > LONGEST_LINE) reason = "too long";
      else if (fields === BROKEN) reason = "quote";
      else if (fields !== count) reason = "fields";
      else {
        const time = parseTime(bytes, starts[date], ends[date]);
        const code = parseStatus(bytes, starts[status], ends[status]);
        const length = parseBytes(bytes, starts[size], ends[size]);
        if (time >= 0 && (time < since || time >= until)) {
          sink.leaveOut?.();
          continue;
        }
        if (time < 0) reason = "date";
        else if (time > newest) reason = "future";
        else if (code < 0) reason = "status";
        else if (length < 0) reason = "bytes";
        else {
          record.time = time;
          record.status = code;
          record.size = length;
          if ((doubled[host] | doubled[request]) !== 0) this.#unescape(bytes);
          else {
            record.bytes = bytes;
            record.place(ROLE.host, starts[host], ends[host]);
            record.place(ROLE.request, starts[request], ends[request]);
          }
          if (sink.accept(record) === true) sink.keep?.(bytes, lineStart, lineEnd, lines);
          continue;
        }
      }
      sink.reject(reason, bytes, lineStart, lineEnd, lines);
    }
    return lines;
  }

  /** The rare record whose host or request holds doubled quotes: both fields are copied with each pair made one. */
  #unescape(bytes: Uint8Array): void {
    const { host, request } = this.columns, starts = this.#starts, ends = this.#ends, record = this.#record;
    const copy = new Uint8Array(ends[host] - starts[host] + ends[request] - starts[request]);
    const hostEnd = unescape(bytes, starts[host], ends[host], copy, 0);
    record.bytes = copy;
    record.place(ROLE.host, 0, hostEnd);
    record.place(ROLE.request, hostEnd, unescape(bytes, starts[request], ends[request], copy, hostEnd));
  }

  /** Finds the fields of the line that begins at `at`; returns the place of its line feed. */
  #split(bytes: Uint8Array, at: number): number {
    const { count } = this.columns, starts = this.#starts, ends = this.#ends, doubled = this.#doubled;
    let field = 0, isBroken = false, c = bytes[at];
    for (;;) {
      let first = at, last: number, hasDoubled = 0;
      if (c === QUOTE) {
        first = ++at;
        for (;;) {
          while ((c = bytes[at]) !== QUOTE && c !== LF) at++;
          if (c === LF || bytes[at + 1] !== QUOTE) break;
          at += 2;
          hasDoubled = 1;
        }
        last = at;
        if (c === QUOTE) c = bytes[++at];
        else isBroken = true;
      } else {
        while (c !== COMMA && c !== LF) c = bytes[++at];
        last = at;
        // The line feed may be preceded by a carriage return, which belongs to the line ending.
        if (c === LF && last > first && bytes[last - 1] === CR) last--;
      }
      if (field < count) {
        starts[field] = first;
        ends[field] = last;
        doubled[field] = hasDoubled;
      }
      field++;
      if (c !== COMMA) break;
      c = bytes[++at];
    }
    if (c === CR && bytes[at + 1] === LF) c = bytes[++at];
    this.#fields = isBroken || c !== LF ? BROKEN : field;
    return c === LF ? at : bytes.indexOf(LF, at);
  }
}

function unescape(bytes: Uint8Array, start: number, end: number, copy: Uint8Array, to: number): number {
  // In an unquoted field a quote is an ordinary byte; in a quoted one it always comes in pairs.
  const quoted = start > 0 && bytes[start - 1] === QUOTE;
  for (let at = start; at < end; at++) {
    copy[to++] = bytes[at];
    if (quoted && bytes[at] === QUOTE) at++;
  }
  return to;
}

/** Comma-separated values after RFC 4180, but that a line is always one record. */
export const csvFormat: LogFormat = {
  name: "csv",
  summary: "CSV with a header: remotehost, rfc931, authuser, date, request, status, bytes in any order",
  begin(line) {
    const columns = csvColumns(line);
    return "failed" in columns ? columns : { reader: new CsvReader(columns), isHeader: true };
  },
};
