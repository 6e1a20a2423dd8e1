// Role: one opened input of a run, as the stages know it. Made by `open_inputs.ts`, moved to where it was left by
// `continue_inputs.ts`, moved on by `persist.ts`.

import type { LineReader } from "../formats/format.ts";
import type { InputFile } from "../host.ts";
import type { Consumed } from "./consumed.ts";

/** One opened input of a run. */
export interface Input {
  /** Real path; "-" for standard input. */
  readonly path: string;
  /** Stands at `offset`. Owned by the run, which gives it back. */
  file: InputFile;
  /** Reads its records; null where it has no finished line yet, so that there is nothing to read. */
  readonly reader: LineReader | null;
  /** Number within the source; −1 until `continueInputs`. */
  id: number;
  /** Bytes consumed so far. */
  offset: number;
  /** Lines consumed so far. */
  lines: number;
  /** Where the records begin: after the header. */
  readonly bodyOffset: number;
  /** Its first line with the line ending. */
  readonly header: Uint8Array;
  /** Bytes of an unfinished last line that is left for the next run; set by `read.ts`. */
  pending: number;
  /** What has been consumed; kept up to date by `persist.ts`. */
  consumed: Consumed;
}
