// Role: the pairs of a table that the kernel's module gives out as the text that the store keeps, in the thread that counted
// them: nobody has to read their cells then, unless something is added. Used by `kernel_tables.ts`; the same text as
// that of `src/domain/pair_text.ts`.

import { KIND_BITS } from "../domain/cell_key.ts";
import { BYTES, CELL_WIDTH, FAILURES, HITS } from "../domain/cell_table.ts";
import { OTHER } from "../domain/dimension.ts";
import { pairParts } from "../domain/pair_numbers.ts";
import type { KernelText } from "./kernel_text.ts";

/** Cells in the module's memory. */
export interface GivenCells {
  /** Their keys. */
  readonly keys: Int32Array;
  /** Their values, four each. */
  readonly values: Float64Array;
}

/** What some cells hold together. */
export interface CellSums {
  /** Records. */
  hits: number;
  /** Their bytes. */
  bytes: number;
  /** Those with status ≥ 500. */
  failures: number;
}

/** Bytes of a row beside its name: brackets, quotes, commas, status, three numbers of 16 digits. */
const ROW_BYTES = 64;
const ENCODER = new TextEncoder();
const REST = ENCODER.encode(`["${OTHER}",`);
const OPEN = 0x5b, CLOSE = 0x5d, QUOTE = 0x22, COMMA = 0x2c, ZERO = 0x30, SPACE = 0x20;

/** Texts of one summary, one after the other. */
export class PairBytes {
  #bytes = new Uint8Array(0);
  #used = 0;

  /** All texts. A view that is valid until more is written. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#used);
  }

  /** How long they are. */
  get length(): number {
    return this.#used;
  }

  /** Takes back what was written last. */
  cutTo(length: number): void {
    this.#used = length;
  }

  /**
   * Writes the pairs at [from, to) of the cells, which are in order, and what they leave of `sum`; gives how many rows
   * that is. Nothing is written, and 0 given, where a name is not plain.
   */
  write(cells: GivenCells, from: number, to: number, names: KernelText, sum: Readonly<CellSums>): number {
    const before = this.#used, { values } = cells;
    let { hits, bytes, failures } = sum;
    this.#put(OPEN);
    for (let cell = from, at = from * CELL_WIDTH; cell < to; cell++, at += CELL_WIDTH) {
      const { status, name } = pairParts(cells.keys[cell] >> KIND_BITS);
      if (cell > from) this.#put(COMMA);
      if (!this.#putName(status, name, names)) {
        this.#used = before;
        return 0;
      }
      this.#putCounts(values[at + HITS], values[at + BYTES], values[at + FAILURES]);
      hits -= values[at + HITS];
      bytes -= values[at + BYTES];
      failures -= values[at + FAILURES];
    }
    if (hits > 0) {
      this.#reserve(ROW_BYTES);
      if (to > from) this.#put(COMMA);
      this.#bytes.set(REST, this.#used);
      this.#used += REST.length;
      this.#putCounts(hits, bytes, failures);
    }
    this.#put(CLOSE);
    return to - from + (hits > 0 ? 1 : 0);
  }

  /** The beginning of a row: `["404 /a",`. */
  #putName(status: number, name: number, names: KernelText): boolean {
    this.#reserve(ROW_BYTES + names.lengthOf(name));
    const bytes = this.#bytes;
    let at = this.#used;
    bytes[at++] = OPEN;
    bytes[at++] = QUOTE;
    bytes[at++] = ZERO + Math.floor(status / 100);
    bytes[at++] = ZERO + Math.floor(status / 10) % 10;
    bytes[at++] = ZERO + status % 10;
    bytes[at++] = SPACE;
    at = names.copyPlain(name, bytes, at);
    if (at < 0) return false;
    bytes[at++] = QUOTE;
    bytes[at++] = COMMA;
    this.#used = at;
    return true;
  }

  /** The end of a row: `1,912,0]`. */
  #putCounts(hits: number, bytes: number, failures: number): void {
    this.#putWhole(hits);
    this.#put(COMMA);
    this.#putWhole(bytes);
    this.#put(COMMA);
    this.#putWhole(failures);
    this.#put(CLOSE);
  }

  #putWhole(value: number): void {
    const bytes = this.#bytes;
    if (value >= 2 ** 31) {
      this.#used += ENCODER.encodeInto(String(value), bytes.subarray(this.#used)).written;
      return;
    }
    let left = value | 0, end = this.#used + 1;
    for (let limit = 10; limit <= left; limit *= 10) end++;
    this.#used = end;
    do {
      const tenth = left / 10 | 0;
      bytes[--end] = ZERO + left - tenth * 10;
      left = tenth;
    } while (left > 0);
  }

  #put(byte: number): void {
    if (this.#used === this.#bytes.length) this.#reserve(ROW_BYTES);
    this.#bytes[this.#used++] = byte;
  }

  #reserve(more: number): void {
    if (this.#used + more <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + more, 1 << 12));
    bytes.set(this.bytes);
    this.#bytes = bytes;
  }
}
