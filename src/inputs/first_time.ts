// Role: where the times of inputs and logs begin, by which they are put into order, and about where they end.

import { dateLimits } from "../domain/counting/date_limits.ts";
import { LogClock, type LogClockOptions, type LogClockState } from "../domain/counting/log_clock.ts";
import type { RecordSink } from "../formats/format.ts";
import { isInflateError } from "./bytes/compressed_file.ts";
import { type Input, readerAhead } from "./input.ts";
import { slicesOf } from "./bytes/slice.ts";

const BLOCK = 1 << 16;
const LF = 0x0a;

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
  input: Input,
  options: TimeOptions,
): Promise<{ first: number; largest: number }> {
  const clock = new LogClock(options);
  if (input.file.size !== null) {
    await readAhead(input, input.bodyOffset, input.directives, clock, options.newest);
  }
  const { begins, candidate, latest } = clock.state;
  return { first: begins ?? candidate ?? Infinity, largest: latest ?? candidate ?? Infinity };
}

/**
 * Where a log begins whose clock stands so before its inputs, each of which is read from its start on; null where there is no
 * accepted record, −Infinity where a stream would have to be read for it.
 */
export async function beginningOf(
  inputs: readonly Input[],
  state: LogClockState,
  options: TimeOptions,
): Promise<number | null> {
  const clock = new LogClock(options, state);
  for (const input of inputs) {
    if (clock.begins !== null) break;
    if (input.file.size === null) return -Infinity;
    const { offset, directives } = input.start;
    await readAhead(input, offset, directives, clock, options.newest);
  }
  return clock.begins ?? clock.state.candidate;
}

/** About how far a plain file reaches: the event time of its last 64 KiB; null where that is not known. */
export async function endOf(
  input: Input,
  options: TimeOptions,
): Promise<number | null> {
  const { file, bodyOffset } = input,
    { size, seekable } = file,
    reader = readerAhead(input, input.start.directives);
  if (size === null || reader === null || seekable === undefined) return null;
  const clock = new LogClock(options), bytes = new Uint8Array(BLOCK);
  const sink: RecordSink = { accept: ({ time }) => void clock.observe(time), reject: () => {} };
  file.seek(Math.max(bodyOffset, size - BLOCK));
  const filled = await file.read(bytes) ?? 0;
  const start = bytes.subarray(0, filled).indexOf(LF) + 1,
    end = bytes.subarray(0, filled).lastIndexOf(LF) + 1;
  if (end > start) reader.read(bytes, start, end, dateLimits(options.newest), sink);
  const { latest, candidate } = clock.state;
  return latest ?? candidate;
}

/** Lets a clock observe an input from a byte offset on until it is set. */
async function readAhead(
  input: Input,
  from: number,
  directives: string | null,
  clock: LogClock,
  newest: number,
): Promise<void> {
  const { file, finished } = input, reader = readerAhead(input, directives);
  if (reader === null) return;
  const sink: RecordSink = { accept: ({ time }) => void clock.observe(time), reject: () => {} };
  const never = new AbortController().signal;
  file.seek(from);
  try {
    for await (const { bytes, unfinished } of slicesOf(file, from, BLOCK, never)) {
      if (unfinished && !finished) break;
      reader.read(bytes, 0, bytes.length, dateLimits(newest), sink);
      if (clock.begins !== null) break;
    }
  } catch (error) {
    if (!isInflateError(error)) throw error;
  }
}
