// Role: the times of an input's first records, by which the inputs of one source are put into order.

import type { RecordSink } from "../formats/format.ts";
import { isInflateError } from "./bytes/compressed_file.ts";
import type { Input } from "./input.ts";
import { slicesOf } from "./bytes/slice.ts";

const BLOCK = 1 << 16;

/** The time of the first accepted record; Infinity where there is none. See {@link startTimes}. */
export async function firstTime(input: Input, newest: number): Promise<number> {
  return (await startTimes(input, newest)).first;
}

/**
 * The times of the first accepted record and of the newest one in the same 64 KiB. Both are Infinity where there is none,
 * or none before the place where an archive is damaged.
 */
export async function startTimes(
  { file, reader, bodyOffset }: Input,
  newest: number,
): Promise<{ first: number; largest: number }> {
  let first = Infinity, largest = -Infinity;
  const sink: RecordSink = {
    accept: (_bytes, time) => {
      if (first === Infinity) first = time;
      largest = Math.max(largest, time);
    },
    reject: () => {},
  };
  if (reader === null || file.size === null) return { first, largest: first };
  const never = new AbortController().signal;
  file.seek(bodyOffset);
  try {
    for await (const { bytes } of slicesOf(file, bodyOffset, BLOCK, never)) {
      reader.read(bytes, 0, bytes.length, newest, sink);
      if (first !== Infinity) break;
    }
  } catch (error) {
    if (!isInflateError(error)) throw error;
  }
  return { first, largest: first === Infinity ? first : largest };
}
