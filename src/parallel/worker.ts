// Role: a worker's side of reading files in ranges: opens the file itself, claims ranges on the board, sends back what
// they add. The other side is `threads.ts`.

import type { DateLimits } from "../domain/counting/date_limits.ts";
import type { RecordScreen } from "../domain/screening/screen.ts";
import { NO_SCREENING } from "../domain/screening/settings.ts";
import type { LineReader, LogFormat, ReadOptions } from "../formats/format.ts";
import { loadScreen } from "../formats/load_screen.ts";
import { screened } from "../formats/screened_reader.ts";
import type { InputFile } from "../host/host.ts";
import type { Lists } from "../host/lists.ts";
import { Kernels } from "../kernel/kernel.ts";
import type { KernelOptions } from "../kernel/options.ts";
import { RangeBoard } from "./board.ts";
import type { PlacedRange, RangeFile, RangeSummary } from "./range.ts";
import { RangeCounter } from "./range_counter.ts";

/** A file of a job, as the main thread has it open. */
export interface JobFile {
  /** Real path. By now it may mean another file. */
  readonly path: string;
  /** Inode of the file that is meant. */
  readonly inode: number;
  /** Device of the file that is meant. */
  readonly device: number;
  /** Name of its format. */
  readonly format: string;
  readonly options: ReadOptions;
  /** The line that says how it is read, without the line ending; null where none does. */
  readonly line: Uint8Array | null;
}

/** The message to a worker: files, and the board on which their ranges are shared. */
export interface RangeJob {
  /** Number of the job; replies carry it. */
  readonly job: number;
  /** Number of the worker on the board. */
  readonly thread: number;
  readonly files: readonly JobFile[];
  /** What is read at once, in the order in which it is read ahead. */
  readonly places: readonly (readonly PlacedRange[])[];
  /** How records are added up. */
  readonly options: KernelOptions;
  /** Which dates are accepted. */
  readonly limits: DateLimits;
  /** See `RangeCounter`. */
  readonly isCutting: boolean;
  /** Memory of the `RangeBoard`. */
  readonly board: SharedArrayBuffer;
}

/** What a range adds, with null as in `RangeSummarizer`; or that nothing more of the job will come from this worker. */
export type RangeReply =
  | { readonly job: number; readonly index: number; readonly summaries: readonly RangeSummary[] | null }
  | { readonly job: number; readonly failed: string };

/** What a worker needs of its surroundings. */
export interface RangeTools {
  /** Opens a file for reading; throws where it cannot. */
  readonly open: (path: string) => InputFile;
  /** The format of this name. */
  readonly parseLogFormat: (name: string) => LogFormat;
  /** Loads the lists that others keep. */
  readonly lists: () => Promise<Lists>;
}

/**
 * Does a job: gives a reply for each range that it could take, as long as there are any, and "full" where it is to wait
 * until the board has room. Errors become a last reply: the main thread reads what this worker has claimed.
 */
export async function* rangeReplies(
  given: RangeJob,
  tools: RangeTools,
): AsyncGenerator<RangeReply | "full", void> {
  const { job, thread, limits } = given;
  try {
    const screen = await loadScreen(given.options.screening ?? NO_SCREENING, tools.lists);
    using files = new OpenFiles(given, tools, screen);
    using kernels = new Kernels(given.options, true);
    const counter = new RangeCounter(given.options, kernels, given.isCutting);
    const board = new RangeBoard(given.board);
    for (;;) {
      if (!board.hasRoom()) {
        yield "full";
        continue;
      }
      const index = board.claim(thread);
      if (index === null) return;
      const ranges = given.places[index].map(({ file, range }) => ({ of: files.of(file), range }));
      yield { job, index, summaries: await counter.summarize(ranges, limits, board.rejects) };
    }
  } catch (error) {
    yield { job, failed: String(error) };
  }
}

/** Most files of a job that a worker keeps open at the same time. */
const MOST_OPEN = 16;

/** The files of a job, opened when they are needed. Disposing closes them. */
class OpenFiles implements Disposable {
  readonly #job: RangeJob;
  readonly #tools: RangeTools;
  readonly #screen: RecordScreen | null;
  /** By number, that which was opened first at the beginning. */
  readonly #open = new Map<number, { readonly input: InputFile; readonly of: RangeFile }>();

  constructor(job: RangeJob, tools: RangeTools, screen: RecordScreen | null) {
    this.#job = job;
    this.#tools = tools;
    this.#screen = screen;
  }

  /**
   * A file of the job.
   *
   * Errors: those of opening, and an Error where the path means another file by now.
   */
  of(number: number): RangeFile {
    const open = this.#open.get(number);
    if (open !== undefined) return open.of;
    const job = this.#job.files[number], { path, inode, device } = job;
    const input = this.#tools.open(path), { seekable } = input;
    if (input.inode !== inode || input.device !== device || seekable === undefined) {
      input[Symbol.dispose]();
      throw new Error("the path means another file now");
    }
    const of = { file: seekable, reader: screened(readerOf(job, this.#tools), this.#screen) };
    for (const [oldest, { input }] of this.#open) {
      if (this.#open.size < MOST_OPEN) break;
      input[Symbol.dispose]();
      this.#open.delete(oldest);
    }
    this.#open.set(number, { input, of });
    return of;
  }

  [Symbol.dispose](): void {
    for (const { input } of this.#open.values()) input[Symbol.dispose]();
  }
}

/** The reader that the main thread has. */
function readerOf({ format: name, options, line }: JobFile, { parseLogFormat }: RangeTools): LineReader {
  const format = parseLogFormat(name);
  if (line === null) return format.reader!(options);
  const begun = format.begin(line, options);
  if ("failed" in begun) throw new Error(`the line begins no ${name} here`);
  return begun.reader;
}

/** What can be moved to another thread instead of being copied. */
export function transferableOf(reply: RangeReply): ArrayBuffer[] {
  if ("failed" in reply || reply.summaries === null) return [];
  return reply.summaries.flatMap(({ parts }) => parts).flatMap((part) => {
    return [part.keys, part.values, part.tables, part.visitors, part.series, ...Object.values(part.names)]
      .map((
        { buffer },
      ) => buffer);
  });
}
