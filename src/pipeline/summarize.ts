// Role: slices → summaries: parses and adds up. Between `read.ts` (or `pace.ts`) and `bucket.ts`.

import { KEPT_REJECTS } from "../domain/reject.ts";
import type { Summary } from "../domain/counting/summary.ts";
import { mergePartials, SummaryMerger } from "../kernel/summary/unpack.ts";
import { Kernels } from "../kernel/kernel.ts";
import type { LineReader } from "../formats/format.ts";
import type { Engine } from "./engine.ts";
import type { Plan } from "../plan.ts";
import type { Read } from "./read.ts";
import { partOf } from "../inputs/bytes/slice.ts";

/** A slice and what it adds. */
export interface Summarized extends Read {
  /** What its records add. */
  readonly summary: Summary;
}

const LF = 0x0a;
/** A summary of so many buckets is too large, one of so few could be larger. */
const MANY_BUCKETS = 400, FEW_BUCKETS = 100;
/** Bytes of the smallest piece, and of the first. */
const LEAST = 1 << 12, FIRST = 1 << 16;
/** Bytes of a piece below which the kernel's beginning and ending a summary takes longer than it saves. */
const WORTH_KERNEL = 1 << 14;

/**
 * Adds each slice up, in order; in pieces, where it holds many buckets, so that memory is bounded however quiet the log
 * is. Neither the sizes of the pieces nor who adds them up, the kernel or the reference, shows in the results.
 */
export async function* summarize(
  slices: AsyncIterable<Read>,
  engine: Engine,
  plan: Plan,
): AsyncGenerator<Summarized, void> {
  using kernels = new Kernels(plan, !plan.reference);
  const adopter = new SummaryMerger();
  let size = FIRST;
  for await (const { input, slice, silence } of slices) {
    const reader = input?.reader ?? null;
    let start = 0;
    do {
      const piece = partOf(slice, start, endOfPiece(slice.bytes, start, size));
      start += piece.bytes.length;
      const summary = await fastSummary(piece.bytes, reader, engine, plan, kernels, adopter) ??
        referenceSummary(piece.bytes, reader, engine, plan);
      engine.keptRejects += summary.rejects.length;
      engine.first ??= summary.first;
      engine.latest = summary.latest;
      const buckets = summary.open.size + summary.amended.size;
      if (buckets > MANY_BUCKETS) size = Math.max(LEAST, size >> 1);
      else if (buckets < FEW_BUCKETS && size < slice.bytes.length) size *= 2;
      yield { input, slice: piece, silence, summary };
    } while (start < slice.bytes.length);
  }
}

/** What the kernel makes of whole lines; null where it had better not be asked. */
async function fastSummary(
  bytes: Uint8Array,
  reader: LineReader | null,
  engine: Engine,
  plan: Plan,
  kernels: Kernels,
  adopter: SummaryMerger,
): Promise<Summary | null> {
  const kernel = bytes.length < WORTH_KERNEL ? null : await kernels.for(reader!);
  if (kernel === null) return null;
  const kept = KEPT_REJECTS - engine.keptRejects;
  const local = kernel.summarize(bytes, engine.latest, plan.futureLimit(), kept, adopter);
  const summary = mergePartials([adopter.translate(local)], engine.names, engine.latest, kept);
  engine.summarizer.latest = summary.latest ?? -Infinity;
  return summary;
}

function referenceSummary(bytes: Uint8Array, reader: LineReader | null, engine: Engine, plan: Plan): Summary {
  engine.summarizer.begin(KEPT_REJECTS - engine.keptRejects);
  // Where nothing has come (`follow.ts`), there is nobody to read it.
  const lines = reader?.read(bytes, 0, bytes.length, plan.futureLimit(), engine.summarizer) ?? 0;
  return engine.summarizer.end(lines);
}

/** Where the lines that begin at `start` and take about `size` bytes end. */
function endOfPiece(bytes: Uint8Array, start: number, size: number): number {
  if (start + size >= bytes.length) return bytes.length;
  const end = bytes.lastIndexOf(LF, start + size - 1) + 1;
  return end > start ? end : bytes.indexOf(LF, start) + 1;
}
