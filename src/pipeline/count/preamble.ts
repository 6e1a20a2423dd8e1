// Role: counts the lines in front of a header as rejects, together with the first records behind it.

import type { Input } from "../../inputs/input.ts";
import { preambleOf } from "../../inputs/preamble.ts";
import type { CountedPiece } from "./slices.ts";
import type { CountTools } from "./tools.ts";
import type { Engine } from "../engine.ts";

/** Whether such lines of an input are not counted yet. */
export function hasPreamble(input: Input): boolean {
  return input.isNew && preambleOf(input).length > 0;
}

/** The pieces of an input, the first of them with what is in front of its header. */
export async function* withPreamble(
  pieces: AsyncIterable<CountedPiece>,
  input: Input,
  { engine }: CountTools,
): AsyncGenerator<CountedPiece, void> {
  for await (const piece of pieces) {
    if (hasPreamble(input)) addPreamble(piece, input, engine);
    input.isNew = false;
    yield piece;
  }
}

/** Adds them as rejects, whose places are relative to where the piece begins: behind the header. */
function addPreamble({ summary, start }: CountedPiece, input: Input, engine: Engine): void {
  const { header } = input, { rejected, rejects } = summary, kept: typeof rejects = [];
  const left = engine.rejectsLeft(input);
  for (const { reason, start: from, end, line } of preambleOf(input)) {
    rejected[reason] = (rejected[reason] ?? 0) + 1;
    if (kept.length >= left) continue;
    const place = { line: line - start.lines, offset: from - header.length };
    kept.push({ reason, ...place, sample: engine.summarizer.sample(header, from, end) });
  }
  rejects.unshift(...kept);
  engine.noteKept(input, kept.length);
}
