// Role: the lines of a log → calls of a sink, for all formats whose lines are read one by one. What a line says is the business of
// a parser; which records are accepted, left out or rejected is decided here, as in `csv.ts`.

import type { DateLimits } from "../domain/counting/date_limits.ts";
import { LogRecord } from "../domain/record.ts";
import { LONGEST_LINE, type RejectReason } from "../domain/reject.ts";
import type { LineReader, RecordSink } from "./format.ts";
import type { Layout } from "./layout.ts";

const LF = 0x0a, CR = 0x0d;

/** Reads one line. */
export interface LineParser {
  /**
   * Reads the line at [start, end) into the record: a time, a status or a size that cannot be read is negative in it. Never
   * throws.
   *
   * @returns Whether the line is of this form.
   */
  parse(bytes: Uint8Array, start: number, end: number, record: LogRecord): boolean;
  /** How many fields of the last line could be read before the one that failed. */
  readonly fitting: number;
  /** What is wrong with the field that failed, see `Misfit.failed`. */
  readonly failed: string;
  /** Why the last line is of another form, where that can be said better than with "format". */
  readonly reason?: RejectReason;
}

/** Reads lines of one form. */
export class RecordLines implements LineReader {
  readonly layout?: Layout;
  readonly #parser: LineParser;
  readonly #record = new LogRecord();

  constructor(parser: LineParser, layout?: Layout) {
    this.#parser = parser;
    this.layout = layout;
  }

  read(bytes: Uint8Array, start: number, end: number, limits: DateLimits, sink: RecordSink): number {
    const parser = this.#parser, record = this.#record;
    return eachLine(
      bytes,
      start,
      end,
      (first, last, line) => readLine(parser, record, bytes, first, last, line, limits, sink),
    );
  }
}

/**
 * Finds the lines at [start, end) of `bytes`, where `bytes[end - 1]` is a line feed. Calls `take` for each that is not empty: with the
 * place of its first byte, that of its line ending, and its number, from 0.
 *
 * @returns The number of lines, empty ones included.
 */
export function eachLine(
  bytes: Uint8Array,
  start: number,
  end: number,
  take: (first: number, last: number, line: number) => void,
): number {
  let lines = 0;
  for (let at = start; at < end; lines++) {
    const lineFeed = bytes.indexOf(LF, at);
    const last = lineFeed > at && bytes[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
    const first = afterHole(bytes, at, last);
    if (last > first) take(first, last, lines);
    at = lineFeed + 1;
  }
  return lines;
}

/**
 * Where the text of the line at [start, end) begins: NULs in front of it, which a file has where it was cut under its writer, or given
 * room ahead, are no part of it, nor is the mark of UTF-8, which stands there where files were put together. A line that is too long with
 * them stays so: it may be cut, and hold text behind.
 */
export function afterHole(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > LONGEST_LINE) return start;
  let at = start;
  while (at < end) {
    if (bytes[at] === 0) at++;
    else if (bytes[at] === 0xef && at + 2 < end && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
    else break;
  }
  return at;
}

/** Reads the line at [start, end), which is not empty, and calls the sink. */
export function readLine(
  parser: LineParser,
  record: LogRecord,
  bytes: Uint8Array,
  start: number,
  end: number,
  line: number,
  { since, until, newest }: DateLimits,
  sink: RecordSink,
): void {
  let reason: RejectReason;
  if (end - start > LONGEST_LINE) reason = "too long";
  else if (!parser.parse(bytes, start, end, record)) reason = parser.reason ?? "format";
  else {
    const { time } = record;
    if (time >= 0 && (time < since || time >= until)) {
      sink.leaveOut?.();
      return;
    }
    if (time < 0) reason = "date";
    else if (time > newest) reason = "future";
    else if (record.status < 0) reason = "status";
    else if (record.size < 0) reason = "bytes";
    else {
      if (sink.accept(record) === true) sink.keep?.(bytes, start, end, line);
      return;
    }
  }
  sink.reject(reason, bytes, start, end, line);
}
