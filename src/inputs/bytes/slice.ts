// Role: whole lines of one input as bytes, and how an input of any size becomes slices of bounded size.

import type { Crc32 } from "../../checksum/crc32.ts";
import type { InputFile } from "../../host/host.ts";
import { LONGEST_LINE } from "../../domain/reject.ts";

/** What identifies a slice of at least 4096 bytes of which only the beginning is kept. */
export interface Rest {
  /** The last 4096 bytes of the slice. */
  readonly tail: Uint8Array;
  /** CRC-32 of all its bytes. */
  readonly crc: number;
}

/** Whole lines of one input. */
export interface Slice {
  /** Borrowed: the same buffer is filled again for the next slice. Every line ends with a line feed. */
  readonly bytes: Uint8Array;
  /** Offset of the first byte in the input. */
  readonly offset: number;
  /** Offset after the last byte in the input. */
  readonly next: number;
  /** Set where `bytes` holds only the beginning: of a line that is too long, or of a range that a thread has read. */
  readonly rest: Rest | null;
  /** Whether the input ends here without a line feed (one has been added to `bytes`). */
  readonly unfinished: boolean;
}

const LF = 0x0a;
const NOTHING = new Uint8Array(0);
/** A line of this many bytes without its line feed is too long, whether or not a carriage return ends it. */
const CUT = LONGEST_LINE + 2;
/** Bytes of a slice's end that identify it. */
const TAIL = 4096;
/** Bytes before the place of a read that tell whether the file is still the same. */
export const GUARD = 64;

/**
 * Cuts an input, from its current place at `offset` to its end, into slices of at most `size` bytes plus one line. A file in
 * which others read meanwhile is moved to its place before each read.
 * Memory is bounded whatever the input holds: of a line that is too long only the beginning is given.
 *
 * Ends, between two reads, once `stop` is aborted. Errors of reading pass through. `crc32` is for lines that are cut;
 * without it their checksums are wrong. `before` are some bytes that lie before `offset`, `first` some with which the file begins:
 * where a plain file no longer holds them there, or those of an earlier read, it was cut and written anew since, and nothing
 * that was read since is given.
 */
export async function* slicesOf(
  file: InputFile,
  offset: number,
  size: number,
  stop: AbortSignal,
  crc32: Crc32 = () => 0,
  before: Uint8Array = NOTHING,
  first: Uint8Array = NOTHING,
): AsyncGenerator<Slice, void> {
  const buffer = new Uint8Array(size + CUT + 1);
  let filled = 0, searched = 0, guard = before, unchecked = first;
  for (;;) {
    const length = searched + buffer.subarray(searched, filled).lastIndexOf(LF) + 1;
    if (length > searched) {
      yield {
        bytes: buffer.subarray(0, length),
        offset,
        next: offset + length,
        rest: null,
        unfinished: false,
      };
      buffer.copyWithin(0, length, filled);
      filled -= length;
      offset += length;
    }
    searched = filled;
    if (filled >= CUT) {
      const cut = await skipLine(file, buffer, filled, offset, stop, crc32);
      if (cut === null) return;
      yield cut.slice;
      offset = cut.slice.next;
      buffer.set(cut.after);
      filled = cut.after.length;
      searched = 0;
      guard = cut.after.slice(-GUARD);
      continue;
    }
    if (file.seekable !== undefined) file.seek(offset + filled);
    const count = await readUnlessStopped(file, buffer.subarray(filled, filled + size), stop);
    if (count === "stopped") return;
    if (count === null) break;
    if (!endsWith(file, offset + filled, guard) || !endsWith(file, unchecked.length, unchecked)) return;
    unchecked = NOTHING;
    filled += count;
    guard = buffer.slice(Math.max(0, filled - GUARD), filled);
  }
  if (filled === 0) return;
  buffer[filled] = LF;
  const bytes = buffer.subarray(0, filled + 1);
  yield { bytes, offset, next: offset + filled, rest: null, unfinished: true };
}

/** Whether a plain file still holds these bytes before a byte offset; of any other input nothing is known. */
function endsWith({ seekable }: InputFile, offset: number, bytes: Uint8Array): boolean {
  if (seekable === undefined || bytes.length === 0) return true;
  const found = new Uint8Array(bytes.length);
  seekable.seekSync(offset - bytes.length, 0);
  for (let filled = 0; filled < found.length;) {
    const count = seekable.readSync(found.subarray(filled));
    if (count === null) return false;
    filled += count;
  }
  return found.every((byte, at) => byte === bytes[at]);
}

/** Reads on to the end of a line whose first `filled` bytes are in `buffer`; null where it was stopped. */
async function skipLine(
  file: InputFile,
  buffer: Uint8Array,
  filled: number,
  offset: number,
  stop: AbortSignal,
  crc32: Crc32,
): Promise<{ slice: Slice; after: Uint8Array } | null> {
  const bytes = buffer.slice(0, CUT + 1);
  bytes[CUT] = LF;
  let tail = buffer.slice(Math.max(0, filled - TAIL), filled), next = offset + filled;
  let crc = crc32(buffer.subarray(0, filled));
  const block = new Uint8Array(Math.max(buffer.length - CUT - 1, 1));
  for (;;) {
    if (file.seekable !== undefined) file.seek(next);
    const count = await readUnlessStopped(file, block, stop);
    if (count === "stopped") return null;
    const found = count === null ? -1 : block.subarray(0, count).indexOf(LF);
    const taken = count === null ? 0 : found < 0 ? count : found + 1;
    tail = lastBytes(tail, block.subarray(0, taken));
    crc = crc32(block.subarray(0, taken), crc);
    next += taken;
    if (count === null || found >= 0) {
      const slice = { bytes, offset, next, rest: { tail, crc }, unfinished: count === null };
      return { slice, after: block.subarray(taken, count ?? 0) };
    }
  }
}

/** The whole lines at [start, end) of a slice's bytes as a slice of their own. */
export function partOf(slice: Slice, start: number, end: number): Slice {
  if (start === 0 && end === slice.bytes.length) return slice;
  const isLast = end === slice.bytes.length;
  return {
    bytes: slice.bytes.subarray(start, end),
    offset: slice.offset + start,
    next: isLast ? slice.next : slice.offset + end,
    rest: slice.rest,
    unfinished: isLast && slice.unfinished,
  };
}

/** The last bytes of two pieces in a row, as many as identify a place. */
export function lastBytes(before: Uint8Array, after: Uint8Array): Uint8Array<ArrayBuffer> {
  if (after.length >= TAIL) return after.slice(after.length - TAIL);
  const kept = before.subarray(Math.max(0, before.length + after.length - TAIL));
  const joined = new Uint8Array(kept.length + after.length);
  joined.set(kept);
  joined.set(after, kept.length);
  return joined;
}

/** Reads, unless `stop` is or becomes aborted; a silent stream keeps no reader waiting then. */
export async function readUnlessStopped(
  file: InputFile,
  into: Uint8Array,
  stop: AbortSignal,
): Promise<number | null | "stopped"> {
  if (stop.aborted) return "stopped";
  // Only a stream can keep a read waiting for ever; a read of a file ends, and stopping waits for it.
  if (file.size !== null) return await file.read(into);
  const stopped = Promise.withResolvers<"stopped">();
  const onStop = (): void => stopped.resolve("stopped");
  stop.addEventListener("abort", onStop, { once: true });
  try {
    return await Promise.race([file.read(into), stopped.promise]);
  } finally {
    stop.removeEventListener("abort", onStop);
  }
}
