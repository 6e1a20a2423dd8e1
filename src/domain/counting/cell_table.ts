// Role: the counts of one bucket, additive and compact: what a summary holds per bucket and what an open bucket is.

import type { BorrowedCells, CellOrder, ColumnSource, KeyReader } from "./borrowed_cells.ts";

/** Numbers kept per cell. */
export const CELL_WIDTH = 4;
/** Cells that a new table has room for: few, because a quiet log opens very many tables. */
const FIRST_CELLS = 8;
/** The slots of every table that has not been hashed. Never written to: a table grows before it takes its first key. */
const UNHASHED = new Int32Array(1);
/** Positions within a cell. */
export const HITS = 0, BYTES = 1, FAILURES = 2, LATE = 3;

/**
 * A table from a key to the four numbers {hits, bytes, failures, late}. Keys are any 32-bit integers but 0; see
 * `cell_key.ts` for what they mean. Cells keep the order in which their keys first came, which decides where late
 * records go once a bucket is final (semantics.md, "Seconds and buckets").
 *
 * No object and no string per record: open addressing over typed arrays, so that adding costs some nanoseconds. A table
 * made `of` cells that are known is a view of them, not hashed and not copied until something is added: most buckets
 * come whole in one piece, and are only read.
 * Sums are doubles: exact to 2^53, and never below 2^53 once past it, which makes saturation exact.
 *
 * @example
 * ```ts
 * import { CellTable } from "./cell_table.ts";
 * import assert from "node:assert/strict";
 *
 * const table = new CellTable();
 * table.add(7, 120, 0, 0);
 * table.add(7, 80, 1, 0);
 * assert.deepEqual([...table.values.subarray(0, 4)], [2, 200, 1, 0]);
 * ```
 */
export class CellTable {
  /** How many cells there are. */
  count = 0;
  /** How the cells lie; null where nothing is known of it. */
  order: CellOrder | null = null;
  #keys: Int32Array;
  /** Cell i at [4 i, 4 i + 4). Valid below 4 × `count`; replaced when the table grows. */
  values: Float64Array;
  /** Hash slot → cell + 1; 0 is free. At most half full. */
  #slots = UNHASHED;
  #mask = 0;

  /** Whose cells these are, while it is a view. */
  #source: ColumnSource | null = null;
  /** What the keys mean; null where they are this table's own. */
  #reader: KeyReader | null = null;

  /** An empty table, or a view of cells, see {@link CellTable.of}, for which no room of its own is made. */
  constructor(cells: BorrowedCells | null = null) {
    if (cells === null) {
      this.#keys = new Int32Array(FIRST_CELLS);
      this.values = new Float64Array(FIRST_CELLS * CELL_WIDTH);
      this.#slots = new Int32Array(FIRST_CELLS * 2);
      this.#mask = FIRST_CELLS * 2 - 1;
    } else {
      const { keys, values, count, source = null, order = null, reader = null } = cells;
      this.#source = source;
      this.#reader = reader;
      this.order = order;
      this.count = count;
      this.#keys = keys.subarray(0, count);
      this.values = values.subarray(0, count * CELL_WIDTH);
    }
  }

  /**
   * A table of `count` cells that are there already, each key once. The arrays, which may be parts of larger ones, are
   * borrowed, and keys may be written over. They are given back to the source once the table grows or is cleared.
   */
  static of(cells: BorrowedCells): CellTable {
    return new CellTable(cells);
  }

  /** Key of cell i. Valid below `count`; replaced when the table grows. */
  get keys(): Int32Array {
    const reader = this.#reader, keys = this.#keys;
    if (reader !== null) {
      reader.replace(keys);
      this.#reader = null;
    }
    return keys;
  }

  /** The key of one cell, without a look at the others. */
  keyAt(cell: number): number {
    return this.#reader === null ? this.#keys[cell] : this.#reader.keyOf(this.#keys[cell]);
  }

  /** Whether its cells still lie where {@link CellTable.of} found them. */
  get isView(): boolean {
    return this.#slots === UNHASHED;
  }

