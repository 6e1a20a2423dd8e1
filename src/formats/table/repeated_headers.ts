// Role: a table in which a header comes again, as in files that were put together: the same one says nothing new, another one is a
// reject of its own.

import type { DateLimits } from "../../domain/counting/date_limits.ts";
import type { LogRecord } from "../../domain/record.ts";
import { LONGEST_LINE, type RejectReason } from "../../domain/reject.ts";
import type { CsvColumns } from "../csv_header.ts";
import type { LineReader, RecordSink } from "../format.ts";

const QUOTE = 0x22;
const SEPARATORS = [0x2c, 0x09, 0x3b] as const;
/** The first byte of a byte order mark, with which the second file may have begun. */
const MARK = 0xef, MARK_LENGTH = 3;

/** What a line says of the columns, if it is a header: equal texts for the same columns, null where it is none. */
export type ColumnsOfLine = (line: Uint8Array) => string | null;

/** Looks at what would be rejected: no header is a record of its own table, for its date is none. */
class HeaderSink implements RecordSink {
  readonly #sink: RecordSink;
  readonly #own: string;
  readonly #columnsOf: ColumnsOfLine;

  constructor(sink: RecordSink, own: string, columnsOf: ColumnsOfLine) {
    this.#sink = sink;
    this.#own = own;
    this.#columnsOf = columnsOf;
  }

  accept(record: LogRecord): boolean | void {
    return this.#sink.accept(record);
  }

  keep(bytes: Uint8Array, start: number, end: number, line: number): void {
    this.#sink.keep?.(bytes, start, end, line);
  }

  leaveOut(): void {
    this.#sink.leaveOut?.();
  }

  reject(reason: RejectReason, bytes: Uint8Array, start: number, end: number, line: number): void {
    const columns = this.#headerAt(bytes, start, end);
    if (columns === null) this.#sink.reject(reason, bytes, start, end, line);
    else if (columns === this.#own) this.#sink.skip?.();
    else this.#sink.reject("header", bytes, start, end, line);
  }

  #headerAt(bytes: Uint8Array, start: number, end: number): string | null {
    if (end - start > LONGEST_LINE) return null;
    const from = bytes[start] === MARK ? start + MARK_LENGTH : start;
    // Nearly all rejects are seen to be none by their first byte, and most others have nothing that separates columns.
    if (!isLetter(bytes[bytes[from] === QUOTE ? from + 1 : from])) return null;
    const line = bytes.subarray(from, end);
    return SEPARATORS.some((separator) => line.includes(separator)) ? this.#columnsOf(line) : null;
  }
}

/** Also of `@timestamp` and `_time`. */
function isLetter(byte: number): boolean {
  return byte >= 0x40 && byte < 0x7b;
}

/** Reads the lines after a header, whatever they are, but for the header itself. */
export class RepeatedHeaders implements LineReader {
  readonly columns?: CsvColumns;
  readonly #reader: LineReader;
  readonly #own: string;
  readonly #columnsOf: ColumnsOfLine;

  /** @param own What the header says of the columns. */
  constructor(reader: LineReader, own: string, columnsOf: ColumnsOfLine) {
    this.columns = reader.columns;
    this.#reader = reader;
    this.#own = own;
    this.#columnsOf = columnsOf;
  }

  read(bytes: Uint8Array, start: number, end: number, limits: DateLimits, sink: RecordSink): number {
    const own = new HeaderSink(sink, this.#own, this.#columnsOf);
    return this.#reader.read(bytes, start, end, limits, own);
  }
}
