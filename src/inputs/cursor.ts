// Role: how far an input has been read, as a value that moves on from piece to piece and from run to run.

import type { Crc32 } from "../checksum/crc32.ts";
import type { LineReader } from "../formats/format.ts";
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
  /** What earlier lines say about the next ones, see `LineReader.directives`; null where lines do not depend on others. */
  readonly directives: string | null;
}

/** The cursor after the next slice, which holds so many lines and has been read with this reader. */
export function cursorAfter(
  { lines, fingerprint }: Cursor,
  slice: Slice,
  more: number,
  { reader, crc32 }: { readonly reader: LineReader | null; readonly crc32: Crc32 },
): Cursor {
  return {
    offset: slice.next,
    lines: lines + more,
    fingerprint: fingerprint.after(slice, crc32),
    directives: reader?.directives ?? null,
  };
}
