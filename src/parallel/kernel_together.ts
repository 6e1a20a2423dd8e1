// Role: sums up ranges of several logs together with the kernel, by turns, so that each bucket of a time that they share is filled
// once: to put the same buckets of several summaries together takes longer than to count the records.

import type { Kernel } from "../kernel/kernel.ts";
import { CHUNK } from "../kernel/options.ts";
import { LONGEST_LINE } from "../domain/reject.ts";
import { ENDS, fill, joined, PAGE, type RangeTerms } from "./kernel_ranges.ts";
import type { OpenRange, RangeSummary } from "./range.ts";

const LF = 0x0a;
/** Bytes of a log's turn, about: a few buckets of a busy log. */
const TURN = 1 << 17;
/** What is read beyond a range, in which its last line ends. */
const BEYOND = LONGEST_LINE + 2;

/** Where the reading of one range stands. */
interface Place extends OpenRange {
  /** Byte offset of what is read next; a line begins there once one was found. */
  at: number;
  /** Byte offset of the first line; −1 before it is found. */
  offset: number;
  crc: number;
  head: Uint8Array<ArrayBuffer>;
  tail: Uint8Array<ArrayBuffer>;
  isDone: boolean;
}

/** See {@link RangeSummarizer.summarize}. Null, too, where they hold very many buckets or names. */
export function summarizeTogether(
  kernel: Kernel,
  ranges: readonly OpenRange[],
  { limits, keptRejects, listener, isCutting }: RangeTerms,
): readonly RangeSummary[] | null {
  kernel.beginSeveral(ranges.length, limits, keptRejects, listener, isCutting);
  const places = ranges.map((each): Place => ({
    ...each,
    // The line feed before the range, if there is one, says that a line begins with it.
    at: each.range.isFirst ? each.range.start : each.range.start - 1,
    offset: -1,
    crc: 0,
    head: new Uint8Array(0),
    tail: new Uint8Array(0),
    isDone: false,
  }));
  const longest = Math.max(...ranges.map(({ range: { start, end } }) => end - start));
  const turns = Math.max(1, Math.ceil(longest / TURN));
  for (let isDone = false; !isDone;) {
    isDone = true;
    for (const [log, place] of places.entries()) {
      if (place.isDone) continue;
      kernel.turnTo(log);
      const { start, end } = place.range;
      if (!readTurn(kernel, place, Math.min(CHUNK - BEYOND - PAGE, Math.ceil((end - start) / turns)))) {
        return null;
      }
      isDone = false;
    }
  }
  return kernel.endSeveral().map((part, log) => {
    const { offset, at, crc, head, tail } = places[log];
    return { offset, next: at, crc, head, tail, parts: [part], numberedBy: "kernel" };
  });
}

/** Reads about so many bytes more of a range; false where it cannot. */
function readTurn(kernel: Kernel, place: Place, size: number): boolean {
  const { of: { file }, range } = place;
  const base = place.at - place.at % PAGE, skipped = place.at - base;
  const last = range.end - 1 - base, isLast = last < skipped + size;
  file.seekSync(base, 0);
  const wanted = isLast ? Math.max(last, skipped) + BEYOND : skipped + size;
  const filled = fill(kernel, file, wanted), input = kernel.input(0, filled);
  let from = skipped;
  if (place.offset < 0) {
    if (!range.isFirst) from = input.indexOf(LF, skipped) + 1;
    if (from === 0 && !range.isFirst) return false;
    place.offset = base + from;
  }
  const to = (isLast ? input.indexOf(LF, Math.max(skipped, last)) : input.lastIndexOf(LF)) + 1;
  if (to <= skipped || filled < wanted && !isLast) return false;
  // Where no line begins in the range, the line feed that was found first ends the one that goes through it.
  const end = Math.max(from, to), lines = input.subarray(from, end);
  place.crc = kernel.crc32(lines, place.crc);
  if (place.head.length < ENDS) place.head = joined(place.head, lines.subarray(0, ENDS - place.head.length));
  place.tail = lines.length >= ENDS ? lines.slice(-ENDS) : joined(place.tail, lines).slice(-ENDS);
  if (end > from) kernel.read(from, end, base - place.offset);
  if (kernel.isCrowded) return false;
  place.at = base + end;
  place.isDone = isLast || place.at >= range.end;
  return true;
}
