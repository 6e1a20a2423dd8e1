// Role: the time of an input's first record, by which several inputs of one source are put into order. Used by
// `open_inputs.ts`.

import type { RecordSink } from "../formats/format.ts";
import type { Input } from "./input.ts";
import { slicesOf } from "./slice.ts";

const BLOCK = 1 << 16;

/** Reads on until there is an accepted record, and returns to the first line. Infinity where there is none. */
export async function firstTime({ file, reader, bodyOffset }: Input, newest: number): Promise<number> {
  if (reader === null || file.size === null) return Infinity;
  let first = Infinity;
  const sink: RecordSink = {
    accept: (_bytes, time) => {
      if (first === Infinity) first = time;
    },
    reject: () => {},
  };
  const never = new AbortController().signal;
  for await (const { bytes } of slicesOf(file, bodyOffset, BLOCK, never)) {
    reader.read(bytes, 0, bytes.length, newest, sink);
    if (first !== Infinity) break;
  }
  file.seek(bodyOffset);
  return first;
}
