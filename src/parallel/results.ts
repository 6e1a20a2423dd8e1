// Role: the ranges of one file in order, whichever thread reads them: the main thread, where the next one is not there
// yet, and the workers of `threads.ts`.

import type { DateLimits } from "../domain/counting/date_limits.ts";
import type { Host } from "../host/host.ts";
import { SummaryMerger, type Translated } from "../kernel/summary/unpack.ts";
import { MAIN, RangeBoard } from "./board.ts";
import { countOf, rangeAt, type RangeCut, type RangeSummarizer, type RangeSummary } from "./range.ts";

/** A range that has been read, with the names of what it adds. */
export interface RangeResult extends Omit<RangeSummary, "parts"> {
  /** What its lines add, in order. */
  readonly parts: readonly Translated[];
}

/** The ranges of one file. Disposing gives back what the workers have not begun. */
export class RangeResults implements Disposable {
  /** On which the workers find their ranges. */
  readonly board: RangeBoard;
  readonly #host: Host;
  readonly #cut: RangeCut;
  readonly #limits: DateLimits;
  readonly #summarizer: RangeSummarizer;
  /** By thread, since each numbers names on its own. */
  readonly #mergers = new Map<number, SummaryMerger>();
  readonly #ready = new Map<number, RangeResult | null>();
  readonly #lost = new Set<number>();
  #hasFailed = false;
  #arrival = Promise.withResolvers<void>();

  /** `rejects` are wanted of all ranges together; `summarizer` is the main thread's own. */
  constructor(cut: RangeCut, summarizer: RangeSummarizer, limits: DateLimits, rejects: number, host: Host) {
    this.board = RangeBoard.of(countOf(cut), rejects);
    this.#cut = cut;
    this.#summarizer = summarizer;
    this.#limits = limits;
    this.#host = host;
  }

  /**
   * The result of a range, each asked for once and in order; null where it is to be read in another way. As long as it is
   * not there, the main thread reads it or, where a worker is at it, another one.
   */
  async at(index: number): Promise<RangeResult | null> {
    for (;;) {
      const ready = this.#ready.get(index);
      if (ready !== undefined) {
        this.#ready.delete(index);
        return ready;
      }
      const own = this.#isMine(index) ? index : this.board.hasRoom() ? this.board.claim(MAIN) : null;
      if (own !== null) this.#read(own);
      else await this.#arrival.promise;
      await this.#host.turn();
    }
  }

  /** A worker has sent a range. */
  onRange(thread: number, { index, summary }: { index: number; summary: RangeSummary | null }): void {
    this.#put(thread, index, summary);
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

  #read(index: number): void {
    let summary: RangeSummary | null = null;
    try {
      const range = rangeAt(this.#cut, index);
      if (!this.#hasFailed) summary = this.#summarizer.summarize(range, this.#limits, this.board.rejects);
    } catch {
      // The sequential path will read this range again and report the error. The summarizer's name table is now
      // inconsistent: it is not used again.
      this.#hasFailed = true;
    }
    this.#put(MAIN, index, summary);
  }

  #put(thread: number, index: number, summary: RangeSummary | null): void {
    let merger = this.#mergers.get(thread);
    if (merger === undefined) this.#mergers.set(thread, merger = new SummaryMerger());
    const { translate } = merger;
    this.#ready.set(index, summary && { ...summary, parts: summary.parts.map(translate, merger) });
    this.#wake();
  }

  #wake(): void {
    this.#arrival.resolve();
    this.#arrival = Promise.withResolvers();
  }
}
