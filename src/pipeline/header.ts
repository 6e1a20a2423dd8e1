// Role: takes the first line off an input. Used by `open_inputs.ts`; what the line means is its format's business.

import { LONGEST_LINE } from "../domain/reject.ts";
import type { InputFile } from "../host.ts";
import { readUnlessStopped } from "./slice.ts";

/** The first line of an input. */
export interface Header {
  /** Without its line ending. */
  readonly line: Uint8Array;
  /** With it. */
  readonly bytes: Uint8Array;
  /** What was read beyond it. */
  readonly after: Uint8Array;
}

const LF = 0x0a, CR = 0x0d;

/**
 * Reads up to the first line feed. Null where the input is empty, has no line feed and is not known to be finished, or
 * where reading was stopped.
 */
export async function readHeader(
  file: InputFile,
  finished: boolean,
  stop: AbortSignal,
): Promise<Header | null> {
  const block = new Uint8Array(LONGEST_LINE + 2);
  const header = (end: number, next: number, filled: number): Header => ({
    line: block.slice(0, end),
    bytes: block.slice(0, next),
    after: block.slice(next, filled),
  });
  const lineEnd = (end: number): number => end > 0 && block[end - 1] === CR ? end - 1 : end;
  let filled = 0;
  while (filled < block.length) {
    const count = await readUnlessStopped(file, block.subarray(filled), stop);
    if (count === "stopped") return null;
    if (count === null) return finished && filled > 0 ? header(lineEnd(filled), filled, filled) : null;
    const found = block.subarray(filled, filled + count).indexOf(LF);
    if (found >= 0) {
      const line = filled + found;
      return header(lineEnd(line), line + 1, filled + count);
    }
    filled += count;
  }
  // No header is this long; the format says so better.
  return header(filled, filled, filled);
}
