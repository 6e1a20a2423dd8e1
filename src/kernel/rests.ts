// Role: lets the kernel rest on a log of which it leaves most lines to the reference: asking for each of them takes longer than the
// reference takes alone.

import type { LineReader } from "../formats/format.ts";

/** Summaries that the reference reads in a row before the kernel is tried again: what comes may be of another kind. */
const RESTS = 15;

/** Which inputs are left to the reference for now. What is counted does not depend on it. */
export class Rests {
  readonly #left = new WeakMap<LineReader, number>();
  /** Whose lines the kernel read last; null where it rested since. */
  #last: LineReader | null = null;

  /** Whether the kernel rests in the next summary, which is of this input; `leavesMost`: it left most lines of its last one. */
  isResting(reader: LineReader, leavesMost: boolean): boolean {
    if (this.#last !== null && leavesMost) this.#left.set(this.#last, RESTS);
    const left = this.#left.get(reader) ?? 0;
    this.#last = left > 0 ? null : reader;
    if (left > 0) this.#left.set(reader, left - 1);
    return left > 0;
  }
}