  /** Counts one record under a key. `failure` and `late` are 0 or 1. */
  add(key: number, bytes: number, failure: number, late: number): void {
    const at = this.#cell(key) * CELL_WIDTH;
    const values = this.values;
    values[at] += 1;
    values[at + 1] += bytes;
    values[at + 2] += failure;
    values[at + 3] += late;
  }

  /** Adds another table, cell by cell, in its order. Neither may be one that is cut (`CellOrder`). */
  merge(other: CellTable): void {
    if (this.order?.isCut || other.order?.isCut) throw new Error("a bucket that was cut is not alone");
    const { keys, values, count } = other;
    // At least as many as there are in either: grown at once rather than by doubling.
    if (count > this.#keys.length) this.#makeRoom(count);
    for (let i = 0; i < count; i++) this.addCell(keys[i], values, i * CELL_WIDTH);
  }

  /** Adds the four numbers at `from` under a key. */
  addCell(key: number, source: Float64Array, from: number): void {
    const at = this.#cell(key) * CELL_WIDTH, values = this.values;
    values[at] += source[from];
    values[at + 1] += source[from + 1];
    values[at + 2] += source[from + 2];
    values[at + 3] += source[from + 3];
  }

  /** Takes all cells away; the room for them stays, unless it was borrowed. */
  clear(): void {
    if (this.isView) {
      this.#keys = new Int32Array(0);
      this.#reader = null;
      this.order = null;
      this.values = new Float64Array(0);
      this.#giveBack();
    } else {
      this.values.fill(0, 0, this.count * CELL_WIDTH);
      this.#slots.fill(0);
    }
    this.count = 0;
  }

  /** The place of a key's cell, made where there is none. */
  #cell(key: number): number {
    const slots = this.#slots, mask = this.#mask;
    let slot = hash(key) & mask;
    for (let cell = slots[slot]; cell !== 0; cell = slots[slot = (slot + 1) & mask]) {
      if (this.#keys[cell - 1] === key) return cell - 1;
    }
    if (this.count === this.#keys.length) return this.#grow(key);
    this.#keys[this.count] = key;
    slots[slot] = ++this.count;
    return this.count - 1;
  }

  #giveBack(): void {
    this.#source?.giveBack();
    this.#source = null;
  }

  #grow(key: number): number {
    this.#makeRoom(this.count);
    return this.#cell(key);
  }

  /** Makes room for more than so many cells, and hashes all keys; of a view, for the first time. */
  #makeRoom(cells: number): void {
    // The next power of two above.
    const room = Math.max(FIRST_CELLS, 2 << (31 - Math.clz32(cells)));
    const keys = new Int32Array(room);
    keys.set(this.keys);
    const values = new Float64Array(room * CELL_WIDTH);
    values.set(this.values);
    this.#keys = keys;
    this.values = values;
    this.order = null;
    this.#giveBack();
    this.#mask = room * 2 - 1;
    const slots = this.#slots = new Int32Array(room * 2);
    for (let i = 0; i < this.count; i++) {
      let slot = hash(keys[i]) & this.#mask;
      while (slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      slots[slot] = i + 1;
    }
  }
}

// Fibonacci hashing (Knuth, TAOCP 6.4); the high bits are the good ones, and keys are small.
function hash(key: number): number {
  const product = Math.imul(key, 0x9e3779b1);
  return product ^ (product >>> 15);
}

/** How many tables are kept, and with room for how many cells in all: about 50 bytes each. */
const MOST_TABLES = 2048, MOST_CELLS = 1 << 17;

/** Empty tables. */
export class TablePool {
  readonly #tables: CellTable[] = [];
  #cells = 0;

  /** An empty table. */
  take(): CellTable {
    const table = this.#tables.pop();
    if (table === undefined) return new CellTable();
    this.#cells -= table.keys.length;
    return table;
  }

  /** Empties a table that is not used any more. */
  give(table: CellTable): void {
    // Of a view there is nothing to keep, but its columns can be freed.
    if (table.isView) return table.clear();
    if (this.#tables.length === MOST_TABLES || this.#cells + table.keys.length > MOST_CELLS) return;
    this.#cells += table.keys.length;
    table.clear();
    this.#tables.push(table);
  }
}
