// Role: the ranges of the files of a job, whichever thread reads them: the main thread, where one is wanted and not there
// yet, and the workers of `threads.ts`.

import type { DateLimits } from "../domain/counting/date_limits.ts";
import type { Host } from "../host/host.ts";
import { SummaryMerger, type Translated } from "../kernel/summary/unpack.ts";
import { MAIN, RangeBoard } from "./board.ts";
import type { PlacedRange, RangeFile, RangeSummarizer, RangeSummary } from "./range.ts";

/** A range that has been read, with the names of what it adds. */
export interface RangeResult extends Omit<RangeSummary, "parts"> {
  /** What its lines add, in order. */
  readonly parts: readonly Translated[];
}

/** What the main thread reads ranges with. */
export interface MainReader {
  readonly files: readonly RangeFile[];
  readonly summarizer: RangeSummarizer;
  /** Keeps the names of what the kernel sums up here. */
  readonly merger: SummaryMerger;
  /** Which dates are accepted. */
  readonly limits: DateLimits;
}

/** The ranges of a job. Disposing gives back what the workers have not begun. */
export class RangeResults implements Disposable {
  /** On which the workers find their ranges. */
  readonly board: RangeBoard;
  readonly #host: Host;
  readonly #places: readonly (readonly PlacedRange[])[];
  readonly #main: MainReader;
  /** By thread and who of it has numbered the names. */
  readonly #mergers = new Map<string, SummaryMerger>();
  readonly #ready = new Map<number, readonly RangeResult[] | null>();
  readonly #lost = new Set<number>();
  readonly #skipped = new Set<number>();
  #done = 0;
  #hasFailed = false;
  #arrival = Promise.withResolvers<void>();

  /** `rejects` are wanted of each log. */
  constructor(places: readonly (readonly PlacedRange[])[], main: MainReader, rejects: number, host: Host) {
    this.board = RangeBoard.of(places.length, rejects);
    this.#places = places;
    this.#main = main;
    this.#mergers.set(nameOf(MAIN, "kernel"), main.merger);
    this.#host = host;
  }

  /**
   * The result of a range, each asked for once, those of a file in order; null where it is to be read in another way. As long as it is
   * not there, the main thread reads it or, where a worker is at it, another one.
   */
  async at(index: number): Promise<readonly RangeResult[] | null> {
    for (;;) {
      const ready = this.#ready.get(index);
      if (ready !== undefined) {
        this.#ready.delete(index);
        return ready;
      }
      const own = this.#isMine(index) ? index : this.board.hasRoom() ? this.board.claim(MAIN) : null;
      if (own !== null) await this.#read(own);
      else await this.#arrival.promise;
      await this.#host.turn();
    }
  }

  /** Says that another range has been put together, and how many rejects are wanted now. */
  done(rejects: number): void {
    this.board.done(++this.#done, rejects);
  }

  /** Ranges are not wanted: they are read in another way. */
  skip(indexes: readonly number[]): void {
    for (const index of indexes) {
      if (!this.board.take(index, MAIN)) this.#skipped.add(index);
      this.#ready.delete(index);
      this.done(this.board.rejects);
    }
  }

  /** A worker has sent a range. */
  onRange(
    thread: number,
    { index, summaries }: { index: number; summaries: readonly RangeSummary[] | null },
  ): void {
    this.#put(thread, index, summaries);
  }

  /** A worker has failed: the main thread reads what it had claimed. */
  onLoss(thread: number): void {
    this.#lost.add(thread);
    this.#wake();
  }

  /** Ends the work on the file. */
  [Symbol.dispose](): void {
    this.board.close();
  }

  /** Whether the main thread has to read a range that is not there. */
  #isMine(index: number): boolean {
    return this.board.take(index, MAIN) || this.#lost.has(this.board.ownerOf(index));
  }

  async #read(index: number): Promise<void> {
    let summaries: readonly RangeSummary[] | null = null;
    const { files, summarizer, limits } = this.#main;
    const ranges = this.#places[index].map(({ file, range }) => ({ of: files[file], range }));
    try {
      if (!this.#hasFailed) {
        summaries = await summarizer.summarize(ranges, limits, this.board.rejects);
      }
    } catch {
      // The sequential path will read this range again and report the error. The summarizer's name table is now
      // inconsistent: it is not used again.
      this.#hasFailed = true;
    }
    this.#put(MAIN, index, summaries);
  }

  #put(thread: number, index: number, summaries: readonly RangeSummary[] | null): void {
    const results = summaries && summaries.map((summary) => this.#translated(thread, summary));
    if (!this.#skipped.has(index)) this.#ready.set(index, results);
    this.#wake();
  }

  #translated(thread: number, summary: RangeSummary): RangeResult {
    const name = nameOf(thread, summary.numberedBy);
    let merger = this.#mergers.get(name);
    if (merger === undefined) this.#mergers.set(name, merger = new SummaryMerger());
    return { ...summary, parts: summary.parts.map(merger.translate, merger) };
  }

  #wake(): void {
    this.#arrival.resolve();
    this.#arrival = Promise.withResolvers();
  }
}

function nameOf(thread: number, numberedBy: RangeSummary["numberedBy"]): string {
  return `${numberedBy} ${thread}`;
}
