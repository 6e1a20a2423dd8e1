// Role: slices → summaries: parses and adds up. Between `read.ts` (or `pace.ts`) and `bucket.ts`.

import { KEPT_REJECTS } from "../domain/reject.ts";
import type { Summary } from "../domain/summary.ts";
import type { Engine } from "./engine.ts";
import type { Plan } from "./plan.ts";
import type { Read } from "./read.ts";
import { part } from "./slice.ts";

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

/**
 * Adds each slice up, in order; in pieces, where it holds many buckets, so that memory is bounded however quiet the log
 * is. The sizes of the pieces do not show in the results.
 */
export async function* summarize(
  slices: AsyncIterable<Read>,
  engine: Engine,
  plan: Plan,
): AsyncGenerator<Summarized, void> {
  let kept = 0, size = FIRST;
  for await (const { input, slice, silence } of slices) {
    let start = 0;
    do {
      const piece = part(slice, start, endOfPiece(slice.bytes, start, size));
      start += piece.bytes.length;
      engine.summarizer.begin(KEPT_REJECTS - kept);
      const lines = input.reader!.read(piece.bytes, 0, piece.bytes.length, plan.newest(), engine.summarizer);
      const summary = engine.summarizer.end(lines);
      kept += summary.rejects.length;
      engine.first ??= summary.first;
      engine.latest = summary.latest;
      const buckets = summary.open.size + summary.amended.size;
      if (buckets > MANY_BUCKETS) size = Math.max(LEAST, size >> 1);
      else if (buckets < FEW_BUCKETS && size < slice.bytes.length) size *= 2;
      yield { input, slice: piece, silence, summary };
    } while (start < slice.bytes.length);
  }
}

/** Where the lines that begin at `start` and take about `size` bytes end. */
function endOfPiece(bytes: Uint8Array, start: number, size: number): number {
  if (start + size >= bytes.length) return bytes.length;
  const end = bytes.lastIndexOf(LF, start + size - 1) + 1;
  return end > start ? end : bytes.indexOf(LF, start) + 1;
}
