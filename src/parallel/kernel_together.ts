// Role: sums up ranges of several logs together with the kernel, by turns, so that each bucket of a time that they share is filled
// once: to put the same buckets of several summaries together takes longer than to count the records.

import type { Kernel } from "../kernel/kernel.ts";
import { CARRY } from "../kernel/options.ts";
import { LONGEST_LINE } from "../domain/reject.ts";
import { ENDS, fill, joined, PAGE, type RangeTerms } from "./kernel_ranges.ts";
import type { OpenRange, Range, RangeSummary } from "./range.ts";

const LF = 0x0a;
/** Bytes of a log's shortest and longest turn, pages: in between it spans about so much time as its buckets are not filled yet. */
export const LEAST_TURN: number = PAGE;
const MOST_TURN = 3 << 16;
/** What is read beyond a range, in which its last line ends. */
const BEYOND = LONGEST_LINE + 2;
const NOTHING = new Uint8Array(0);

/** How far logs are read by turns. */
export interface Pace {
  /** By about so many seconds. */
  readonly seconds: number;
  /** Bytes of a turn at first, pages: what the ranges before took. */
  turn: number;
}

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
  /** Bytes of its next turn. */
  turn: number;
  /** Event time that it has reached; −1 before there is one. */
  eventTime: number;
}

/**
 * See {@link RangeSummarizer.summarize}. Null, too, where they hold very many buckets or names. The log that is furthest behind is read on,
 * by about the seconds of `pace`: as long as none is ahead of another by more, no bucket has to be given out before all have filled it.
 */
export function summarizeTogether(
  kernel: Kernel,
  ranges: readonly OpenRange[],
  { limits, keptRejects, listener, isCutting }: RangeTerms,
  pace: Pace,
): readonly RangeSummary[] | null {
  kernel.beginSeveral(ranges.length, limits, keptRejects, listener, isCutting);
  const places = ranges.map((range) => placeOf(range, pace.turn));
  for (let log = furthestBehind(places); log >= 0; log = furthestBehind(places)) {
    const place = places[log], before = place.eventTime;
    kernel.turnTo(log);
    if (!readTurn(kernel, place, place.turn)) return null;
    place.turn = nextTurn(place.turn, before < 0 ? null : place.eventTime - before, pace.seconds);
  }
  pace.turn = Math.min(...places.map(({ turn }) => turn));
  return kernel.endSeveral().map((part, log) => {
    const { offset, end, crc, head, tail } = places[log];
    return { offset, next: end, crc, head, tail, parts: [part], numberedBy: "kernel" };
  });
}

function placeOf({ of, range }: OpenRange, turn: number): Place {
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
    turn,
    eventTime: -1,
  };
}

/** The line feed before a range, if there is one, says that a line begins with it. */
function wantedOf({ start, isFirst }: Range): number {
  return isFirst ? start : start - 1;
}

/** The number of the log that has most to catch up; −1 once all have been read. */
function furthestBehind(places: readonly Place[]): number {
  let furthest = -1;
  for (const [log, { isDone, eventTime }] of places.entries()) {
    if (!isDone && (furthest < 0 || eventTime < places[furthest].eventTime)) furthest = log;
  }
  return furthest;
}

/** Bytes of a log's next turn, where the last one took it so many seconds further. */
function nextTurn(size: number, seconds: number | null, pace: number): number {
  if (seconds === null) return size;
  if (seconds > pace) return Math.max(LEAST_TURN, size / 2);
  return 2 * seconds > pace ? size : Math.min(MOST_TURN, size * 2);
}

/** Reads about so many bytes more of a range, on from where the file stands; false where it cannot. */
function readTurn(kernel: Kernel, place: Place, size: number): boolean {
  const { of: { file }, range, rest, next } = place, last = range.end - 1 - next, isLast = last < size;
  const wanted = isLast ? Math.max(last, 0) + BEYOND : size, filled = fill(kernel, file, wanted);
  if (filled < wanted && !isLast) return false;
  const input = kernel.input(-rest.length, filled), base = next - rest.length;
  input.set(rest);
  place.next = next + filled;
  let from = 0;
  if (place.offset < 0) {
    const begin = Math.max(0, wantedOf(range) - base);
    from = range.isFirst ? begin : input.indexOf(LF, begin) + 1;
    if (from === 0 && !range.isFirst) return !isLast && carryOn(place, input.subarray(begin));
    place.offset = base + from;
  }
  const to = (isLast ? input.indexOf(LF, rest.length + Math.max(0, last)) : input.lastIndexOf(LF)) + 1;
  if (to === 0) return !isLast && carryOn(place, input.subarray(from));
  // Where no line begins in the range, the line feed that was found first ends the one that goes through it.
  const end = Math.max(from, to), lines = input.subarray(from, end);
  place.crc = kernel.crc32(lines, place.crc);
  if (place.head.length < ENDS) place.head = joined(place.head, lines.subarray(0, ENDS - place.head.length));
  place.tail = lines.length >= ENDS ? lines.slice(-ENDS) : joined(place.tail, lines).slice(-ENDS);
  place.end = base + end;
  place.isDone = isLast;
  if (!carryOn(place, isLast ? NOTHING : input.subarray(end))) return false;
  if (end > from) place.eventTime = kernel.read(from - rest.length, end - rest.length, next - place.offset);
  return !kernel.isCrowded;
}

/** Keeps what the next turn continues; false where that is longer than any line. */
function carryOn(place: Place, rest: Uint8Array<ArrayBuffer>): boolean {
  place.rest = rest.slice();
  return rest.length <= CARRY;
}
