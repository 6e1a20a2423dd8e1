// Role: summarizes ranges with the kernel, reading into its memory.

import type { DateLimits } from "../domain/counting/date_limits.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { CARRY, CHUNK } from "../kernel/options.ts";
import type { Range, RangeSummary, SeekableFile } from "./range.ts";

const LF = 0x0a;
/** Reads begin at multiples of so many bytes: a copy between pages that lie alike is several times faster. */
export const PAGE = 4096;
/** Bytes at both ends of a range that tell what it is. */
export const ENDS = 4096;
/** How a range is summed up. */
export interface RangeTerms {
  /** Which dates are accepted. */
  readonly limits: DateLimits;
  /** Of so many rejects the places are kept. */
  readonly keptRejects: number;
  /** See `Kernel.summarize`. */
  readonly listener: unknown;
  /** See `Kernel.summarize`. */
  readonly isCutting: boolean;
}

/**
 * See {@link RangeSummarizer.summarize}. Null, too, where the range holds very many buckets or names. It is read in pieces that
 * stay in the cache.
 */
export function summarizeWithKernel(
  kernel: Kernel,
  file: SeekableFile,
  range: Range,
  { limits, keptRejects, listener, isCutting }: RangeTerms,
): RangeSummary | null {
  kernel.begin(null, limits, keptRejects, listener, isCutting);
  // The line feed before the range, if there is one, says that a line begins with it.
  const wanted = range.isFirst ? range.start : range.start - 1;
  let at = wanted - wanted % PAGE, carried = 0, offset = -1, crc = 0;
  let head = new Uint8Array(0), tail = new Uint8Array(0);
  file.seekSync(at, 0);
  for (let isLast = false; !isLast;) {
    const filled = fill(kernel, file, CHUNK);
    const input = kernel.input(0, filled);
    let from = 0, to = filled;
    if (offset < 0) {
      // Where the first line begins.
      from = Math.max(0, wanted - at);
      if (!range.isFirst) from = input.indexOf(LF, from) + 1 || filled;
      if (from < filled) offset = at + from;
    }
    // The last line is the one that ends at or after the last byte of the range.
    const last = Math.max(0, range.end - 1 - at);
    if (last < filled) {
      const found = input.indexOf(LF, last);
      isLast = found >= 0;
      if (isLast) to = found + 1;
    }
    if (!isLast && filled < CHUNK) return null;
    const lines = input.subarray(Math.min(from, to), to);
    crc = kernel.crc32(lines, crc);
    if (head.length < ENDS) head = joined(head, lines.subarray(0, ENDS - head.length));
    tail = lines.length >= ENDS ? lines.slice(-ENDS) : joined(tail, lines).slice(-ENDS);
    if (offset < 0 && isLast) offset = at + to;
    if (lines.length > 0) {
      kernel.read(from - carried, to, at - offset);
      if (kernel.rest(to) > CARRY || kernel.isCrowded) return null;
      carried = kernel.carry(to);
    }
    at += to;
  }
  return { offset, next: at, crc, head, tail, parts: [kernel.end()], numberedBy: "kernel" };
}

/** Reads to the input's place until so many bytes are there, or the file ends; returns how many. */
export function fill(kernel: Kernel, file: SeekableFile, size: number): number {
  const input = kernel.input(0, size);
  let filled = 0;
  while (filled < size) {
    const count = file.readSync(filled === 0 ? input : input.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return filled;
}

/** Two pieces as one. */
export function joined(before: Uint8Array, after: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(before.length + after.length);
  both.set(before);
  both.set(after, before.length);
  return both;
}
