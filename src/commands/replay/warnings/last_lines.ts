// Role: finds that the last lines of a log are of another form than its first one: something stands in front, as its shipper was changed, or the
// output of another tool was appended, or its server writes a field more. They may fit the form of the log, and are then counted under
// clients that are none, or without what stands behind.

import { Problem } from "../../../domain/problem.ts";
import { LONGEST_LINE } from "../../../domain/reject.ts";
import { detect } from "../../../formats/mod.ts";
import type { Reading } from "../../../inputs/beginning.ts";
import type { Input } from "../../../inputs/input.ts";
import { firstLines } from "../../../inputs/try_format.ts";
import { printable } from "../../../render/text/printable.ts";

/** Bytes at the end of a log that are read, and lines of them that are looked at. */
const READ = 1 << 13, LINES = 7;

/** So many of them tell more than a client that has sent something odd. */
const FEWEST = 3;

/** Logs of a run that are looked at. */
const LOGS = 20;

const LF = 0x0a, CR = 0x0d;

/** A log whose last lines are of another form. */
export interface FormChange {
  /** The number of the input. */
  readonly id: number;
  /** What to warn of. */
  readonly text: string;
}

/** The first of those of which this run has read something that is of another form; null where none is. Moves the files. */
export async function changedLines(
  inputs: readonly Input[],
  isRead: (input: Input) => boolean,
): Promise<FormChange | null> {
  for (const input of inputs.filter((input) => isLookedAt(input) && isRead(input)).slice(0, LOGS)) {
    const { id, path } = input;
    const lines = await lastLines(input).catch(nothing), found = whatIsInFront(input.reading!, lines);
    if (found !== null) {
      const text =
        `the last lines of "${
          printable(path)
        }" have something in front that its first one has not, and are counted with it where they ` +
        `fit: ${printable(found)}. ${WAY_OUT}`;
      return { id, text };
    }
    const before = partBefore(input, inputs)?.reading ?? input.reading!;
    const unread = whatIsUnread(input.reading!, lines, before.line);
    if (unread !== null) {
      const text = `the last lines of "${printable(path)}" are not written as the first one of the log: ${
        printable(unread)
      }. ${WAY_OUT}`;
      return { id, text };
    }
  }
  return null;
}

const WAY_OUT = "Give the log another --source from there on, and its format is found anew.";

/** Files that can be sought and that say how they are read. */
function isLookedAt({ file, inflated, reading }: Input): boolean {
  return file.size !== null && inflated === null && reading !== null && reading.line !== null;
}

/** The part of the same log before this one, which may be read already; null where it is not there. */
export function partBefore(input: Input, inputs: readonly Input[]): Input | null {
  const before = inputs[inputs.indexOf(input) - 1];
  return before?.log === input.log && before.file.size !== null ? before : null;
}

/** No run ends by it: a file that cannot be read any more is named where its lines are read. */
function nothing(): Uint8Array[] {
  return [];
}

async function lastLines(input: Input): Promise<Uint8Array[]> {
  const from = Math.max(input.bodyOffset, input.file.size! - READ),
    bytes = await firstLines(input, READ, from);
  const lines: Uint8Array[] = [];
  // The first one is a rest.
  for (let at = from > input.bodyOffset ? bytes.indexOf(LF) + 1 : 0; at < bytes.length;) {
    const lineFeed = bytes.indexOf(LF, at), end = bytes[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
    if (end > at && end - at <= LONGEST_LINE) lines.push(bytes.slice(at, end));
    at = lineFeed + 1;
  }
  return lines.slice(-LINES);
}

/** What is in front of most lines; null where nothing is, or where something is in front of the first line, too. */
function whatIsInFront(reading: Reading, lines: readonly Uint8Array[]): string | null {
  const found: string[] = [];
  for (const [at, line] of lines.toReversed().entries()) {
    const what = inFrontOf(reading, line);
    if (what !== null) found.push(what);
    // In nearly every log nothing is, and to look takes a while.
    if (2 * (at + 1 - found.length) >= lines.length) return null;
  }
  if (found.length < FEWEST) return null;
  const first = reading.format.begin(reading.line!, reading.options);
  return "reader" in first && first.around === undefined ? found[0] : null;
}

/** What is said of most lines where a log begins with one of them, and is not said of its first line; null where nothing is. */
function whatIsUnread(
  { format, options }: Reading,
  lines: readonly Uint8Array[],
  first: Uint8Array | null,
): string | null {
  const warningOf = (line: Uint8Array): string | null => {
    try {
      const begun = format.begin(line, options);
      return "reader" in begun ? begun.warning ?? null : null;
    } catch (error) {
      if (error instanceof Problem) return null;
      throw error;
    }
  };
  const found = lines.map(warningOf).filter((text) => text !== null);
  if (
    found.length < FEWEST || found.length * 2 <= lines.length || first === null || warningOf(first) !== null
  ) return null;
  return found[0].replace(/ in the first line.*$/s, "");
}

/** What is in front of a line that was read; null where nothing is. */
function inFrontOf({ format, options }: Reading, line: Uint8Array): string | null {
  try {
    const begun = format.begin(line, options);
    if ("reader" in begun) return begun.around?.join(", ") ?? null;
    if (begun.isInFront === true) return begun.failed.split(";")[0];
    // As a format of its own it may be behind an unknown text.
    const other = detect(line, options);
    const isSame = "beginning" in other && other.format.name === format.name;
    return isSame ? other.beginning.around?.join(", ") ?? null : null;
  } catch (error) {
    // A time without a zone among others.
    if (error instanceof Problem) return null;
    throw error;
  }
}
