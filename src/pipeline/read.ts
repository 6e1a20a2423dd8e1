// Role: first stage of the walk: inputs → slices of whole lines. Next: `pace.ts` or `summarize.ts`.

import type { Host } from "../host.ts";
import type { Input } from "./input.ts";
import { type Slice, slicesOf } from "./slice.ts";

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
