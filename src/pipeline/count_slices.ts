// Role: counts slices on the main thread, with the kernel or the reference.

import { dateLimits } from "../domain/counting/date_limits.ts";
import type { WaitingLine } from "../domain/counting/log_state.ts";
import type { Summary } from "../domain/counting/summary.ts";
import type { LineReader } from "../formats/format.ts";
import { partOf, type Slice } from "../inputs/bytes/slice.ts";
import { type Cursor, cursorAfter } from "../inputs/cursor.ts";
import type { Input } from "../inputs/input.ts";
import { type Kernel, Kernels } from "../kernel/kernel.ts";
import { cutStarts, mergePartials, SummaryMerger, type Translated } from "../kernel/summary/unpack.ts";
import type { Plan } from "../plan.ts";
import type { Engine } from "./engine.ts";

export interface CountedPiece {
  readonly input: Input;
  readonly start: Cursor;
  readonly end: Cursor;
  readonly summary: Summary;
  /** Lines that turned out to be outliers with it, as far as they are kept. Some may be of earlier pieces. */
  readonly outliers: readonly WaitingLine[];
}

const LF = 0x0a;
/** A summary of so many buckets is too large, one of so few could be larger. */
const MANY_BUCKETS = 400, FEW_BUCKETS = 100;
/** Bytes of the smallest piece, and of the first. */
const LEAST = 1 << 12, FIRST = 1 << 16;
/** Bytes of a piece below which beginning and ending a summary in the kernel takes longer than the kernel saves. */
const WORTH_KERNEL = 1 << 14;

/**
 * Counts slices of an input from `start` on, in order, and returns where they end. Where they hold many buckets, it counts
 * them in pieces, so that memory is bounded however quiet the log is. Neither the sizes of the pieces nor the choice between
 * kernel and reference shows in the results.
 */
export async function* countSlices(
  input: Input,
  slices: AsyncIterable<Slice>,
  start: Cursor,
  engine: Engine,
  plan: Plan,
): AsyncGenerator<CountedPiece, Cursor> {
  using kernels = new Kernels(plan, !plan.reference);
  const reader = input.reader!, merger = new SummaryMerger();
  let cursor = start, size = FIRST;
  for await (const slice of slices) {
    for (let at = 0; at < slice.bytes.length;) {
      const piece = partOf(slice, at, endOfPiece(slice.bytes, at, size)), { bytes } = piece;
      at += bytes.length;
      const kernel = bytes.length < WORTH_KERNEL ? null : await kernels.for(reader);
      const summary = kernel === null
        ? referenceSummary(bytes, reader, engine, plan)
        : kernelSummary(bytes, kernel, merger, engine, plan);
      const outliers = engine.take(summary, input.path, cursor);
      const buckets = summary.open.size + summary.amended.size;
      if (buckets > MANY_BUCKETS) size = Math.max(LEAST, size >> 1);
      else if (buckets < FEW_BUCKETS && size < slice.bytes.length) size *= 2;
      const end = cursorAfter(cursor, piece, summary.lines, input.crc32);
      yield { input, start: cursor, end, summary, outliers };
      cursor = end;
    }
  }
  return cursor;
}

function kernelSummary(
  bytes: Uint8Array,
  kernel: Kernel,
  merger: SummaryMerger,
  { clock, names, rejectsLeft, buckets }: Engine,
  plan: Plan,
): Summary {
  const counted = (isCutting: boolean): Translated =>
    merger.translate(
      kernel.summarize(
        bytes,
        clock,
        dateLimits(plan.futureLimit(), plan),
        rejectsLeft,
        merger,
        isCutting,
      ),
    );
  const first = counted(true);
  // An outlier was counted in a bucket that turns final only now: the kernel must not cut it.
  const local = cutStarts(first.summary).some((start) => buckets.tables.has(start)) ? counted(false) : first;
  return mergePartials([local], names, local.summary.jumps, rejectsLeft);
}

function referenceSummary(
  bytes: Uint8Array,
  reader: LineReader,
  { clock, summarizer, rejectsLeft }: Engine,
  plan: Plan,
): Summary {
  summarizer.begin(clock, rejectsLeft);
  return summarizer.end(
    reader.read(bytes, 0, bytes.length, dateLimits(plan.futureLimit(), plan), summarizer),
  );
}

/** Where the lines that begin at `start` and take about `size` bytes end. */
function endOfPiece(bytes: Uint8Array, start: number, size: number): number {
  if (start + size >= bytes.length) return bytes.length;
  const end = bytes.lastIndexOf(LF, start + size - 1) + 1;
  return end > start ? end : bytes.indexOf(LF, start) + 1;
}
