// Role: counts a large plain file in ranges, which several threads read; their summaries are merged in order.

import type { Host } from "../host/host.ts";
import type { Slice } from "../inputs/bytes/slice.ts";
import { type Cursor, cursorAfter } from "../inputs/cursor.ts";
import type { Input } from "../inputs/input.ts";
import { mergePartials } from "../kernel/summary/unpack.ts";
import { countOf, rangeAt, type RangeCut } from "../parallel/range.ts";
import { rangeSummarizer } from "../parallel/range_counter.ts";
import { type RangeResult, RangeResults } from "../parallel/results.ts";
import type { RangeThreads } from "../parallel/threads.ts";
import type { Plan } from "../plan.ts";
import { type CountedPiece, countSlices } from "./count_slices.ts";
import type { Engine } from "./engine.ts";
import type { Slices } from "./read.ts";

/** Fall back to sequential reading once more than max(4, 1/8 of the ranges so far) had to be re-read. */
const FEW_REREADS = 4, PART_REREAD = 1 / 8;

/**
 * Counts the ranges of one input and returns where it stopped: after the last one, where too many had to be re-read, or
 * between two ranges once the host's stop signal is aborted.
 */
export async function* countRanges(
  input: Input,
  slices: Slices,
  cut: RangeCut,
  engine: Engine,
  plan: Plan,
  threads: RangeThreads,
  host: Host,
): AsyncGenerator<CountedPiece, Cursor> {
  const { path, header, crc32, file: { inode, device, seekable } } = input;
  const { format, bucketSize, lateness, top, series } = plan;
  const options = { bucketSize, lateness, top, series }, newest = plan.futureLimit();
  const firstLine = withoutEnding(header);
  using summarizer = await rangeSummarizer(seekable!, firstLine, format, { ...options, crc32 });
  using results = new RangeResults(cut, summarizer, newest, engine.rejectsLeft, host);
  if (threads.isStarted && inode !== null && device !== null) {
    const job = { path, inode, device, firstLine, format: format.name, options, newest, cut };
    threads.begin({ ...job, board: results.board.memory }, results);
  }
  const stop = host.stopSignal(), count = countOf(cut);
  let cursor = input.start;
  for (let index = 0, rereads = 0; index < count && !stop.aborted; index++) {
    const result = await results.at(index);
    if (result !== null && isMergeable(result, cursor, engine, lateness)) {
      if (result.next > result.offset) {
        const piece = merged(result, input, cursor, engine);
        yield piece;
        cursor = piece.end;
      }
    } else {
      if (++rereads > Math.max(FEW_REREADS, index * PART_REREAD)) return cursor;
      const lines = slices(cursor.offset, rangeAt(cut, index).end);
      cursor = yield* countSlices(input, lines, cursor, engine, plan);
    }
    results.board.done(index + 1, engine.rejectsLeft);
  }
  return cursor;
}

/**
 * Whether a range that was counted ahead is what it would be in its place: it follows what came before, and nothing in it
 * is late because of that (architecture.md, "What flows").
 */
function isMergeable(
  { offset, parts }: RangeResult,
  cursor: Cursor,
  { latest }: Engine,
  lateness: number,
): boolean {
  const watermark = latest === null ? -Infinity : latest - lateness;
  return offset === cursor.offset &&
    parts.every(({ summary: { smallest, lateFrom } }) =>
      // A record that is late because of a time at least as large as any before the range is late in its place, too.
      (smallest === null || smallest >= watermark) && (lateFrom === null || lateFrom >= (latest ?? -1))
    );
}

function merged(
  { offset, next, crc, head, tail, parts }: RangeResult,
  input: Input,
  start: Cursor,
  engine: Engine,
): CountedPiece {
  const summary = mergePartials(parts, engine.names, engine.latest, engine.rejectsLeft);
  engine.take(summary);
  // Of a short range all bytes are there, of a long one both ends.
  const rest = next - offset === head.length ? null : { tail, crc };
  const slice: Slice = { bytes: head, offset, next, rest, unfinished: false };
  return { input, start, end: cursorAfter(start, slice, summary.lines, input.crc32), summary };
}

/** A line without its line feed and the carriage return before it. */
function withoutEnding(line: Uint8Array): Uint8Array {
  const end = line.at(-1) === 0x0a ? line.length - 1 : line.length;
  return line.subarray(0, end > 0 && line[end - 1] === 0x0d ? end - 1 : end);
}
