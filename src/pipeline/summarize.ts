// Role: slices → summaries: parses and adds up. Between `read.ts` (or `pace.ts`) and `bucket.ts`.

import { KEPT_REJECTS } from "../domain/reject.ts";
import type { Summary } from "../domain/summary.ts";
import type { Engine } from "./engine.ts";
import type { Plan } from "./plan.ts";
import type { Read } from "./read.ts";

/** A slice and what it adds. */
export interface Summarized extends Read {
  /** What its records add. */
  readonly summary: Summary;
}

/** Adds each slice up, in order. */
export async function* summarize(
  slices: AsyncIterable<Read>,
  engine: Engine,
  plan: Plan,
): AsyncGenerator<Summarized, void> {
  let kept = 0;
  for await (const { input, slice, silence } of slices) {
    engine.summarizer.begin(KEPT_REJECTS - kept);
    const lines = input.reader!.read(slice.bytes, 0, slice.bytes.length, plan.newest(), engine.summarizer);
    const summary = engine.summarizer.end(lines);
    kept += summary.rejects.length;
    engine.first ??= summary.first;
    engine.latest = summary.latest;
    yield { input, slice, silence, summary };
  }
}
