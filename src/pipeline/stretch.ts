// Role: a stretch of an input in slices, where `ranges.ts` has it read one line after the other.

import type { Host } from "../host.ts";
import type { Input } from "./input.ts";
import { type Read, SLICE } from "./read.ts";
import { part, type Slice, slicesOf } from "./slice.ts";

const LF = 0x0a;

/**
 * The lines of an input from its offset on that begin before the byte offset `end`. Ends early where the input does, with
 * whole lines, and between two reads once the host's stop signal is aborted.
 */
export async function* stretch(input: Input, end: number, host: Host): AsyncGenerator<Read, void> {
  // A long line may have led beyond it.
  if (input.offset >= end) return;
  input.file.seek(input.offset);
  const size = host.sliceBytes ?? SLICE;
  for await (const slice of slicesOf(input.file, input.offset, size, host.stopSignal(), input.consumed)) {
    // Whether it is a record is decided by `read.ts`, once nothing else is left.
    if (slice.unfinished) return;
    const length = lengthBefore(slice, end);
    yield { input, slice: part(slice, 0, length), silence: 0 };
    if (slice.next >= end) return;
  }
}

/** Bytes of a slice that belong to lines which begin before a byte offset. At least its first line does. */
function lengthBefore({ bytes, offset, next, rest }: Slice, end: number): number {
  if (next <= end || rest !== null) return bytes.length;
  return bytes.indexOf(LF, end - 1 - offset) + 1;
}
