// Role: the names of one dimension as one kernel has numbered them, with the numbers that they have among the source's
// own.

import { pairBytes, pairParts } from "../../domain/counting/error_pairs.ts";
import type { NameTable } from "../../domain/counting/name_table.ts";

/** Names by the kernel's numbers. */
export class NameMap {
  /** How many there are. */
  #count = 0;
  #used = 0;
  #bytes = new Uint8Array(1024);
  /** Name i is at [ends[i], ends[i + 1]) of the bytes. */
  #ends = new Float64Array(65);
  /** Name i's number in the table, or −1 where it has not been looked for. */
  #numbers = new Int32Array(64).fill(-1);
  /** What the numbers refer to. */
  #table: NameTable | null = null;

  /** Takes in what the kernel met for the first time: of each name its length and its bytes, as in `PackedSummary`. */
  add(packed: Uint8Array): void {
    const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
    this.#reserve(packed.length);
    for (let at = 0; at < packed.length;) {
      const length = view.getUint32(at, true);
      at += LENGTH_BYTES;
      // Byte by byte: names are short, and a view of each would be garbage.
      for (let i = 0; i < length; i++) this.#bytes[this.#used + i] = packed[at + i];
      at += length;
      if (this.#count === this.#numbers.length) this.#grow();
      this.#used += length;
      this.#ends[++this.#count] = this.#used;
    }
  }

  /** How many names have been added. */
  get count(): number {
    return this.#count;
  }

  /** The bytes of a name; a view that is valid until more is added. */
  bytes(name: number): Uint8Array {
    return this.#bytes.subarray(this.#ends[name], this.#ends[name + 1]);
  }

  /** The number that one of the kernel's names has in `table`, where it is put if it is new. */
  numberIn(table: NameTable, name: number): number {
    if (table !== this.#table) {
      this.#numbers.fill(-1);
      this.#table = table;
    }
    const number = this.#numbers[name];
    if (number >= 0) return number;
    return this.#numbers[name] = table.intern(this.#bytes, this.#ends[name], this.#ends[name + 1]);
  }

  #reserve(more: number): void {
    if (this.#used + more <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + more));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }

  #grow(): void {
    const ends = new Float64Array(this.#count * 2 + 1);
    ends.set(this.#ends);
    this.#ends = ends;
    const numbers = new Int32Array(this.#count * 2).fill(-1);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }
}

/** Pairs by the kernel's numbers. */
export class PairMap {
  readonly #names: NameMap;
  /** Those that have been asked for. */
  readonly #numbers = new Map<number, number>();
  /** What the numbers refer to. */
  #table: NameTable | null = null;

  /** `names` are those that pairs are composed of. */
  constructor(names: NameMap) {
    this.#names = names;
  }

  /** The number that one of the kernel's pairs has in `table`, where it is put if it is new. */
  numberIn(table: NameTable, pair: number): number {
    if (table !== this.#table) {
      this.#numbers.clear();
      this.#table = table;
    }
    let number = this.#numbers.get(pair);
    if (number === undefined) {
      const { status, name } = pairParts(pair), bytes = pairBytes(status, this.#names.bytes(name));
      this.#numbers.set(pair, number = table.intern(bytes, 0, bytes.length));
    }
    return number;
  }
}

/** Bytes of a name's length. */
export const LENGTH_BYTES = 4;

/** The names of a table from number `first` on. */
export function packedNames(table: NameTable, first: number): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (let name = first; name < table.count; name++) length += LENGTH_BYTES + table.bytes(name).length;
  const packed = new Uint8Array(length), view = new DataView(packed.buffer);
  let at = 0;
  for (let name = first; name < table.count; name++) {
    const bytes = table.bytes(name);
    view.setUint32(at, bytes.length, true);
    packed.set(bytes, at + LENGTH_BYTES);
    at += LENGTH_BYTES + bytes.length;
  }
  return packed;
}
