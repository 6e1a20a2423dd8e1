// Role: opens one file as an input: decompressed where it is compressed, with its header validated.

import { crc32 } from "../checksum/crc32.ts";
import { Problem } from "../domain/problem.ts";
import { LONGEST_LINE } from "../domain/reject.ts";
import type { Host, InputFile } from "../host/host.ts";
import type { Plan } from "../plan.ts";
import { compressionNamed, compressionOf, InflatedFile, isInflateError } from "./bytes/compressed_file.ts";
import { Fingerprint } from "./bytes/fingerprint.ts";
import { readUnlessStopped } from "./bytes/slice.ts";
import type { Member } from "./files/expand_paths.ts";
import type { Input } from "./input.ts";
import { preceded } from "./resume/stdin.ts";

/**
 * Makes an input of an opened file; it starts at its first record.
 *
 * Errors: `Problem` "data" for a wrong header in a file that was named; one that was not is no part of the log.
 */
export async function openLog(member: Member, raw: InputFile, plan: Plan, host: Host): Promise<Input> {
  const inflated = await inflatedFile(raw, member.path);
  const file = inflated ?? raw;
  const isStream = file.size === null;
  const finished = plan.complete || isStream || inflated !== null;
  const header = await readHeaderOf(file, finished, host);
  const validated = header === null ? null : validate(member, header.line, plan);
  const isForeign = validated instanceof Problem;
  const bodyOffset = isForeign ? 0 : header?.bytes.length ?? 0;
  return {
    path: member.path,
    file: isStream ? preceded(file, header?.after ?? new Uint8Array(0)) : file,
    inflated,
    reader: isForeign ? null : validated,
    foreign: isForeign ? validated.message : null,
    isRotated: member.rotatedFrom !== null,
    isNamed: member.isNamed,
    mayBeLog: member.mayBeLog,
    finished,
    id: -1,
    log: -1,
    start: {
      offset: bodyOffset,
      lines: validated === null ? 0 : 1,
      fingerprint: Fingerprint.of(header?.bytes ?? new Uint8Array(0)),
    },
    crc32,
    bodyOffset,
    header: header?.bytes ?? new Uint8Array(0),
    pending: 0,
    endsInLine: false,
    counts: { accepted: 0, rejected: 0, late: 0 },
  };
}

/** The reader of the records below a header, or what is wrong with the header of a file that was not named. */
function validate({ path, isNamed }: Member, line: Uint8Array, { format }: Plan): Input["reader"] | Problem {
  try {
    return format.open(line, path === "-" ? "standard input" : path);
  } catch (error) {
    if (!isNamed && error instanceof Problem && error.kind === "data") return error;
    throw error;
  }
}

async function inflatedFile(file: InputFile, path: string): Promise<InflatedFile | null> {
  if (file.size === null) return null;
  const first = new Uint8Array(4);
  await file.read(first);
  file.seek(0);
  // A file of fewer than four bytes is identified by its name.
  const compression = compressionOf(first) ?? (file.size < first.length ? compressionNamed(path) : null);
  return compression === null ? null : await InflatedFile.of(file, compression);
}

/** An archive that is damaged in its first bytes, or being written, has no header yet. */
async function readHeaderOf(file: InputFile, finished: boolean, host: Host): ReturnType<typeof readHeader> {
  try {
    return await readHeader(file, finished, host.stopSignal());
  } catch (error) {
    if (isInflateError(error)) return null;
    throw error;
  }
}

export interface Header {
  /** Without its line ending. */
  readonly line: Uint8Array;
  /** With it. */
  readonly bytes: Uint8Array;
  /** Bytes that were read beyond it. */
  readonly after: Uint8Array;
}

const LF = 0x0a, CR = 0x0d;

/**
 * Reads up to the first line feed. Null where the input is empty, has no line feed and is not known to be finished, or
 * where reading was stopped.
 */
export async function readHeader(
  file: InputFile,
  finished: boolean,
  stop: AbortSignal,
): Promise<Header | null> {
  const block = new Uint8Array(LONGEST_LINE + 2);
  const header = (end: number, next: number, filled: number): Header => ({
    line: block.slice(0, end),
    bytes: block.slice(0, next),
    after: block.slice(next, filled),
  });
  const lineEnd = (end: number): number => end > 0 && block[end - 1] === CR ? end - 1 : end;
  let filled = 0;
  while (filled < block.length) {
    const count = await readUnlessStopped(file, block.subarray(filled), stop);
    if (count === "stopped") return null;
    // A file with NULs, an archive or UTF-16, is no log whose first line is still being written: the format names it.
    const isWhole = finished || block.subarray(0, filled).includes(0);
    if (count === null) return isWhole && filled > 0 ? header(lineEnd(filled), filled, filled) : null;
    const found = block.subarray(filled, filled + count).indexOf(LF);
    if (found >= 0) {
      const line = filled + found;
      return header(lineEnd(line), line + 1, filled + count);
    }
    filled += count;
  }
  // No header is this long: the format reports it.
  return header(filled, filled, filled);
}
