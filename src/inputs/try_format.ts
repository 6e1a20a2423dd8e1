// Role: what a format makes of the first lines of an input, whatever the input is read as.

import { dateLimits } from "../domain/counting/date_limits.ts";
import { LONGEST_LINE } from "../domain/reject.ts";
import type { Beginning, LogFormat, Misfit } from "../formats/format.ts";
import { eachLine } from "../formats/record_lines.ts";
import { type Expected, readBeginningOf } from "./beginning.ts";
import type { Input } from "./input.ts";

/** What a format makes of some lines. */
export interface Trial {
  readonly format: LogFormat;
  /** Lines that are records of it. */
  readonly accepted: number;
  /** Lines that are none. */
  readonly rejected: number;
  /** Why the first line that is not empty is none of it; null where it is one. */
  readonly misfit: Misfit | null;
}

const LF = 0x0a;

/**
 * The whole lines in the first bytes of an input, at most so many bytes, or in those from a byte offset on. Moves a file that can be
 * sought; of a stream there are the first ones only.
 */
export async function firstLines({ file, first }: Input, size: number, from = 0): Promise<Uint8Array> {
  let bytes = first;
  if (file.size !== null) {
    file.seek(from);
    bytes = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      const count = await file.read(bytes.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    bytes = bytes.subarray(0, filled);
  }
  const end = bytes.lastIndexOf(LF, size - 1) + 1;
  // One line that is not ended is better than none.
  return end > 0 ? bytes.subarray(0, end) : bytes.length > 0 ? Uint8Array.of(...bytes, LF) : bytes;
}

/** The first that something says of whole lines, one by one; null where it says nothing of any. */
export function firstSaid(
  lines: Uint8Array,
  say: ((line: Uint8Array) => string | null) | undefined,
): string | null {
  if (say === undefined) return null;
  let found: string | null = null;
  eachLine(lines, 0, lines.length, (first, last) => {
    if (last - first <= LONGEST_LINE) found ??= say(lines.subarray(first, last));
  });
  return found;
}

/** What the line that has decided begins; null where none has. */
export function begunBy({ reading }: Pick<Input, "reading">): Beginning | null {
  const begun = reading?.line ? reading.format.begin(reading.line, reading.options) : null;
  return begun !== null && "reader" in begun ? begun : null;
}

/** What a format makes of whole lines. `newest` is the largest time that is not "future". */
export function tryFormat(lines: Uint8Array, format: LogFormat, expected: Expected, newest: number): Trial {
  const { reader, header, misfit } = readBeginningOf(lines, { ...expected, format });
  let accepted = 0, rejected = 0;
  if (reader === null) {
    for (let at = 0; at < lines.length; at = lines.indexOf(LF, at) + 1) rejected++;
  } else {
    const sink = { accept: () => void accepted++, reject: () => void rejected++ };
    reader.read(lines, header.length, lines.length, dateLimits(newest), sink);
  }
  return { format, accepted, rejected, misfit };
}

/** The other formats by what they make of the lines, the nearest first. */
export function otherFormats(
  lines: Uint8Array,
  formats: readonly LogFormat[],
  except: LogFormat | null,
  expected: Expected,
  newest: number,
): Trial[] {
  return formats.filter(({ name }) => name !== except?.name)
    .map((format) => tryFormat(lines, format, expected, newest))
    .sort((a, b) => b.accepted - a.accepted || (a.accepted > 0 ? 0 : fittingOf(b) - fittingOf(a)));
}

function fittingOf({ misfit }: Trial): number {
  return misfit?.fitting ?? 0;
}
