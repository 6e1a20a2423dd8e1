// Role: first stage of the walk: the logs → their inputs, one after the other, each as whole lines from wherever the next
// stage wants them.

import type { Host } from "../host/host.ts";
import { partOf, type Slice, slicesOf } from "../inputs/bytes/slice.ts";
import type { Input } from "../inputs/input.ts";

/** Bytes read at once. */
const SLICE = 4 << 20;

/** An input to be read from where it starts, or the news that all logs have been read to their ends. */
export type Read =
  | { readonly input: Input; readonly slices: Slices }
  | { readonly input: null; readonly silence: number };

/**
 * The whole lines of an input from a byte offset on: those that begin before `until`, or else all; with them an unfinished
 * last line, if the input is known to be finished. Ends early, with whole lines, once the host's stop signal is aborted.
 */
export type Slices = (from: number, until?: number) => AsyncIterable<Slice>;

/** Each input in turn. Ends early once the host's stop signal is aborted. */
export async function* read(inputs: readonly Input[], host: Host): AsyncGenerator<Read, void> {
  const stop = host.stopSignal();
  for (const input of inputs) {
    if (stop.aborted) return;
    if (input.reader === null) input.pending = input.file.size ?? 0;
    else yield { input, slices: (from, until) => wholeLines(input, from, until, host) };
  }
}

const LF = 0x0a;

/** See {@link Slices}. The length of an unfinished line that is left for the next run is noted in the input. */
async function* wholeLines(
  input: Input,
  from: number,
  until: number | undefined,
  host: Host,
): AsyncGenerator<Slice, void> {
  const { file, crc32 } = input;
  // A long line may have led beyond it.
  if (until !== undefined && from >= until) return;
  if (file.size !== null) file.seek(from);
  for await (const slice of slicesOf(file, from, host.sliceBytes ?? SLICE, host.stopSignal(), crc32)) {
    if (until === undefined) {
      if (slice.unfinished && !input.finished) input.pending = slice.next - slice.offset;
      else yield slice;
    } else {
      // Whether it is a record is decided where the input is read to its end.
      if (slice.unfinished) return;
      yield partOf(slice, 0, lengthBefore(slice, until));
      if (slice.next >= until) return;
    }
  }
}

/** Bytes of a slice that belong to lines which begin before a byte offset. At least its first line does. */
function lengthBefore({ bytes, offset, next, rest }: Slice, end: number): number {
  if (next <= end || rest !== null) return bytes.length;
  return bytes.indexOf(LF, end - 1 - offset) + 1;
}
