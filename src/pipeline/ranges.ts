// Role: inputs → summaries, with the help of other threads where an input is large enough: takes the place of `read.ts`
// and `summarize.ts` at the head of the walk, and uses both for what is left. Next: `bucket.ts`.

import { crcCombine } from "../checksum/crc32.ts";
import { KEPT_REJECTS } from "../domain/reject.ts";
import type { Host } from "../host/host.ts";
import type { Slice } from "../inputs/bytes/slice.ts";
import type { Input } from "../inputs/input.ts";
import { mergePartials } from "../kernel/summary/unpack.ts";
import { countOf, rangeAt, type RangeCut } from "../parallel/range.ts";
import { rangeSummarizer } from "../parallel/range_counter.ts";
import { type RangeResult, RangeResults } from "../parallel/results.ts";
import { RangeThreads } from "../parallel/threads.ts";
import type { Plan } from "../plan.ts";
import type { Engine } from "./engine.ts";
import { read, readRange } from "./read.ts";
import { summarize, type Summarized } from "./summarize.ts";

/** Bytes of a range. */
const RANGE = 8 << 20;
/** Bytes below which starting threads takes longer than they save, and below which there is nothing to cut. */
const WORTH_THREADS = 96 << 20, WORTH_RANGES = 16 << 20;
/** Threads that are started at most where the person does not say how many. */
const MOST_THREADS = 3;
/** So much before the end of an input its ranges end, so that the last line ends within it. */
const MARGIN = 1 << 16;
/** So many ranges, and this part of all, may have to be read again before that is how all the rest is read. */
const FEW_AGAIN = 4, PART_AGAIN = 1 / 8;

/**
 * The threads for a run in which about so many bytes will be read in ranges; started where that is worth it. Null: none
 * will.
 */
export function rangeThreads(bytes: number | null, plan: Plan, host: Host): RangeThreads {
  const threads = new RangeThreads(host, plan.workers ?? Math.min(MOST_THREADS, host.processors - 1));
  if (bytes !== null && isWorthThreads(bytes, plan)) threads.start();
  return threads;
}

function isWorthThreads(bytes: number, { reference, workers }: Plan): boolean {
  return !reference && (workers !== null || bytes >= WORTH_THREADS);
}

/** Reading in ranges copies less than reading in slices, on one thread, too. */
function isWorthRanges(bytes: number, { reference }: Plan): boolean {
  return !reference && bytes >= WORTH_RANGES;
}

/**
 * Reads each input from its offset to its end and adds up what it holds, like `summarize` of `read`. Large inputs are cut
 * into ranges, which several threads add up; they are put together in order. Ends early, between two ranges, once the
 * host's stop signal is aborted.
 */
export async function* ranges(
  inputs: readonly Input[],
  threads: RangeThreads,
  engine: Engine,
  plan: Plan,
  host: Host,
): AsyncGenerator<Summarized, void> {
  const stop = host.stopSignal();
  for (const [at, input] of inputs.entries()) {
    if (stop.aborted) return;
    const bytes = inputs.slice(at).reduce((sum, each) => sum + seekableBytes(each), 0);
    if (isWorthThreads(bytes, plan)) threads.start();
    const cut = threads.isStarted || isWorthRanges(bytes, plan) ? cutOf(input, host) : null;
    if (cut !== null) {
      yield* inRanges(input, cut, threads, engine, plan, host);
      if (stop.aborted) return;
      input.file.seek(input.offset);
    }
    yield* summarize(read([input], host), engine, plan);
  }
}

/** Bytes that can be read in ranges; 0 of what is compressed or a stream. */
export function seekableBytes({ file, offset, inflated, reader }: Input): number {
  const isSeekable = inflated === null && reader !== null && file.seekable !== undefined;
  return isSeekable ? Math.max(0, file.size! - offset) : 0;
}

function cutOf(input: Input, { rangeBytes = RANGE }: Host): RangeCut | null {
  const end = input.offset + seekableBytes(input) - Math.min(MARGIN, rangeBytes);
  const cut = { start: input.offset, end, size: rangeBytes };
  return countOf(cut) > 1 ? cut : null;
}

/** The ranges of one input. Leaves out what comes after them, and all that comes after too many that were not right. */
async function* inRanges(
  input: Input,
  cut: RangeCut,
  threads: RangeThreads,
  engine: Engine,
  plan: Plan,
  host: Host,
): AsyncGenerator<Summarized, void> {
  const { path, file: { inode, device, seekable } } = input;
  const { format, bucketSize, lateness, top, series } = plan;
  const options = { bucketSize, lateness, top, series },
    newest = plan.futureLimit(),
    firstLine = withoutEnding(input.header);
  using summarizer = await rangeSummarizer(seekable!, firstLine, format, options);
  const wanted = (): number => KEPT_REJECTS - engine.keptRejects;
  using results = new RangeResults(cut, summarizer, newest, wanted(), host);
  if (threads.isStarted && inode !== null && device !== null) {
    const board = results.board.memory;
    threads.begin(
      { path, inode, device, firstLine, format: format.name, options, newest, cut, board },
      results,
    );
  }
  const stop = host.stopSignal(), count = countOf(cut);
  for (let index = 0, again = 0; index < count && !stop.aborted; index++) {
    const result = await results.at(index);
    if (result !== null && isRight(result, input.offset, engine, lateness)) {
      if (result.next > result.offset) yield merged(result, input, engine);
    } else {
      if (++again > Math.max(FEW_AGAIN, index * PART_AGAIN)) return;
      yield* summarize(readRange(input, rangeAt(cut, index).end, host), engine, plan);
    }
    results.board.done(index + 1, wanted());
  }
}

/**
 * Whether what was added up ahead is what it would be in its place: it follows what came before, and nothing in it is late
 * because of that (architecture.md, "What flows").
 */
function isRight(
  { offset, parts }: RangeResult,
  expected: number,
  { latest }: Engine,
  lateness: number,
): boolean {
  const watermark = latest === null ? -Infinity : latest - lateness;
  return offset === expected &&
    parts.every(({ summary: { smallest, lateFrom } }) =>
      // What was late in view of a time that is as large as any before the range would be late in the same way.
      (smallest === null || smallest >= watermark) && (lateFrom === null || lateFrom >= (latest ?? -1))
    );
}

function merged(
  { offset, next, crc, head, tail, parts }: RangeResult,
  input: Input,
  engine: Engine,
): Summarized {
  const summary = mergePartials(parts, engine.names, engine.latest, KEPT_REJECTS - engine.keptRejects);
  engine.keptRejects += summary.rejects.length;
  engine.first ??= summary.first;
  engine.latest = summary.latest;
  engine.summarizer.latest = summary.latest ?? -Infinity;
  const length = next - offset;
  // A short range is there with all its bytes, a long one with both its ends.
  const rest = length === head.length ? null : { tail, crc: crcCombine(input.consumed.crc, crc, length) };
  const slice: Slice = { bytes: head, offset, next, rest, unfinished: false };
  return { input, slice, silence: 0, summary };
}

/** A line without its line feed and the carriage return before it. */
function withoutEnding(line: Uint8Array): Uint8Array {
  const end = line.at(-1) === 0x0a ? line.length - 1 : line.length;
  return line.subarray(0, end > 0 && line[end - 1] === 0x0d ? end - 1 : end);
}
