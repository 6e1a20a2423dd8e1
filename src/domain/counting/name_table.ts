// Role: names of hosts or sections as small numbers, so that counting never touches a string. Filled by
// `summarizer.ts`; read when a bucket is closed (`domain/buckets/open_buckets.ts`) or stored (`domain/checkpoint.ts`).

import { textOf } from "../text.ts";

/**
 * Numbers names in the order in which they come, from 0, and gives their bytes and text back.
 *
 * @example
 * ```ts
 * import { NameTable } from "./name_table.ts";
 * import assert from "node:assert/strict";
 *
 * const names = new NameTable();
 * const bytes = new TextEncoder().encode("/api /cart /api");
 * assert.equal(names.intern(bytes, 0, 4), 0);
 * assert.equal(names.intern(bytes, 5, 10), 1);
 * assert.equal(names.intern(bytes, 11, 15), 0);
 * assert.equal(names.text(1), "/cart");
 * ```
 */
export class NameTable {
  /** How many names there are. */
  count = 0;
  /** Bytes that all names take together. */
  used = 0;
  #arena = new Uint8Array(4096);
  /** Name i is at [ends[i], ends[i + 1]) of the arena. */
  #ends = new Float64Array(257);
  #hashes = new Int32Array(256);
  #slots = new Int32Array(512);
  #mask = 511;
  #texts: (string | undefined)[] = [];
  /** Places of the names below its length in their order, and comparisons since it was made. */
  #ranks = new Uint32Array(0);
  #compared = 0;

  /** The number of the name at [start, end) of `bytes`, which is copied when it is new. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    return this.#internHashed(hashOf(bytes, start, end), bytes, start, end);
  }

  #internHashed(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const slots = this.#slots, mask = this.#mask;
    let slot = hash & mask;
    for (let name = slots[slot]; name !== 0; name = slots[slot = (slot + 1) & mask]) {
      if (this.#hashes[name - 1] === hash && this.#equals(name - 1, bytes, start, end)) return name - 1;
    }
    return this.#insert(slot, hash, bytes, start, end);
  }

  /** The number of the name at [start, end) of `bytes`; −1 where it has none. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end), slots = this.#slots, mask = this.#mask;
    let slot = hash & mask;
    for (let name = slots[slot]; name !== 0; name = slots[slot = (slot + 1) & mask]) {
      if (this.#hashes[name - 1] === hash && this.#equals(name - 1, bytes, start, end)) return name - 1;
    }
    return -1;
  }

  /** The bytes of a name as they stood in the log; a view that is valid until the next `intern`. */
  bytes(name: number): Uint8Array {
    return this.#arena.subarray(this.#ends[name], this.#ends[name + 1]);
  }

  /** The number here of a name of another table, which becomes one of this where it is new. */
  internFrom(table: NameTable, name: number): number {
    return this.#internHashed(table.#hashes[name], table.#arena, table.#ends[name], table.#ends[name + 1]);
  }

  /** The name as text (see `domain/text.ts`), or what `asText` makes of its bytes: always the same function for a table. */
  text(name: number, asText: (bytes: Uint8Array) => string = textOf): string {
    return this.#texts[name] ??= asText(this.bytes(name));
  }

  /** Order of two names by their bytes: negative, 0 or positive. */
  compare(a: number, b: number): number {
    if (++this.#compared > this.count * 8 && this.count > this.#ranks.length) this.#rank();
    const ranks = this.#ranks;
    return a < ranks.length && b < ranks.length ? ranks[a] - ranks[b] : this.#compareBytes(a, b);
  }

  /**
   * Sorts all names, so that comparing two of them costs no look at their bytes. Done once so many have been compared
   * that sorting has paid for itself.
   */
  #rank(): void {
    const order = Uint32Array.from({ length: this.count }, (_, name) => name);
    order.sort((a, b) => this.#compareBytes(a, b));
    this.#ranks = new Uint32Array(this.count);
    order.forEach((name, rank) => this.#ranks[name] = rank);
    this.#compared = 0;
  }

  #compareBytes(a: number, b: number): number {
    const arena = this.#arena;
    let i = this.#ends[a], j = this.#ends[b];
    const iEnd = this.#ends[a + 1], jEnd = this.#ends[b + 1];
    for (; i < iEnd && j < jEnd; i++, j++) if (arena[i] !== arena[j]) return arena[i] - arena[j];
    return (iEnd - i) - (jEnd - j);
  }

  #equals(name: number, bytes: Uint8Array, start: number, end: number): boolean {
    let at = this.#ends[name];
    if (this.#ends[name + 1] - at !== end - start) return false;
    const arena = this.#arena;
    for (let i = start; i < end; i++, at++) if (arena[at] !== bytes[i]) return false;
    return true;
  }

  #insert(slot: number, hash: number, bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    while (this.used + length > this.#arena.length) this.#arena = doubled(this.#arena, Uint8Array);
    for (let i = 0; i < length; i++) this.#arena[this.used + i] = bytes[start + i];
    if (this.count === this.#hashes.length) {
      this.#hashes = doubled(this.#hashes, Int32Array);
      const ends = new Float64Array(this.count * 2 + 1);
      ends.set(this.#ends);
      this.#ends = ends;
    }
    this.#hashes[this.count] = hash;
    this.used += length;
    this.#ends[++this.count] = this.used;
    this.#slots[slot] = this.count;
    if (this.count * 2 > this.#mask) this.#rehash();
    return this.count - 1;
  }

  #rehash(): void {
    const mask = this.#mask = this.#mask * 2 + 1;
    const slots = this.#slots = new Int32Array(mask + 1);
    for (let name = 0; name < this.count; name++) {
      let slot = this.#hashes[name] & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = name + 1;
    }
  }
}

/** FNV-1a, 32 bits (RFC 9923): short keys, no set-up. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash ^ hash >>> 15;
}

function doubled<T extends Uint8Array | Int32Array>(array: T, make: new (length: number) => T): T {
  const larger = new make(array.length * 2);
  larger.set(array);
  return larger;
}
