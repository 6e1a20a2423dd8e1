// Role: counts slices on the main thread, with the kernel or the reference.

import type { Summary } from "../domain/counting/summary.ts";
import type { LineReader } from "../formats/format.ts";
import { partOf, type Slice } from "../inputs/bytes/slice.ts";
import { type Cursor, cursorAfter } from "../inputs/cursor.ts";
import type { Input } from "../inputs/input.ts";
import { Kernels } from "../kernel/kernel.ts";
import { mergePartials, SummaryMerger } from "../kernel/summary/unpack.ts";
import type { Plan } from "../plan.ts";
import type { Engine } from "./engine.ts";

/** A piece of an input and what its records add. */
export interface CountedPiece {
  /** The input. */
  readonly input: Input;
  /** Where the piece begins. */
  readonly start: Cursor;
  /** Where it ends. */
  readonly end: Cursor;
  /** What its records add. */
  readonly summary: Summary;
}

const LF = 0x0a;
/** A summary of so many buckets is too large, one of so few could be larger. */
const MANY_BUCKETS = 400, FEW_BUCKETS = 100;
/** Bytes of the smallest piece, and of the first. */
const LEAST = 1 << 12, FIRST = 1 << 16;
/** Bytes of a piece below which beginning and ending a summary in the kernel takes longer than the kernel saves. */
const WORTH_KERNEL = 1 << 14;

/** Counts slices. Disposing gives the kernel back. */
export class SliceCounter implements Disposable {
  readonly #engine: Engine;
  readonly #plan: Plan;
  readonly #kernels: Kernels;
  readonly #merger = new SummaryMerger();
  #size = FIRST;

  /** Claims no kernel yet. */
  constructor(engine: Engine, plan: Plan) {
    this.#engine = engine;
    this.#plan = plan;
    this.#kernels = new Kernels(plan, !plan.reference);
  }

  /**
   * Counts slices of an input from `start` on, in order, and returns where they end. Where they hold many buckets, it counts
   * them in pieces, so that memory is bounded however quiet the log is. Neither the sizes of the pieces nor the choice
   * between kernel and reference shows in the results.
   */
  async *count(
    input: Input,
    slices: AsyncIterable<Slice>,
    start: Cursor,
  ): AsyncGenerator<CountedPiece, Cursor> {
    let cursor = start;
    for await (const slice of slices) {
      for (let at = 0; at < slice.bytes.length;) {
        const piece = partOf(slice, at, endOfPiece(slice.bytes, at, this.#size));
        at += piece.bytes.length;
        const summary = await this.#counted(piece.bytes, input.reader!);
        const end = cursorAfter(cursor, piece, summary.lines, input.crc32);
        this.#adapt(summary, slice.bytes.length);
        yield { input, start: cursor, end, summary };
        cursor = end;
      }
    }
    return cursor;
  }

  /** The summary of no lines. */
  nothing(): Summary {
    const { summarizer } = this.#engine;
    summarizer.begin(0);
    return summarizer.end(0);
  }

  /** Gives the kernel back; the next slice claims it anew. */
  release(): void {
    this.#kernels[Symbol.dispose]();
  }

  /** See {@link SliceCounter}. */
  [Symbol.dispose](): void {
    this.release();
  }

  async #counted(bytes: Uint8Array, reader: LineReader): Promise<Summary> {
    const engine = this.#engine;
    const summary = await this.#withKernel(bytes, reader) ?? this.#withReference(bytes, reader);
    engine.take(summary);
    return summary;
  }

  /** The kernel's summary of whole lines; null for few bytes and where there is no kernel. */
  async #withKernel(bytes: Uint8Array, reader: LineReader): Promise<Summary | null> {
    const kernel = bytes.length < WORTH_KERNEL ? null : await this.#kernels.for(reader);
    if (kernel === null) return null;
    const { latest, names, rejectsLeft } = this.#engine, merger = this.#merger;
    const packed = kernel.summarize(bytes, latest, this.#plan.futureLimit(), rejectsLeft, merger);
    return mergePartials([merger.translate(packed)], names, latest, rejectsLeft);
  }

  #withReference(bytes: Uint8Array, reader: LineReader): Summary {
    const { summarizer, rejectsLeft } = this.#engine;
    summarizer.begin(rejectsLeft);
    return summarizer.end(reader.read(bytes, 0, bytes.length, this.#plan.futureLimit(), summarizer));
  }

  #adapt({ open, amended }: Summary, sliceLength: number): void {
    const buckets = open.size + amended.size;
    if (buckets > MANY_BUCKETS) this.#size = Math.max(LEAST, this.#size >> 1);
    else if (buckets < FEW_BUCKETS && this.#size < sliceLength) this.#size *= 2;
  }
}

/** Where the lines that begin at `start` and take about `size` bytes end. */
function endOfPiece(bytes: Uint8Array, start: number, size: number): number {
  if (start + size >= bytes.length) return bytes.length;
  const end = bytes.lastIndexOf(LF, start + size - 1) + 1;
  return end > start ? end : bytes.indexOf(LF, start) + 1;
}
