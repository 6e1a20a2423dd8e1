// Role: the lines in front of a header, which are no records: messages of a start, comments, another program's output.

import { LONGEST_LINE, type RejectReason } from "../domain/reject.ts";
import { markOf } from "./beginning.ts";
import type { Input } from "./input.ts";

const LF = 0x0a, CR = 0x0d;

/** A line in front of the header. */
export interface PreambleLine {
  /** Its place in the bytes of {@link Input.header}, without the line ending. */
  readonly start: number;
  readonly end: number;
  /** Lines before it. */
  readonly line: number;
  /** Why it is no record. */
  readonly reason: RejectReason;
}

/** Those of an input that are not empty, in their order. The header itself is the last line of what is before the records. */
export function preambleOf({ header }: Pick<Input, "header">): PreambleLine[] {
  const lines: PreambleLine[] = [], body = header.lastIndexOf(LF, header.length - 2) + 1;
  for (let start = markOf(header), line = 0; start < body; line++) {
    const lineFeed = header.indexOf(LF, start), next = lineFeed + 1;
    const end = lineFeed > start && header[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
    if (end > start) {
      lines.push({ start, end, line, reason: end - start > LONGEST_LINE ? "too long" : "format" });
    }
    start = next;
  }
  return lines;
}
