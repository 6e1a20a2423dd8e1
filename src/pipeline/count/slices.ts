// Role: counts slices on the main thread, with the kernel or the reference.

import { dateLimits } from "../../domain/counting/date_limits.ts";
import type { WaitingLine } from "../../domain/counting/log_state.ts";
import { type Summary, tableCount } from "../../domain/counting/summary.ts";
import type { LogClockState } from "../../domain/counting/log_clock.ts";
import { partOf, type Slice } from "../../inputs/bytes/slice.ts";
import { type Cursor, cursorAfter } from "../../inputs/cursor.ts";
import type { Input } from "../../inputs/input.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { PackedSummary } from "../../kernel/summary/packed_summary.ts";
import { cutStarts, mergePartials, type Translated } from "../../kernel/summary/unpack.ts";
import type { Plan } from "../../plan.ts";
import type { CountTools } from "./tools.ts";
import type { Engine } from "../engine.ts";

export interface CountedPiece {
  readonly input: Input;
  readonly start: Cursor;
  readonly end: Cursor;
  readonly summary: Summary;
  /** Lines that turned out to be outliers with it, as far as they are kept. Some may be of earlier pieces. */
  readonly outliers: readonly WaitingLine[];
  /** Whether the next piece holds what was counted in this one, too: both must be stored in one transaction. */
  readonly isHalf: boolean;
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
 * kernel and reference shows in the results. `isAlone`: no other log is read, so that the kernel may try to cut buckets.
 */
export async function* countSlices(
  input: Input,
  slices: AsyncIterable<Slice>,
  start: Cursor,
  isAlone: boolean,
  tools: CountTools,
): AsyncGenerator<CountedPiece, Cursor> {
  const { engine, plan, kernels } = tools;
  let cursor = start, size = FIRST;
  for await (const slice of slices) {
    if (slice.bytes.length === 0) yield waiting(input, cursor, engine);
    for (let at = 0; at < slice.bytes.length;) {
      const piece = partOf(slice, at, endOfPiece(slice.bytes, at, engine.isBehind(input) ? FIRST : size)),
        { bytes } = piece;
      at += bytes.length;
      const isForKernel = bytes.length >= WORTH_KERNEL && !engine.isBehind(input);
      const kernel = isForKernel ? await kernels.for(input.reader!, true) : null;
      // What a line has changed for those after it is not taken back: such a piece is counted once.
      const isCutting = isAlone && input.reader!.directives === undefined;
      const summary = kernel === null
        ? referenceSummary(bytes, input, engine, plan)
        : kernelSummary(bytes, input, kernel, isCutting, tools);
      const outliers = engine.take(summary, input, cursor);
      const buckets = tableCount(summary);
      if (buckets > MANY_BUCKETS) size = Math.max(LEAST, size >> 1);
      else if (buckets < FEW_BUCKETS && size < slice.bytes.length) size *= 2;
      const end = cursorAfter(cursor, piece, summary.lines, input);
      yield { input, start: cursor, end, summary, outliers, isHalf: false };
      cursor = end;
    }
  }
  return cursor;
}

/** The piece of no lines of a stream that keeps its reader waiting. */
function waiting(input: Input, at: Cursor, { summarizer }: Engine): CountedPiece {
  summarizer.begin(null, 0);
  return { input, start: at, end: at, summary: summarizer.end(0), outliers: [], isHalf: false };
}

/** Counts what an input that has ended for good has left of its last lines, where its reader waits for more of them. */
export function* countRest(
  input: Input,
  start: Cursor,
  { engine, plan }: CountTools,
): Generator<CountedPiece, void> {
  const reader = input.reader!;
  if (reader.finish === undefined) return;
  const { summarizer } = engine;
  beginReference(input, engine);
  reader.finish(dateLimits(plan.futureLimit(), plan), summarizer);
  const summary = summarizer.end(0), directives = reader.directives ?? null;
  if (directives === start.directives) return;
  const outliers = engine.take(summary, input, start);
  yield { input, start, end: { ...start, directives, open: [] }, summary, outliers, isHalf: false };
}

function kernelSummary(
  bytes: Uint8Array,
  input: Input,
  kernel: Kernel,
  isCuttingFirst: boolean,
  { engine, plan, kernels }: CountTools,
): Summary {
  const clock = engine.clockOf(input), rejects = engine.rejectsLeft(input);
  const counted = (isCutting: boolean): Translated =>
    kernels.merger.translate(
      kernel.summarize(bytes, clock, dateLimits(plan.futureLimit(), plan), rejects, kernels, isCutting),
    );
  const first = counted(isCuttingFirst);
  const isRight = mayCut(first.summary, new Map([[input.log, first.summary.jumps.clock]]), engine, plan);
  const local = isRight ? first : counted(false);
  return mergePartials([local], engine.names, local.summary.jumps, rejects);
}

/**
 * Whether the buckets that a summary has cut turn final with it, after which the clocks of its logs stand so, and nothing of them
 * came before: an outlier may have, or a record of another log.
 */
export function mayCut(
  summary: Pick<PackedSummary, "tables">,
  clocks: ReadonlyMap<number, LogClockState>,
  { buckets, logs }: Engine,
  { lateness, bucketSize }: Pick<Plan, "lateness" | "bucketSize">,
): boolean {
  const starts = cutStarts(summary);
  if (starts.length === 0) return true;
  const finalBefore = (logs.eventTimeWith(clocks) ?? -Infinity) - lateness - bucketSize;
  return starts.every((start) => start <= finalBefore && !buckets.tables.has(start));
}

function referenceSummary(bytes: Uint8Array, input: Input, engine: Engine, plan: Plan): Summary {
  const { summarizer } = engine;
  beginReference(input, engine);
  return summarizer.end(
    input.reader!.read(bytes, 0, bytes.length, dateLimits(plan.futureLimit(), plan), summarizer),
  );
}

function beginReference(input: Input, engine: Engine): void {
  engine.summarizer.begin(
    engine.clockOf(input),
    engine.rejectsLeft(input),
    engine.isBehind(input) ? engine.watermark : null,
  );
}

/** Where the lines that begin at `start` and take about `size` bytes end. */
function endOfPiece(bytes: Uint8Array, start: number, size: number): number {
  if (start + size >= bytes.length) return bytes.length;
  const end = bytes.lastIndexOf(LF, start + size - 1) + 1;
  return end > start ? end : bytes.indexOf(LF, start) + 1;
}
