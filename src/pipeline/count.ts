// Role: second stage of the walk: inputs → summaries of their records. It decides who counts: several threads in ranges, or
// the main thread slice by slice, with the kernel or the reference.

import type { Summary } from "../domain/counting/summary.ts";
import type { Host } from "../host/host.ts";
import type { Cursor } from "../inputs/cursor.ts";
import type { Input } from "../inputs/input.ts";
import { countOf, type RangeCut } from "../parallel/range.ts";
import { RangeThreads } from "../parallel/threads.ts";
import type { Plan } from "../plan.ts";
import { countRanges } from "./count_ranges.ts";
import { type CountedPiece, countSlices } from "./count_slices.ts";
import type { Engine } from "./engine.ts";
import type { Read } from "./read.ts";

/** A counted piece of an input, or the news that all logs have been read to their ends, with a summary of no lines. */
export type Counted =
  | CountedPiece
  | { readonly input: null; readonly silence: number; readonly summary: Summary };

/** Bytes of a range. */
const RANGE = 8 << 20;
/** Bytes below which starting threads takes longer than they save, and below which ranges save nothing on one thread. */
const WORTH_THREADS = 96 << 20, WORTH_RANGES = 16 << 20;
/** Threads that are started at most where the person does not say how many. */
const MOST_THREADS = 3;
/** An input's ranges end so many bytes before its end, so that the last line of the last range ends within the file. */
const MARGIN = 1 << 16;
/** Bytes of a new log that are read before its ranges: they set its event time. */
const BEGINNING = 1 << 14;

/** The threads of a run that has about so many bytes to read in ranges; started already where they are worth it. */
export function rangeThreads(bytes: number, plan: Plan, host: Host): RangeThreads {
  const threads = new RangeThreads(host, plan.workers ?? Math.min(MOST_THREADS, host.processors - 1));
  startIfWorth(threads, bytes, plan);
  return threads;
}

function startIfWorth(threads: RangeThreads, bytes: number, plan: Plan): void {
  if (mayUseRanges(plan) && (plan.workers !== null || bytes >= WORTH_THREADS)) threads.start();
}

/** Ranges are read ahead, which suits neither following nor playback in scaled time. */
function mayUseRanges({ follow, timescale, reference }: Plan): boolean {
  return !follow && timescale === 0 && !reference;
}

/** Bytes that can be read in ranges; 0 of what is compressed or a stream. */
export function seekableBytes({ file, start, inflated, reader }: Input): number {
  const isSeekable = inflated === null && reader !== null && file.seekable !== undefined;
  return isSeekable ? Math.max(0, file.size! - start.offset) : 0;
}

/** Counts each input from where it starts. The choice of who counts does not show in the results. */
export async function* count(
  items: AsyncIterable<Read>,
  engine: Engine,
  plan: Plan,
  threads: RangeThreads,
  host: Host,
): AsyncGenerator<Counted, void> {
  for await (const item of items) {
    if (item.input === null) yield { ...item, summary: emptySummary(engine) };
    else {
      const { input, slices } = item;
      let cursor = input.start, cut = rangeCut(input, cursor, plan, threads, host);
      if (cut !== null && engine.clock.latest === null) {
        // What is counted ahead takes its first record for a usual one: those that set the event time come first.
        cursor = yield* countSlices(
          input,
          slices(cursor.offset, cursor.offset + BEGINNING),
          cursor,
          engine,
          plan,
        );
        cut = rangeCut(input, cursor, plan, threads, host);
      }
      if (cut !== null) cursor = yield* countRanges(input, slices, cursor, cut, engine, plan, threads, host);
      yield* countSlices(input, slices(cursor.offset), cursor, engine, plan);
    }
  }
}

function emptySummary({ clock, summarizer }: Engine): Summary {
  summarizer.begin(clock, 0);
  return summarizer.end(0);
}

/** How an input is cut into ranges; null where it is not worth it. */
function rangeCut(
  input: Input,
  { offset }: Cursor,
  plan: Plan,
  threads: RangeThreads,
  { rangeBytes = RANGE }: Host,
): RangeCut | null {
  const bytes = seekableBytes(input) - (offset - input.start.offset);
  startIfWorth(threads, bytes, plan);
  if (!mayUseRanges(plan) || !threads.isStarted && bytes < WORTH_RANGES) return null;
  const cut = { start: offset, end: offset + bytes - Math.min(MARGIN, rangeBytes), size: rangeBytes };
  return countOf(cut) > 1 ? cut : null;
}
