// Role: a worker's side of reading files in ranges: opens the file itself, claims ranges on the board, sends back what
// they add. The other side is `threads.ts`.

import type { DateLimits } from "../domain/counting/date_limits.ts";
import type { Format } from "../formats/format.ts";
import type { InputFile } from "../host/host.ts";
import type { KernelOptions } from "../kernel/options.ts";
import { PACKED_NAMES } from "../kernel/summary/packed_summary.ts";
import { RangeBoard } from "./board.ts";
import { rangeAt, type RangeCut, type RangeSummary } from "./range.ts";
import { rangeSummarizer } from "./range_counter.ts";

/** The message to a worker: a file, as the main thread has it open, and the board on which its ranges are shared. */
export interface RangeJob {
  /** Number of the job; replies carry it. */
  readonly job: number;
  /** Number of the worker on the board. */
  readonly thread: number;
  /** Real path. By now it may mean another file. */
  readonly path: string;
  /** Inode of the file that is meant. */
  readonly inode: number;
  /** Device of the file that is meant. */
  readonly device: number;
  /** Its first line without the line ending. */
  readonly firstLine: Uint8Array;
  /** Name of its format. */
  readonly format: string;
  /** How records are added up. */
  readonly options: KernelOptions;
  /** Which dates are accepted. */
  readonly limits: DateLimits;
  /** How it is cut into ranges. */
  readonly cut: RangeCut;
  /** Memory of the `RangeBoard`. */
  readonly board: SharedArrayBuffer;
}

/** What a range adds, with null as in `RangeSummarizer`; or that nothing more of the job will come from this worker. */
export type RangeReply =
  | { readonly job: number; readonly index: number; readonly summary: RangeSummary | null }
  | { readonly job: number; readonly failed: string };

/** What a worker needs of its surroundings. */
export interface RangeTools {
  /** Opens a file for reading; throws where it cannot. */
  readonly open: (path: string) => InputFile;
  /** The formats by name. */
  readonly formats: readonly Format[];
}

/**
 * Does a job: gives a reply for each range that it could take, as long as there are any, and "full" where it is to wait
 * until the board has room. Errors become a last reply: the main thread reads what this worker has claimed.
 */
export async function* rangeReplies(
  given: RangeJob,
  tools: RangeTools,
): AsyncGenerator<RangeReply | "full", void> {
  const { job, thread, cut, limits } = given;
  try {
    using file = tools.open(given.path);
    if (file.inode !== given.inode || file.device !== given.device || file.seekable === undefined) {
      yield { job, failed: "the path means another file now" };
      return;
    }
    const format = tools.formats.find(({ name }) => name === given.format)!;
    using summarizer = await rangeSummarizer(file.seekable, given.firstLine, format, given.options);
    const board = new RangeBoard(given.board);
    for (;;) {
      if (!board.hasRoom()) {
        yield "full";
        continue;
      }
      const index = board.claim(thread);
      if (index === null) return;
      yield { job, index, summary: summarizer.summarize(rangeAt(cut, index), limits, board.rejects) };
    }
  } catch (error) {
    yield { job, failed: String(error) };
  }
}

/** What can be moved to another thread instead of being copied. */
export function transferableOf(reply: RangeReply): ArrayBuffer[] {
  if ("failed" in reply || reply.summary === null) return [];
  return reply.summary.parts.flatMap((part) => {
    const names = Object.values(PACKED_NAMES).map((packed) => part[packed]);
    return [part.keys, part.values, part.tables, part.series, ...names].map(({ buffer }) => buffer);
  });
}
