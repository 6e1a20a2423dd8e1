// Role: sums up ranges of several logs together with the kernel, by turns, so that each bucket of a time that they share is filled
// once: to put the same buckets of several summaries together takes longer than to count the records.

import type { Kernel } from "../kernel/kernel.ts";
import { CARRY, CHUNK } from "../kernel/options.ts";
import { LONGEST_LINE } from "../domain/reject.ts";
import { ENDS, fill, joined, PAGE, type RangeTerms } from "./kernel_ranges.ts";
import type { OpenRange, Range, RangeSummary } from "./range.ts";

const LF = 0x0a;
/** Bytes of a log's turn, about: a few buckets of a busy log. */
const TURN = 3 << 16;
/** What is read beyond a range, in which its last line ends. */
const BEYOND = LONGEST_LINE + 2;
const NOTHING = new Uint8Array(0);

/** Where the reading of one range stands. */
interface Place extends OpenRange {
  /** Byte offset of what is read next. */
  next: number;
  /** What was read of the line that the next read continues. */
  rest: Uint8Array<ArrayBuffer>;
  /** Byte offset of the first line; −1 before it is found. */
  offset: number;
  /** Where the lines end that have been read. */
  end: number;
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
  const places = ranges.map(placeOf);
  const longest = Math.max(...ranges.map(({ range: { start, end } }) => end - start));
  const turns = Math.max(1, Math.ceil(longest / TURN));
  for (let isDone = false; !isDone;) {
    isDone = true;
    for (const [log, place] of places.entries()) {
      if (place.isDone) continue;
      kernel.turnTo(log);
      if (!readTurn(kernel, place, sizeOfTurn(place.range, turns))) return null;
      isDone = false;
    }
  }
  return kernel.endSeveral().map((part, log) => {
    const { offset, end, crc, head, tail } = places[log];
    return { offset, next: end, crc, head, tail, parts: [part], numberedBy: "kernel" };
  });
}

function placeOf({ of, range }: OpenRange): Place {
  const wanted = wantedOf(range), next = wanted - wanted % PAGE;
  of.file.seekSync(next, 0);
  return {
    of,
    range,
    next,
    rest: NOTHING,
    offset: -1,
    end: 0,
    crc: 0,
    head: NOTHING,
    tail: NOTHING,
    isDone: false,
  };
}

/** The line feed before a range, if there is one, says that a line begins with it. */
function wantedOf({ start, isFirst }: Range): number {
  return isFirst ? start : start - 1;
}

function sizeOfTurn({ start, end }: Range, turns: number): number {
  const pages = Math.ceil((end - start) / turns / PAGE);
  return Math.min(CHUNK - BEYOND, pages * PAGE);
}

/** Reads about so many bytes more of a range, on from where the file stands; false where it cannot. */
function readTurn(kernel: Kernel, place: Place, size: number): boolean {
  const { of: { file }, range, rest, next } = place, last = range.end - 1 - next, isLast = last < size;
  const wanted = isLast ? Math.max(last, 0) + BEYOND : size, filled = fill(kernel, file, wanted);
  if (filled < wanted && !isLast) return false;
  const input = kernel.input(-rest.length, filled);
  input.set(rest);
  let from = 0;
  if (place.offset < 0) {
    from = Math.max(0, wantedOf(range) - next);
    if (!range.isFirst) from = input.indexOf(LF, from) + 1;
    if (from === 0 && !range.isFirst) return false;
    place.offset = next + from;
  }
  const to = (isLast ? input.indexOf(LF, rest.length + Math.max(0, last)) : input.lastIndexOf(LF)) + 1;
  if (to === 0) return false;
  // Where no line begins in the range, the line feed that was found first ends the one that goes through it.
  const end = Math.max(from, to), lines = input.subarray(from, end);
  place.crc = kernel.crc32(lines, place.crc);
  if (place.head.length < ENDS) place.head = joined(place.head, lines.subarray(0, ENDS - place.head.length));
  place.tail = lines.length >= ENDS ? lines.slice(-ENDS) : joined(place.tail, lines).slice(-ENDS);
  place.end = next + end - rest.length;
  place.rest = isLast ? NOTHING : input.slice(end);
  if (place.rest.length > CARRY) return false;
  if (end > from) kernel.read(from - rest.length, end - rest.length, next - place.offset);
  place.next = next + filled;
  place.isDone = isLast;
  return !kernel.isCrowded;
}
