// Role: summarizes ranges with the kernel, reading into its memory.

import type { DateLimits } from "../domain/counting/date_limits.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { CARRY, CHUNK } from "../kernel/options.ts";
import type { Range, RangeSummarizer, RangeSummary, SeekableFile } from "./range.ts";

const LF = 0x0a;
/** Reads begin at multiples of so many bytes: a copy between pages that lie alike is several times faster. */
const PAGE = 4096;
/** Bytes at both ends of a range that tell what it is. */
const ENDS = 4096;
/** Reads a range in pieces that stay in the cache. */
export class KernelRanges implements RangeSummarizer {
  readonly #file: SeekableFile;
  readonly #kernel: Kernel;

  /** The kernel is borrowed; the file must not be moved in while a range is read. */
  constructor(file: SeekableFile, kernel: Kernel) {
    this.#file = file;
    this.#kernel = kernel;
  }

  /** See {@link RangeSummarizer.summarize}. Null, too, where the range holds very many buckets or names. */
  summarize(range: Range, limits: DateLimits, keptRejects: number): RangeSummary | null {
    const kernel = this.#kernel;
    kernel.begin(null, limits, keptRejects, this);
    // The line feed before the range, if there is one, says that a line begins with it.
    const wanted = range.isFirst ? range.start : range.start - 1;
    let at = wanted - wanted % PAGE, carried = 0, offset = -1, crc = 0;
    let head = new Uint8Array(0), tail = new Uint8Array(0);
    this.#file.seekSync(at, 0);
    for (let isLast = false; !isLast;) {
      const filled = this.#fill(CHUNK);
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
    return { offset, next: at, crc, head, tail, parts: [kernel.end()] };
  }

  /** Reads to the input's place until so many bytes are there, or the file ends; returns how many. */
  #fill(size: number): number {
    const input = this.#kernel.input(0, size);
    let filled = 0;
    while (filled < size) {
      const count = this.#file.readSync(filled === 0 ? input : input.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    return filled;
  }
}

function joined(before: Uint8Array, after: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(before.length + after.length);
  both.set(before);
  both.set(after, before.length);
  return both;
}
