// Role: one forged log and how it is cut, as data: what `log_forge.ts` and `near_misses.ts` make, `same.ts` compares and
// `reduce.ts` makes smaller.

import type { DateLimits } from "../../src/domain/counting/date_limits.ts";
import type { DimensionName } from "../../src/domain/dimensions/dimensions.ts";
import type { LineReader } from "../../src/formats/format.ts";
import { Buffer } from "node:buffer";

/** A line, and whether a slice ends with it. */
export interface ForgedLine {
  /** All of it; the last byte is a line feed, and the only one. */
  readonly bytes: Uint8Array;
  /** Whether the next line begins another slice. The last line ends one in any case. */
  readonly cut: boolean;
}

/** A log without its header line, with all that its summary depends on. */
export interface ForgedLog {
  /** What makes it again: the forge's name and seed. */
  readonly name: string;
  /** The first line, without its ending; of a log of another format, what it is. */
  readonly header: string;
  /** A new reader of its lines; absent for comma-separated values. */
  readonly open?: () => LineReader;
  /** The rest. */
  readonly lines: readonly ForgedLine[];
  /** Bucket size, seconds. */
  readonly bucketSize: number;
  /** Lateness, seconds. */
  readonly lateness: number;
  /** Sections and hosts of a bucket that come first. */
  readonly top: number;
  /** The dimensions that are counted; null or absent: the usual ones. */
  readonly dimensions?: readonly DimensionName[] | null;
  /** The longest jump that is none, seconds. */
  readonly maxJump: number;
  /** Event time before the first slice; null before its first record. */
  readonly latest: number | null;
  /** Whether the clock is carried on from slice to slice; otherwise each slice is seen in view of `latest`. */
  readonly carries: boolean;
  /** Which dates are accepted. */
  readonly limits: DateLimits;
  /** How many rejects of each slice are kept. */
  readonly keptRejects: number;
}

/** The usual header. */
export const USUAL_HEADER = "remotehost,rfc931,authuser,date,request,status,bytes";

/** Bytes of a text, one latin1 character a byte. */
export function latin1(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

/** The text of bytes, one latin1 character a byte (`TextDecoder` takes latin1 for windows-1252). */
export function fromLatin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return text;
}

/** Lines of a log, cut where `isCut` says so. Each text has its line ending. */
export function linesOf(texts: readonly string[], isCut: (line: number) => boolean): ForgedLine[] {
  return texts.map((text, line) => ({ bytes: latin1(text), cut: isCut(line) }));
}

/** The log's bytes, with some room before and after, filled with what leads a careless reader astray. */
export function joined(lines: readonly ForgedLine[]): { bytes: Uint8Array; ends: readonly number[] } {
  const length = lines.reduce((sum, line) => sum + line.bytes.length, 0);
  const room = new Uint8Array(length + 2 * MARGIN).fill(0x22);
  room.fill(0x0a, 0, 3);
  room.fill(0x31, MARGIN + length + 5);
  const bytes = room.subarray(MARGIN, MARGIN + length), ends: number[] = [];
  let at = 0;
  for (const line of lines) {
    bytes.set(line.bytes, at);
    ends.push(at += line.bytes.length);
  }
  return { bytes, ends };
}

const MARGIN = 13;
