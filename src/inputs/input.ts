// Role: one opened input of a run, as the stages know it. Where this run begins in it is decided in `resume/`.

import type { Problem } from "../domain/problem.ts";
import type { LineReader } from "../formats/format.ts";
import { storedParts } from "../formats/wrappers/open_parts.ts";
import type { InputFile } from "../host/host.ts";
import type { InputPosition } from "../stores/store.ts";
import type { Crc32 } from "../checksum/crc32.ts";
import type { InflatedFile } from "./bytes/compressed_file.ts";
import type { Reading } from "./beginning.ts";
import type { Cursor } from "./cursor.ts";

export interface Input {
  /** Real path; "-" for standard input. */
  readonly path: string;
  /** Owned by the run, which gives it back. */
  file: InputFile;
  /** The same file where it is compressed; null where it is not. */
  readonly inflated: InflatedFile | null;
  /** Reads its records; null where it has no finished line yet, so that there is nothing to read. */
  reader: LineReader | null;
  /** How it is read; null where there is no reader. */
  readonly reading: Reading | null;
  /** Why a file that was named cannot be read; null where it can, or has no whole line yet. */
  readonly problem: Problem | null;
  /** Why it is no part of the log, as it is of another format; null where it is. Only of files that were not named. */
  readonly foreign: string | null;
  /** Why it is none of the logs that a directory or a pattern holds; null where it may be one, or was named itself. */
  readonly unfit: Problem | null;
  /** Whether it is a rotated part of another log that was asked for. */
  readonly isRotated: boolean;
  /** Whether it is read whatever its name is: the person named it, or `--fresh` reads it again. */
  isNamed: boolean;
  /** Whether, by its name, it could as well be a log of its own. */
  readonly mayBeLog: boolean;
  /** Whether a last line without a line feed is a record, because nothing more will come. */
  finished: boolean;
  /** Whether nothing of it is stored. */
  isNew: boolean;
  /** Number within the source; −1 until `resumeInputs`. */
  id: number;
  /** Number of the log that it is a part of, among those of a run; −1 until the run knows. */
  log: number;
  /** Where this run begins to read it. */
  start: Cursor;
  /** Computes its checksum; the implementation fits the number of bytes to come. */
  crc32: Crc32;
  /** Where the records begin: after the header. */
  readonly bodyOffset: number;
  /** What is in force there, see {@link LineReader.directives}; null where lines do not depend on others. */
  readonly directives: string | null;
  /** The bytes before it. */
  readonly header: Uint8Array;
  /** Of a stream, the bytes that were read to find out how it begins; empty for a file, which can be read again. */
  readonly first: Uint8Array;
  /** Of a file that can grow, its first bytes as they were when it was opened; it was cut and written anew where they differ. */
  readonly seen: Uint8Array;
  /** Bytes of an unfinished last line that is left for the next run; set by the stage that reads. */
  pending: number;
  /** Whether a last line without a line feed was read as it is; set by the stage that reads. */
  endsInLine: boolean;
  /** Records of this run: accepted, rejected and excluded, and the late ones among the accepted; set by the stage that stores. */
  readonly counts: { accepted: number; rejected: number; excluded: number; late: number };
}

/** A log of a run with its parts that are read, in order. */
export interface LogInputs {
  /** Its number among the logs of the source; see `SourceLogs`. */
  readonly log: number;
  readonly inputs: readonly Input[];
}

/** A log that was asked for with its rotated siblings, oldest first, the log itself last. */
export interface InputGroup {
  /** The absolute path by which it was asked for, links not resolved; "-" for standard input. */
  readonly name: string;
  /** Real path of the log itself, whether it is there or not; "-" for standard input. */
  readonly path: string;
  /** Its parts that are there. */
  readonly inputs: readonly Input[];
}

/** A reader that reads ahead in an input while its own stays as it is, from where these directives are in force. */
export function readerAhead({ reader }: Input, directives: string | null): LineReader | null {
  return reader === null || directives === null ? reader : reader.at!(directives);
}

/** How far an input has been read, as it is stored. */
export async function positionAt(
  { id, path, file: { inode, device } }: Input,
  { offset, lines, fingerprint, directives, open }: Cursor,
): Promise<InputPosition> {
  const { crc } = fingerprint, stored = directives && storedParts(directives, open, offset);
  return {
    ...{ id, path, inode, device, offset, lines, crc },
    directives: stored,
    ...await fingerprint.digests(),
  };
}
