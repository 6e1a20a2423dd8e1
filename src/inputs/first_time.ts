// Role: where the times of an input begin, by which the inputs of one source are put into order.

import { dateLimits } from "../domain/counting/date_limits.ts";
import { LogClock, type LogClockOptions } from "../domain/counting/log_clock.ts";
import type { RecordSink } from "../formats/format.ts";
import { isInflateError } from "./bytes/compressed_file.ts";
import type { Input } from "./input.ts";
import { slicesOf } from "./bytes/slice.ts";

const BLOCK = 1 << 16;

/** What decides about times. */
export interface TimeOptions extends LogClockOptions {
  /** The largest time that is not "future", epoch seconds. */
  readonly newest: number;
}

/** Where the input begins; Infinity where it has no accepted record. See {@link startTimes}. */
export async function firstTime(input: Input, options: TimeOptions): Promise<number> {
  return (await startTimes(input, options)).first;
}

/**
 * Where the input begins, that is the time of its first record unless that is an outlier, and the event time that it reaches
 * in the same 64 KiB. Both are Infinity where there is no accepted record, or none before the place where an archive is
 * damaged.
 */
export async function startTimes(
  { file, reader, bodyOffset, finished }: Input,
  { newest, ...options }: TimeOptions,
): Promise<{ first: number; largest: number }> {
  const clock = new LogClock(options);
  const sink: RecordSink = { accept: (_bytes, time) => void clock.observe(time), reject: () => {} };
  if (reader === null || file.size === null) return { first: Infinity, largest: Infinity };
  const never = new AbortController().signal;
  file.seek(bodyOffset);
  try {
    for await (const { bytes, unfinished } of slicesOf(file, bodyOffset, BLOCK, never)) {
      if (unfinished && !finished) break;
      reader.read(bytes, 0, bytes.length, dateLimits(newest), sink);
      if (clock.begins !== null) break;
    }
  } catch (error) {
    if (!isInflateError(error)) throw error;
  }
  const { begins, candidate, latest } = clock.state;
  return { first: begins ?? candidate ?? Infinity, largest: latest ?? candidate ?? Infinity };
}
