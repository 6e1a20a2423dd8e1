// Role: the contract of a log format: bytes → records. A new format is one file that implements it and one line in `mod.ts`.

import type { CsvColumns } from "./csv_header.ts";
import type { DateLimits } from "../domain/counting/date_limits.ts";
import type { Layout } from "./layout.ts";
import type { LogRecord } from "../domain/record.ts";
import type { RejectReason } from "../domain/reject.ts";

/** Receives the records of a log: one call per record, in the order of the lines. Implemented by the summarizer. */
export interface RecordSink {
  /**
   * An accepted record, which is only valid during the call: the reader fills the same object for the next line.
   * Returns true where the sink keeps the line: the reader then calls `keep`.
   */
  accept(record: LogRecord): boolean | void;
  /** The line of the record that was accepted last, where the sink keeps it; arguments as of `reject`. */
  keep?(bytes: Uint8Array, start: number, end: number, line: number): void;
  /** A rejected record: its line is at [start, end) of `bytes`, `line` lines after the first one of this read. */
  reject(reason: RejectReason, bytes: Uint8Array, start: number, end: number, line: number): void;
  /** A record whose date lies outside `since` and `until`, for sinks that count them. */
  leaveOut?(): void;
  /** A line that is no record, and nothing of which is lost: a header that comes again. For sinks that count lines. */
  skip?(): void;
  /** A record that a filter of the source excludes, for sinks that count them. */
  exclude?(): void;
}

/** Where parts of a line lie: from the first byte of the first to the end of the last, without its line ending. */
export interface OpenPlace {
  /** Of the first byte. */
  readonly from: number;
  /** Behind the last byte. */
  readonly to: number;
}

/** Reads the lines of one input after the first. Keeps no state between calls, so that ranges can be read in any order. */
export interface LineReader {
  /** The columns of comma-separated values, which the kernel needs; absent for formats that it cannot read. */
  readonly columns?: CsvColumns;
  /**
   * The layout of most lines, for the kernel, which leaves to this reader every line of another shape (`layout.ts`). Absent for
   * formats that have none. It may end before the line does; where there are directives, each of them may change it.
   */
  readonly layout?: Layout;
  /**
   * Only of formats in which a line may change how those after it are read (`#Fields`, a part of a line): what is in force after the last
   * read, as text. Such an input is read in order, and never in ranges. What is stored is `storedParts` of it.
   */
  readonly directives?: string;
  /**
   * Only of readers that wait for the rest of a line: where its parts lie in the bytes of the last read, by stream; null where nothing is
   * open of it, or what is open is too long. A place that lies before those bytes is absent.
   */
  readonly open?: readonly (Partial<OpenPlace> | null)[];
  /**
   * Only of readers that wait for the rest of a line: hands what is left of it to the sink, once the input has ended for good. The place of
   * such a line is that of the one before.
   */
  finish?(limits: DateLimits, sink: RecordSink): void;
  /**
   * Only with `open`: takes the parts of a stream among the whole lines at [start, end) of `bytes`, as a reader needs that was made `at` what
   * is stored, before it reads on: all lines of the place that is stored for the stream, in order.
   */
  recall?(stream: number, bytes: Uint8Array, start: number, end: number): void;
  /** A reader like this one where these directives are in force, which shares nothing with it. Only with `directives`. */
  at?(directives: string): LineReader;
  /**
   * Reads the whole lines at [start, end) of `bytes`, where `bytes[end - 1]` is a line feed, and calls the sink once per
   * record; empty lines and directives are no records. Called once per slice of the input. A record is checked in the order of
   * `REJECT_REASONS`, and rejected for the first check that fails. Where its date can be read and lies before `since`, or
   * not before `until`, it is left out instead, whatever else is wrong with it. Never throws, whatever the log holds.
   *
   * @param limits Which dates are accepted.
   * @returns The number of lines, empty ones included.
   */
  read(bytes: Uint8Array, start: number, end: number, limits: DateLimits, sink: RecordSink): number;
}

/** What a log does not say of itself. */
export interface ReadOptions {
  /** The zone of times without one, as in `Europe/Berlin`; null where none is given. */
  readonly zone: string | null;
}

/** A line with which a log may begin. */
export interface Beginning {
  /** Reads the lines after a header, or from this record on. */
  readonly reader: LineReader;
  /** Whether the line says how the others are read, and is no record: a CSV header, a directive. */
  readonly isHeader: boolean;
  /** What is wrong with a line that its reader rejects, where more can be said than the reason; null where it cannot. */
  readonly explain?: (line: Uint8Array) => string | null;
  /** What is around each line, from without, as messages call it; absent where nothing is. */
  readonly around?: readonly string[];
  /**
   * What of a line that its reader takes for a record, or of the fields that a directive names, is not read, and what to do for it; null where
   * all is. Handed the lines of a log in order, from the first on.
   */
  readonly unreadIn?: (line: Uint8Array) => string | null;
  /** What of its values could be meant otherwise, for who looks closely. */
  readonly note?: string;
  /** What of them is not read, or may be something else: worth a warning where a source begins. */
  readonly warning?: string;
}

/** Why a line is neither a record nor a header of a format. */
export interface Misfit {
  /** How many fields could be read before the one that failed: the format with the most is the nearest. */
  readonly fitting: number;
  /** The field that failed and what it should have been, to be read after "but": "its time is not in square brackets". */
  readonly failed: string;
  /** Whether something stands in front of the line, which is of the form otherwise. */
  readonly isInFront?: boolean;
}

/**
 * A family of formats: what is optional in it is read line by line.
 *
 * @example
 * ```ts
 * import { csvFormat } from "./csv.ts";
 * import { dateLimits } from "../domain/counting/date_limits.ts";
 * import assert from "node:assert/strict";
 *
 * const bytesOf = (text: string) => new TextEncoder().encode(text);
 * const header = "remotehost,rfc931,authuser,date,request,status,bytes";
 * const begun = csvFormat.begin(bytesOf(header), { zone: null });
 * assert.ok("reader" in begun && begun.isHeader);
 * const lines = bytesOf("10.0.0.1,-,-,1549573860,GET /api HTTP/1.0,200,12\nno record\n");
 * const seen: unknown[] = [];
 * const read = begun.reader.read(lines, 0, lines.length, dateLimits(1e12), {
 *   accept: ({ time, status }) => void seen.push([time, status]),
 *   reject: (reason) => seen.push(reason),
 * });
 * assert.deepEqual([read, seen], [2, [[1549573860, 200], "fields"]]);
 * ```
 */
export interface LogFormat {
  /** Stored with the source: "clf"; of a format that was pasted the text from which it is made again. */
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  /**
   * What a line begins, given without its line ending and, of the first line of an input, without a byte order mark. It
   * depends on these bytes and the options alone.
   *
   * Errors: `Problem` "usage" where the line is of this format but cannot be read without an option that is not given.
   */
  begin(line: Uint8Array, options: ReadOptions): Beginning | Misfit;
  /**
   * Reads a log none of whose lines begins it, so that each is rejected with its reason. Absent for formats that are only
   * read below a header.
   *
   * Errors: as of `begin`.
   */
  reader?(options: ReadOptions): LineReader;
}
