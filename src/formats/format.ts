// Role: the contract of a log format: bytes → records. A new format is one file that implements it and one line in `mod.ts`.

import type { CsvColumns } from "./csv_header.ts";
import type { DateLimits } from "../domain/counting/date_limits.ts";
import type { RejectReason } from "../domain/reject.ts";

/** Receives the records of a log: one call per record, in the order of the lines. Implemented by the summarizer. */
export interface RecordSink {
  /**
   * An accepted record. Fields are positions in `bytes`, which is only valid during the call: it may be a scratch buffer.
   * `time` is whole epoch seconds, `status` 100 … 999, `count` the bytes of the response, 0 … 2^53 − 1.
   * Returns true where the sink keeps the line: the reader then calls `keep`.
   */
  accept(
    bytes: Uint8Array,
    time: number,
    hostStart: number,
    hostEnd: number,
    requestStart: number,
    requestEnd: number,
    status: number,
    count: number,
  ): boolean | void;
  /** The line of the record that was accepted last, where the sink keeps it; arguments as of `reject`. */
  keep?(bytes: Uint8Array, start: number, end: number, line: number): void;
  /** A rejected record: its line is at [start, end) of `bytes`, `line` lines after the first one of this read. */
  reject(reason: RejectReason, bytes: Uint8Array, start: number, end: number, line: number): void;
  /** A record whose date lies outside `since` and `until`, for sinks that count them. */
  leaveOut?(): void;
}

/** Reads the lines of one input after the first. Keeps no state between calls, so that ranges can be read in any order. */
export interface LineReader {
  /** The columns of comma-separated values, which the kernel needs; absent for formats that it cannot read. */
  readonly columns?: CsvColumns;
  /**
   * Reads the whole lines at [start, end) of `bytes`, where `bytes[end - 1]` is a line feed, and calls the sink once per
   * record; empty lines are no records. Called once per slice of the input. A record is checked in the order of
   * `REJECT_REASONS`, and rejected for the first check that fails. Where its date can be read and lies before `since`, or
   * not before `until`, it is left out instead, whatever else is wrong with it. Never throws, whatever the log holds.
   *
   * @param limits Which dates are accepted.
   * @returns The number of lines, empty ones included.
   */
  read(bytes: Uint8Array, start: number, end: number, limits: DateLimits, sink: RecordSink): number;
}

/**
 * A log format.
 *
 * @example
 * ```ts
 * import { csvFormat } from "./csv.ts";
 * import { dateLimits } from "../domain/counting/date_limits.ts";
 * import assert from "node:assert/strict";
 *
 * const bytesOf = (text: string) => new TextEncoder().encode(text);
 * const header = "remotehost,rfc931,authuser,date,request,status,bytes";
 * const reader = csvFormat.open(bytesOf(header), "access.csv");
 * const lines = bytesOf("10.0.0.1,-,-,1549573860,GET /api HTTP/1.0,200,12\nno record\n");
 * const seen: unknown[] = [];
 * const read = reader.read(lines, 0, lines.length, dateLimits(1e12), {
 *   accept: (_bytes, time, _hostStart, _hostEnd, _start, _end, status) => void seen.push([time, status]),
 *   reject: (reason) => seen.push(reason),
 * });
 * assert.deepEqual([read, seen], [2, [[1549573860, 200], "fields"]]);
 * ```
 */
export interface Format {
  /** Stored with the source, which keeps its format: "csv". */
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  /**
   * Checks the first line of an input, without its line ending, and returns the reader for the rest. Called once per input,
   * before anything is stored.
   *
   * Errors: a `Problem` "data" that names `input`, what is missing and what was found instead. The replay ends with it.
   */
  open(firstLine: Uint8Array, input: string): LineReader;
}
