// Role: counts a large plain file in ranges, which several threads read; their summaries are merged in order.

import { dateLimits } from "../domain/counting/date_limits.ts";
import { fits, inPlace } from "../domain/counting/jumps.ts";
import type { Host } from "../host/host.ts";
import type { Slice } from "../inputs/bytes/slice.ts";
import { type Cursor, cursorAfter } from "../inputs/cursor.ts";
import type { Input } from "../inputs/input.ts";
import { cutStarts, mergePartials } from "../kernel/summary/unpack.ts";
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
 * Counts the ranges of one input from `start` on and returns where it stopped: after the last one, where too many had to be re-read, or
 * between two ranges once the host's stop signal is aborted.
 */
export async function* countRanges(
  input: Input,
  slices: Slices,
  start: Cursor,
  cut: RangeCut,
  engine: Engine,
  plan: Plan,
  threads: RangeThreads,
  host: Host,
): AsyncGenerator<CountedPiece, Cursor> {
  const { path, header, file: { inode, device, seekable } } = input;
  const { format, bucketSize, lateness, maxJump, top, series } = plan;
  const options = { bucketSize, lateness, maxJump, top, series },
    limits = dateLimits(plan.futureLimit(), plan);
  const firstLine = withoutEnding(header);
  using summarizer = await rangeSummarizer(seekable!, firstLine, format, options);
  using results = new RangeResults(cut, summarizer, limits, engine.rejectsLeft, host);
  if (threads.isStarted && inode !== null && device !== null) {
    const job = { path, inode, device, firstLine, format: format.name, options, limits, cut };
    threads.begin({ ...job, board: results.board.memory }, results);
  }
  const stop = host.stopSignal(), count = countOf(cut);
  let cursor = start;
  for (let index = 0, rereads = 0; index < count && !stop.aborted; index++) {
    const result = await results.at(index);
    if (result !== null && isMergeable(result, cursor, engine, plan)) {
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
 * Whether a range that was counted ahead is what it would be in its place: it follows what came before, nothing in it is late
 * or jumps because of that (architecture.md, "What flows"), and no bucket is cut of which there is something already.
 */
function isMergeable(
  { offset, parts: [part] }: RangeResult,
  cursor: Cursor,
  { clock, buckets }: Engine,
  plan: Pick<Plan, "lateness" | "maxJump">,
): boolean {
  return offset === cursor.offset && fits(clock, part.summary, plan) &&
    !cutStarts(part.summary).some((start) => buckets.tables.has(start));
}

function merged(
  { offset, next, crc, head, tail, parts: [part] }: RangeResult,
  input: Input,
  start: Cursor,
  engine: Engine,
): CountedPiece {
  const jumps = inPlace(engine.clock, part.summary.first, part.summary.jumps);
  const summary = mergePartials([part], engine.names, jumps, engine.rejectsLeft);
  const outliers = engine.take(summary, input.path, start);
  // Of a short range all bytes are there, of a long one both ends.
  const rest = next - offset === head.length ? null : { tail, crc };
  const slice: Slice = { bytes: head, offset, next, rest, unfinished: false };
  return { input, start, end: cursorAfter(start, slice, summary.lines, input.crc32), summary, outliers };
}

/** A line without its line feed and the carriage return before it. */
function withoutEnding(line: Uint8Array): Uint8Array {
  const end = line.at(-1) === 0x0a ? line.length - 1 : line.length;
  return line.subarray(0, end > 0 && line[end - 1] === 0x0d ? end - 1 : end);
}
