// Role: the contract of a log format: how bytes become records. One file a format, `mod.ts` lists them. The only
// file that someone adding a format has to read. Formats call a `RecordSink`, which `domain/counting/summarizer.ts` is.

import type { CsvColumns } from "./csv_header.ts";
import type { RejectReason } from "../domain/reject.ts";

/** Takes the records of a log, one call a line, in order. */
export interface RecordSink {
  /**
   * An accepted record. Fields are places in `bytes`, which is borrowed: it may be a scratch buffer. `time` is whole
   * epoch seconds, `status` 100 … 999, `count` the response's bytes, 0 … 2^53 − 1.
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
  ): void;
  /** A rejected record: its line is at [start, end) of `bytes`, after `line` lines of the slice. */
  reject(reason: RejectReason, bytes: Uint8Array, start: number, end: number, line: number): void;
}

/** Reads the lines of one input whose first line is known. Keeps no state between calls. */
export interface LineReader {
  /** Where the fields are, for a reader of comma-separated values: what the kernel (`src/kernel/`) has to know. */
  readonly columns?: CsvColumns;
  /**
   * Reads [start, end) of `bytes`, which holds whole lines: `bytes[end - 1]` is a line feed. Calls the sink once a
   * record; empty lines are no records. `newest` is the largest time that is not "future", epoch seconds. Gives the
   * number of lines. Never throws on what the log holds.
   */
  read(bytes: Uint8Array, start: number, end: number, newest: number, sink: RecordSink): number;
}

/** A log format. */
export interface Format {
  /** Its name, stored with the source: "csv". */
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  /**
   * Judges the first line of an input, without its line ending, and gives the reader for the rest.
   *
   * Errors: a `Problem` of kind "data" that names `input`, what is missing and what was found instead.
   */
  open(firstLine: Uint8Array, input: string): LineReader;
}
