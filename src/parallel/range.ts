// Role: the contract of summarizing byte ranges of files: what the main thread and workers do side by side.

import type { DateLimits } from "../domain/counting/date_limits.ts";
import type { SeekableFile } from "../host/host.ts";
import type { LineReader } from "../formats/format.ts";
import type { PackedSummary } from "../kernel/summary/packed_summary.ts";

export type { SeekableFile };

/** A range of a file: the lines that begin in it. */
export interface Range {
  /** Byte offset; a line begins here where `isFirst` is set, else after the first line feed at or after `start` − 1. */
  readonly start: number;
  /** Byte offset after the range. A line that begins before it is read to its end; that end lies within the file. */
  readonly end: number;
  /** Whether a line is known to begin at `start`. */
  readonly isFirst: boolean;
}

/** What the lines of a range add. */
export interface RangeSummary {
  /** Byte offset of its first line. */
  readonly offset: number;
  /** Byte offset after its last line. */
  readonly next: number;
  /** CRC-32 of the bytes from `offset` to `next`. */
  readonly crc: number;
  /** The first of these bytes, at most 4096. */
  readonly head: Uint8Array<ArrayBuffer>;
  /** The last of these bytes, at most 4096. */
  readonly tail: Uint8Array<ArrayBuffer>;
  /** What the lines add, in order. Late is what is late in view of the lines of this range alone. */
  readonly parts: readonly PackedSummary[];
  /** Who has numbered the names: each continues the numbers of its own ranges. */
  readonly numberedBy: "kernel" | "reference";
}

/** A file to read ranges of. */
export interface RangeFile {
  /** Moved to wherever it is read. */
  readonly file: SeekableFile;
  readonly reader: LineReader;
}

/** A range of an open file. */
export interface OpenRange {
  readonly of: RangeFile;
  readonly range: Range;
}

/** Summarizes ranges, in any order. Keeps the numbers of names between calls. */
export interface RangeSummarizer {
  /**
   * Reads a range of a file, or of each of several logs at about the same time, and sums all up together: the first summary of
   * several has the tables. `limits` say which dates are accepted; `keptRejects` is the number of rejects of each of which places
   * are kept.
   *
   * Null where they have to be read in another way: a file ended early, or a line is longer than is accepted.
   */
  summarize(
    ranges: readonly OpenRange[],
    limits: DateLimits,
    keptRejects: number,
  ): Promise<readonly RangeSummary[] | null>;
}

/** A stretch of a file in ranges. All numbers are bytes. */
export interface RangeCut {
  /** Where it begins, and a line with it. */
  readonly start: number;
  /** Where it ends. The line that begins before it and goes beyond it is the last one. */
  readonly end: number;
  /** The ranges begin at multiples of so many bytes, but for the first one. */
  readonly size: number;
  /** Whether a line begins with it. */
  readonly isLineStart: boolean;
}

/** How many ranges there are. */
export function countOf({ start, end, size }: RangeCut): number {
  return end <= start ? 0 : Math.ceil(end / size) - Math.floor(start / size);
}

/** The range of this number, from 0. */
export function rangeAt({ start, end, size, isLineStart }: RangeCut, index: number): Range {
  const first = Math.floor(start / size) + index;
  return {
    start: index === 0 ? start : first * size,
    end: Math.min(end, (first + 1) * size),
    isFirst: index === 0 && isLineStart,
  };
}

/** A range of one of several files. */
export interface PlacedRange {
  /** Number of the file. */
  readonly file: number;
  readonly range: Range;
}

/** The ranges of several files in the order in which they are read ahead: `order` names the file of each. */
export function placedRanges(cuts: readonly RangeCut[], order: Iterable<number>): PlacedRange[][] {
  const next = cuts.map(() => 0);
  return Array.from(order, (file) => [{ file, range: rangeAt(cuts[file], next[file]++) }]);
}
