// Role: which files are copies of others, whole or still being made, and must not be read a second time.

import { areRelated, areTwins, type LogPart } from "./match_positions.ts";
import { FINGERPRINT } from "../bytes/fingerprint.ts";
import { hasRecord, isPrefixOf, isWithin, readStart } from "./identify.ts";
import type { Input } from "../input.ts";

/** Those of `unread`, a part of `parts`, that are a copy of another part or of its beginning; all in order; with what they are copies of. */
export async function copiesAmong(
  unread: readonly LogPart[],
  parts: readonly LogPart[],
): Promise<Map<Input, LogPart>> {
  const copies = new Map<Input, LogPart>();
  const isUnread = new Set(unread.map(({ input }) => input));
  const starts = new Map<Input, Uint8Array | null>();
  const startOf = async (input: Input): Promise<Uint8Array | null> => {
    if (!starts.has(input)) starts.set(input, await readStart(input));
    return starts.get(input)!;
  };
  const isCopy = async (part: LogPart, other: LogPart, isLater: boolean): Promise<boolean> => {
    const [start, otherStart] = [await startOf(part.input), await startOf(other.input)];
    if (start === null || otherStart === null || !beginsWith(otherStart, start)) return false;
    const { inflated, file } = other.input;
    if (inflated !== null && file.size === 0 && !await inflated.measure()) return false;
    const isWhole = part.input.file.size === file.size;
    const mayBeShorter = isLater || part.group !== other.group || areTwins(part.input, other.input);
    return (isWhole || mayBeShorter) && await isPrefixOf(part.input, other.input);
  };
  // What has a header alone is no copy of what begins with the same one.
  const holding = new Set<Input>();
  for (const { input } of parts) {
    const { file: { size }, inflated } = input;
    if (holdsRecords(input) && (inflated !== null || await hasRecord(input, size ?? 0))) holding.add(input);
  }
  for (const part of unread.filter(({ input }) => holding.has(input))) {
    let isLater = false;
    for (const other of parts) {
      isLater ||= other === part;
      // Of thousands of files nearly all differ in their first bytes, which are known by then.
      const start = starts.get(part.input), otherStart = starts.get(other.input);
      if (start && otherStart && !beginsWith(otherStart, start)) continue;
      if (other === part || copies.has(other.input) || !holding.has(other.input)) continue;
      // A log of another group that was read is no copy of a file that has not been.
      const isLaterOf = areRelated(part, other) ? isLater : isLater && isUnread.has(other.input);
      if (mayBeCopy(part, other, isLaterOf) && await isCopy(part, other, isLater)) {
        copies.set(part.input, other);
        break;
      }
    }
  }
  for (const whole of parts.filter((part) => isUnread.has(part.input) || isBegun(part))) {
    const first = [...copies].filter(([, of]) => of === whole).map(([copy]) => copy.file.size ?? 0);
    // Or it was read up to there, as the logs themselves were.
    await addJoined(whole, Math.max(isBegun(whole) ? whole.input.start.offset : 0, ...first), unread, copies);
  }
  return copies;
}

function isBegun({ input: { start, bodyOffset } }: LogPart): boolean {
  return start.offset > bodyOffset;
}

/** Adds the logs that follow from a byte offset on in a file into which logs were put together. */
async function addJoined(
  whole: LogPart,
  from: number,
  unread: readonly LogPart[],
  copies: Map<Input, LogPart>,
): Promise<void> {
  const { input } = whole, size = input.file.size ?? 0;
  if (input.inflated !== null || copies.has(input)) return;
  for (let at = from, isNew = at > 0; isNew && at < size;) {
    isNew = false;
    for (const part of unread) {
      const own = part.input.file.size ?? 0;
      // Of two logs, one may go on for a few lines as the other began.
      if (part === whole || own < FINGERPRINT || own > size - at || copies.has(part.input)) continue;
      if (part.input.inflated !== null || !await isWithin(part.input, input, at)) continue;
      copies.set(part.input, whole);
      at += own;
      isNew = true;
    }
  }
}

/** Whether the file holds more than its header, as far as is known. */
export function holdsRecords({ reader, file, inflated, bodyOffset }: Input): boolean {
  // The size of an archive that was not decompressed is not known.
  return reader !== null && ((file.size ?? 0) > bodyOffset || (inflated !== null && file.size === 0));
}

/**
 * Within a log, an older file may be a copy of a newer one that is still written; the other way round it is a log that
 * begins like it. An archive may lie under any name, and is the one that is left out.
 */
function mayBeCopy(part: LogPart, other: LogPart, isLater: boolean): boolean {
  if (!areRelated(part, other)) return mayBeForeignCopy(part.input, other.input, isLater);
  if (part.group !== other.group || areTwins(part.input, other.input)) return true;
  return other.input.inflated === null
    ? isLater || part.input.inflated !== null
    : !isLater && part.input.inflated !== null;
}

/** Of files of two logs that hold the same, the later one is the copy, or the archive. */
function mayBeForeignCopy({ inflated, file }: Input, other: Input, isLater: boolean): boolean {
  // To compare a part with archives that were read, and lie there by the hundred, they would all be decompressed.
  if (other.inflated !== null && other.file.size === 0) return false;
  if (file.size !== other.file.size) return true;
  return (inflated === null) === (other.inflated === null) ? !isLater : inflated !== null;
}

function beginsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  if (start.length > bytes.length) return false;
  let at = 0;
  while (at < start.length && bytes[at] === start[at]) at++;
  return at === start.length;
}
