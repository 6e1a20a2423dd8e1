// Role: where the times of inputs and logs begin, by which they are put into order, and about where they end.

import { type DateLimits, dateLimits } from "../domain/counting/date_limits.ts";
import { LogClock, type LogClockOptions, type LogClockState } from "../domain/counting/log_clock.ts";
import type { LineReader, RecordSink } from "../formats/format.ts";
import { isInflateError } from "./bytes/compressed_file.ts";
import { type Input, readerAhead } from "./input.ts";
import { slicesOf } from "./bytes/slice.ts";

const BLOCK = 1 << 16;
/** Bytes that mostly tell where an input begins or ends. */
const LITTLE = 1 << 12;
const LF = 0x0a;

/** What decides about times. */
export interface TimeOptions extends LogClockOptions {
  /** The largest time that is not "future", epoch seconds. */
  readonly newest: number;
}

/** What decides about times, and which records a run leaves out. */
export interface LimitedTimes extends TimeOptions {
  /** See `Plan`. */
  readonly since: number | null;
  readonly until: number | null;
}

/** Where the input begins; Infinity where it has no accepted record. See {@link startTimes}. */
export async function firstTime(input: Input, options: TimeOptions): Promise<number> {
  const { begins, candidate } = (await clockAtStart(input, LITTLE, options)).state;
  return begins ?? candidate ?? Infinity;
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
  const { begins, candidate, latest } = (await clockAtStart(input, BLOCK, options)).state;
  return { first: begins ?? candidate ?? Infinity, largest: latest ?? candidate ?? Infinity };
}

async function clockAtStart(input: Input, size: number, options: TimeOptions): Promise<LogClock> {
  const clock = new LogClock(options);
  if (input.file.size !== null) {
    await readAhead(input, input.bodyOffset, input.directives, clock, { size }, dateLimits(options.newest));
  }
  return clock;
}

/**
 * Where a log begins whose clock stands so before its inputs, each of which is read from its start on; null where there is no
 * accepted record. −Infinity where a stream would have to be read for it, or more than 64 KiB: then the log is to be read
 * before the others, until it has begun.
 */
export async function beginningOf(
  inputs: readonly Input[],
  state: LogClockState,
  options: LimitedTimes,
): Promise<number | null> {
  const clock = new LogClock(options, state), limits = dateLimits(options.newest, options);
  let most = BLOCK;
  for (const input of inputs) {
    if (clock.begins !== null) break;
    if (input.file.size === null || most <= 0) return -Infinity;
    const { offset, directives } = input.start;
    most -= await readAhead(input, offset, directives, clock, { size: LITTLE, most }, limits);
  }
  return clock.begins ?? (most <= 0 ? -Infinity : clock.state.candidate);
}

/** About how far a plain file reaches: the event time of its last lines, within 64 KiB; null where that is not known. */
export async function endOf(input: Input, options: TimeOptions): Promise<number | null> {
  const reader = readerAhead(input, input.start.directives);
  if (input.file.size === null || reader === null || input.file.seekable === undefined) return null;
  return await timeOfLast(LITTLE, input, reader, options) ?? await timeOfLast(BLOCK, input, reader, options);
}

/** The event time of so many bytes at the end of a file. */
async function timeOfLast(
  size: number,
  { file, bodyOffset }: Input,
  reader: LineReader,
  options: TimeOptions,
): Promise<number | null> {
  const clock = new LogClock(options), bytes = new Uint8Array(size);
  const sink: RecordSink = { accept: ({ time }) => void clock.observe(time), reject: () => {} };
  file.seek(Math.max(bodyOffset, file.size! - size));
  const filled = await file.read(bytes) ?? 0;
  const start = bytes.subarray(0, filled).indexOf(LF) + 1,
    end = bytes.subarray(0, filled).lastIndexOf(LF) + 1;
  if (end > start) reader.read(bytes, start, end, dateLimits(options.newest), sink);
  const { latest, candidate } = clock.state;
  return latest ?? candidate;
}

/**
 * Lets a clock observe an input from a byte offset on, so many bytes at a time, until it is set or at least `most` bytes are
 * read; returns how many are.
 */
async function readAhead(
  input: Input,
  from: number,
  directives: string | null,
  clock: LogClock,
  { size, most = Infinity }: { readonly size: number; readonly most?: number },
  limits: DateLimits,
): Promise<number> {
  const { file, finished } = input, reader = readerAhead(input, directives);
  if (reader === null) return 0;
  const sink: RecordSink = { accept: ({ time }) => void clock.observe(time), reject: () => {} };
  const never = new AbortController().signal;
  let read = 0;
  file.seek(from);
  try {
    for await (const { bytes, next, unfinished } of slicesOf(file, from, size, never)) {
      if (unfinished && !finished) break;
      reader.read(bytes, 0, bytes.length, limits, sink);
      read = next - from;
      if (clock.begins !== null || read >= most) break;
    }
  } catch (error) {
    if (!isInflateError(error)) throw error;
  }
  return read;
}
