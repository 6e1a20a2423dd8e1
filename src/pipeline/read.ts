// Role: first stage of the walk: inputs → slices of whole lines. Next: `pace.ts` or `summarize.ts`.

import type { Host } from "../host/host.ts";
import { partOf, type Slice, slicesOf } from "../inputs/bytes/slice.ts";
import type { Input } from "../inputs/input.ts";

/** Bytes read at once. */
export const SLICE: number = 4 << 20;

/** A slice and where it comes from. */
export interface Read {
  /** The input, null with an empty slice; its `offset` and `lines` are those before the slice. */
  readonly input: Input | null;
  /** Whole lines; none where all that is to tell is that everything has been read (`follow.ts`). */
  readonly slice: Slice;
  /** With an empty slice, seconds for which nothing has come; else 0. */
  readonly silence: number;
}

/**
 * Reads each input from its offset to its end. An unfinished last line is left for the next run, and its length
 * noted in the input, unless the input is known to be finished. Ends early, but with whole lines, once the host's
 * stop signal is aborted.
 */
export async function* read(inputs: readonly Input[], host: Host): AsyncGenerator<Read, void> {
  const stop = host.stopSignal();
  for (const input of inputs) {
    if (stop.aborted) return;
    if (input.reader === null) {
      input.pending = input.file.size ?? 0;
      continue;
    }
    const slices = slicesOf(
      input.file,
      input.offset,
      host.sliceBytes ?? SLICE,
      stop,
      input.consumed,
    );
    for await (const slice of slices) {
      if (slice.unfinished && !input.finished) input.pending = slice.next - slice.offset;
      else yield { input, slice, silence: 0 };
    }
  }
}

const LF = 0x0a;

/**
 * The lines of an input from its offset on that begin before the byte offset `end`. Ends early where the input does, with
 * whole lines, and between two reads once the host's stop signal is aborted.
 */
export async function* readRange(input: Input, end: number, host: Host): AsyncGenerator<Read, void> {
  // A long line may have led beyond it.
  if (input.offset >= end) return;
  input.file.seek(input.offset);
  const size = host.sliceBytes ?? SLICE;
  for await (const slice of slicesOf(input.file, input.offset, size, host.stopSignal(), input.consumed)) {
    // Whether it is a record is decided by `read.ts`, once nothing else is left.
    if (slice.unfinished) return;
    const length = lengthBefore(slice, end);
    yield { input, slice: partOf(slice, 0, length), silence: 0 };
    if (slice.next >= end) return;
  }
}

/** Bytes of a slice that belong to lines which begin before a byte offset. At least its first line does. */
function lengthBefore({ bytes, offset, next, rest }: Slice, end: number): number {
  if (next <= end || rest !== null) return bytes.length;
  return bytes.indexOf(LF, end - 1 - offset) + 1;
}
