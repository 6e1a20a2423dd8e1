// Role: summarizes ranges with the reference reader: for formats and columns that the kernel does not know, and to
// compare the kernel with.

import { crc32 } from "../checksum/crc32.ts";
import { emptyNames, isCrowded, type Names } from "../domain/counting/names.ts";
import { LONGEST_LINE } from "../domain/reject.ts";
import { PAIRED } from "../domain/dimensions/pairs.ts";
import { COMPOSED_PAIRS, MOST_PAIRED } from "../domain/counting/error_pairs.ts";
import { RuleCells } from "../domain/counting/rule_classes.ts";
import type { Counting } from "../domain/analysis.ts";
import type { DateLimits } from "../domain/counting/date_limits.ts";
import { TABLE_KINDS, tableCount } from "../domain/counting/summary.ts";
import { Summarizer } from "../domain/counting/summarizer.ts";
import { TablePool } from "../domain/counting/cell_table.ts";
import type { LineReader, RecordSink } from "../formats/format.ts";
import { knownNames, packSummary } from "../kernel/summary/pack.ts";
import type { Range, RangeFile, RangeSummary, SeekableFile } from "./range.ts";

const LF = 0x0a;
/** Bytes that are searched at once for the end of the last line. */
const BLOCK = 4096;
/** A line that ends so many bytes after its range is left to the sequential path, which cuts it. */
const LONGEST_REST = LONGEST_LINE + 2;
/** Bytes at both ends of a range that tell what it is. */
const ENDS = 4096;
/** Bytes that are summed up at once, and tables of a range above which it is better read in small pieces. */
const PIECE = 1 << 17, MOST_TABLES = 4096;
/** Above so many bytes or names, all are forgotten before the next range. */
const MOST_BYTES = 8 << 20, MOST_NAMES = 1 << 18;

/** Reads each range whole; lends its buffer and its tables from one range to the next. */
export class ReferenceRanges {
  readonly #options: Counting;
  readonly #pool = new TablePool();
  #names: Names = emptyNames();
  #rules: RuleCells | null;
  /** Whether the names have been forgotten since the last result. */
  #resetsNames = false;
  #buffer = new Uint8Array(0);

  constructor(options: Counting) {
    this.#options = options;
    this.#rules = this.#ruleCells();
  }

  /** See {@link RangeSummarizer.summarize}. Null, too, where the range holds very many buckets. */
  summarize(
    { file, reader }: RangeFile,
    range: Range,
    limits: DateLimits,
    keptRejects: number,
  ): RangeSummary | null {
    // The line feed before the range, if there is one, says that a line begins with it.
    const from = range.isFirst ? range.start : range.start - 1;
    const found = this.#lines(file, from, range);
    if (found === null) return null;
    const bytes = this.#buffer.subarray(found.start, found.end);
    const summary = this.#add(reader, bytes, limits, keptRejects);
    if (summary === null) return null;
    return {
      offset: from + found.start,
      next: from + found.end,
      crc: crc32(bytes),
      head: bytes.slice(0, ENDS),
      tail: bytes.slice(-ENDS),
      parts: [summary],
      numberedBy: "reference",
    };
  }

  /** Fills the buffer from a byte offset on and returns where in it the lines of the range are; null where it cannot. */
  #lines(file: SeekableFile, from: number, { end, isFirst }: Range): { start: number; end: number } | null {
    const length = end - from;
    if (this.#buffer.length < length + LONGEST_REST) this.#buffer = new Uint8Array(length + LONGEST_REST);
    file.seekSync(from, 0);
    let filled = this.#read(file, 0, length);
    if (filled < length) return null;
    const bytes = this.#buffer;
    let last = length;
    while (bytes[last - 1] !== LF) {
      if (last === filled) {
        filled = this.#read(file, filled, Math.min(filled + BLOCK, length + LONGEST_REST));
        if (filled === last) return null;
      }
      const found = bytes.subarray(last, filled).indexOf(LF);
      last = found < 0 ? filled : last + found + 1;
    }
    // Where no line begins in the range, both are the end of the one that goes through it.
    return { start: isFirst ? 0 : bytes.indexOf(LF) + 1, end: last };
  }

  /** Reads until the buffer is filled to `to`, or the file ends; returns how far it is filled. */
  #read(file: SeekableFile, filled: number, to: number): number {
    while (filled < to) {
      const count = file.readSync(this.#buffer.subarray(filled, to));
      if (count === null) break;
      filled += count;
    }
    return filled;
  }

  #add(
    reader: LineReader,
    bytes: Uint8Array,
    limits: DateLimits,
    keptRejects: number,
  ): RangeSummary["parts"][number] | null {
    if (isCrowded(this.#names, MOST_BYTES, MOST_NAMES)) this.#forget();
    const summarizer = new Summarizer(this.#options, this.#names, this.#pool, this.#rules);
    const known = knownNames(this.#names);
    summarizer.begin(null, keptRejects);
    const summary = summarizer.end(0);
    // Lines are placed in the range, not in a piece of it.
    const sink: RecordSink = {
      accept: summarizer.accept.bind(summarizer),
      keep: (from, start, end, line) => summarizer.keep(from, start, end, line + summary.lines),
      leaveOut: () => summarizer.leaveOut(),
      exclude: () => summarizer.exclude(),
      reject: (reason, from, start, end, line) =>
        summarizer.reject(reason, from, start, end, line + summary.lines),
    };
    let isQuiet = false;
    for (let start = 0; start < bytes.length && !isQuiet;) {
      const line = bytes.indexOf(LF, start + PIECE), end = line < 0 ? bytes.length : line + 1;
      summary.lines += reader.read(bytes, start, end, limits, sink);
      start = end;
      isQuiet = tableCount(summary) > MOST_TABLES || this.#hasManyNames();
    }
    // Again: the records have come since.
    summarizer.end(summary.lines);
    const local = isQuiet ? null : packSummary(summary, this.#names, known, this.#resetsNames);
    this.#resetsNames = false;
    // Names that were numbered for a range that is given up are in no result.
    if (isQuiet) this.#forget();
    for (const kind of TABLE_KINDS) {
      for (const table of summary[kind].values()) this.#pool.give(table);
    }
    return local;
  }

  /** Whether pairs of names cannot be numbered much longer. */
  #hasManyNames(): boolean {
    if (this.#rules === null) return false;
    return Object.values(PAIRED).some((name) => this.#names[name].count > MOST_PAIRED - PIECE);
  }

  #forget(): void {
    this.#names = emptyNames();
    this.#rules = this.#ruleCells();
    this.#resetsNames = true;
  }

  #ruleCells(): RuleCells | null {
    const { series = null } = this.#options;
    return series && new RuleCells(series, this.#names, COMPOSED_PAIRS);
  }
}
