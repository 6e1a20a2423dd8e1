// Role: how far an input has been read, as a value that moves on from piece to piece and from run to run.

import type { Crc32 } from "../checksum/crc32.ts";
import type { Fingerprint } from "./bytes/fingerprint.ts";
import type { Slice } from "./bytes/slice.ts";

/** How far an input has been read. It stands at the beginning of a line. */
export interface Cursor {
  /** Bytes consumed. */
  readonly offset: number;
  /** Lines consumed, the header among them. */
  readonly lines: number;
  /** What identifies the consumed bytes. */
  readonly fingerprint: Fingerprint;
}

/** The cursor after the next slice, which holds so many lines. */
export function cursorAfter(
  { lines, fingerprint }: Cursor,
  slice: Slice,
  more: number,
  crc32: Crc32,
): Cursor {
  return { offset: slice.next, lines: lines + more, fingerprint: fingerprint.after(slice, crc32) };
}
