// Role: how far an input has been read, as a value that moves on from piece to piece and from run to run.

import type { Crc32 } from "../checksum/crc32.ts";
import type { LineReader, OpenPlace } from "../formats/format.ts";
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
  /** Where the parts of lines lie that wait for their rest, in the input, by stream, see `LineReader.open`; empty where none does. */
  readonly open: readonly (OpenPlace | null)[];
}

/** The cursor after the next slice, which holds so many lines and has been read with this reader. */
export function cursorAfter(
  { lines, fingerprint, open }: Cursor,
  slice: Slice,
  more: number,
  { reader, crc32 }: { readonly reader: LineReader | null; readonly crc32: Crc32 },
): Cursor {
  return {
    offset: slice.next,
    lines: lines + more,
    fingerprint: fingerprint.after(slice, crc32),
    directives: reader?.directives ?? null,
    open: reader?.open?.map((place, stream) => placeOf(place, open[stream] ?? null, slice)) ?? open,
  };
}

/** Where parts lie in the input; null also where they were open in a database of an earlier version, which has their text. */
function placeOf(
  place: Partial<OpenPlace> | null,
  before: OpenPlace | null,
  { offset }: Slice,
): OpenPlace | null {
  if (place === null) return null;
  if (place.from !== undefined) return { from: offset + place.from, to: offset + place.to! };
  return before && { from: before.from, to: place.to === undefined ? before.to : offset + place.to };
}
