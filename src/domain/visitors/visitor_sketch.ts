// Role: how many different visitors there were, from few bytes that merge: HyperLogLog (Flajolet et al., AofA 2007) with the estimator
// of Ertl (arXiv:1702.01284, algorithm 6).

/** Bits of a visitor's first word that tell its register. */
const INDEX_BITS = 12;
/** Registers: the standard error is 1.04 / √4096, 1.6 %. */
export const REGISTERS: number = 1 << INDEX_BITS;
/** The largest rank: that of 52 bits which are all 0. */
const LARGEST_RANK = 64 - INDEX_BITS + 1;
/** Up to so many registers that are not 0 are written one by one. */
const MOST_SPARSE = 1023;
/** First byte of what is written; then of each register that is not 0 index and rank, or six bits of each of all. */
const SPARSE = 0, DENSE = 1;
const ENTRY_BYTES = 3, DENSE_BYTES = 1 + REGISTERS * 6 / 8;

/**
 * A set of visitors of which only its size can be told, about. Adding and merging are order-independent, and adding again changes
 * nothing.
 *
 * @example
 * ```ts
 * import { VisitorSketch } from "./visitor_sketch.ts";
 * import assert from "node:assert/strict";
 *
 * const sketch = new VisitorSketch();
 * sketch.add(Int32Array.of(0x12345678, 0x1abcdef0));
 * sketch.add(Int32Array.of(0x12345678, 0x1abcdef0));
 * assert.equal(Math.round(sketch.estimate()), 1);
 * assert.deepEqual(VisitorSketch.of(sketch.bytes()).bytes(), Uint8Array.of(0, 0xc2, 0x48, 0x00));
 * ```
 */
export class VisitorSketch {
  /** Rank by index; null while there are few. */
  #dense: Uint8Array | null = null;
  readonly #sparse = new Map<number, number>();

  /** What {@link VisitorSketch.bytes} wrote, or more registers one by one, each once. Errors: RangeError for anything else. */
  static of(bytes: Uint8Array): VisitorSketch {
    const sketch = new VisitorSketch();
    if (isSparse(bytes)) {
      if (bytes.length > 1 + MOST_SPARSE * ENTRY_BYTES) sketch.#widened();
      for (let at = 1; at < bytes.length; at += ENTRY_BYTES) {
        const entry = bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16;
        sketch.raise(checkedIndex(entry >> 6), entry & 63);
      }
    } else if (isDense(bytes)) {
      for (let index = 0; index < REGISTERS; index++) {
        const rank = rankIn(bytes, index);
        if (rank > 0) sketch.raise(index, rank);
      }
    } else throw noRegisters(bytes);
    return sketch;
  }

  /** Adds a visitor, see `visitor_hash.ts`. */
  add(words: Int32Array): void {
    const index = words[0] >>> 32 - INDEX_BITS, rest = words[0] << INDEX_BITS;
    const zeros = rest !== 0 ? Math.clz32(rest) : 32 - INDEX_BITS + Math.clz32(words[1]);
    this.raise(index, zeros + 1);
  }

  /** Adds all visitors of another one. */
  merge(other: VisitorSketch): void {
    if (other.#dense === null) return other.#sparse.forEach((rank, index) => this.raise(index, rank));
    const dense = this.#widened();
    for (let index = 0; index < REGISTERS; index++) {
      if (dense[index] < other.#dense[index]) dense[index] = other.#dense[index];
    }
  }

  /** Sees to it that a register has at least this rank. Errors: RangeError for a rank that there is not. */
  raise(index: number, rank: number): void {
    checkedRank(rank);
    if (this.#dense !== null) {
      if (this.#dense[index] < rank) this.#dense[index] = rank;
      return;
    }
    if ((this.#sparse.get(index) ?? 0) < rank) this.#sparse.set(index, rank);
    if (this.#sparse.size > MOST_SPARSE) this.#widened();
  }

  /** All registers: there are, or will be, too many to keep them one by one. */
  #widened(): Uint8Array {
    if (this.#dense !== null) return this.#dense;
    const dense = this.#dense = new Uint8Array(REGISTERS);
    for (const [index, rank] of this.#sparse) dense[index] = rank;
    this.#sparse.clear();
    return dense;
  }

  /** About how many visitors there are: with a standard error of 1.6 %. */
  estimate(): number {
    const counts = new Float64Array(LARGEST_RANK + 1);
    let used = 0;
    this.#each((_, rank) => {
      counts[rank]++;
      used++;
    });
    counts[0] = REGISTERS - used;
    return estimateOf(counts);
  }

  /** The registers, so that the same visitors give the same bytes, 3,073 at most. */
  bytes(): Uint8Array<ArrayBuffer> {
    const dense = this.#dense;
    if (dense === null) {
      const bytes = new Uint8Array(1 + this.#sparse.size * ENTRY_BYTES);
      [...this.#sparse].sort(([a], [b]) => a - b).forEach(([index, rank], place) => {
        const entry = index << 6 | rank, at = 1 + place * ENTRY_BYTES;
        bytes[at] = entry;
        bytes[at + 1] = entry >> 8;
        bytes[at + 2] = entry >> 16;
      });
      return bytes;
    }
    const bytes = new Uint8Array(DENSE_BYTES);
    bytes[0] = DENSE;
    for (let index = 0; index < REGISTERS; index++) {
      const bit = index * 6, at = 1 + (bit >> 3), shifted = dense[index] << (bit & 7);
      bytes[at] |= shifted;
      if (at + 1 < DENSE_BYTES) bytes[at + 1] |= shifted >> 8;
    }
    return bytes;
  }

  #each(take: (index: number, rank: number) => void): void {
    if (this.#dense === null) return this.#sparse.forEach((rank, index) => take(index, rank));
    for (let index = 0; index < REGISTERS; index++) {
      if (this.#dense[index] > 0) take(index, this.#dense[index]);
    }
  }
}

/**
 * A sum of very many sketches, of which only the size is asked: {@link VisitorSketch.merge} and {@link VisitorSketch.estimate}, four
 * registers at a time, out of what {@link VisitorSketch.bytes} wrote.
 */
export class VisitorSum {
  /** The rank of each register, four to a word; the first one is the lowest byte. */
  readonly #words = new Uint32Array(REGISTERS / 4);

  /** Adds all visitors of a sketch. Errors: RangeError for anything else. */
  merge(bytes: Uint8Array): void {
    if (isDense(bytes)) this.#mergeDense(bytes);
    else if (isSparse(bytes)) this.#mergeSparse(bytes);
    else throw noRegisters(bytes);
  }

  /** As {@link VisitorSketch.estimate}. */
  estimate(): number {
    const counts = new Float64Array(LARGEST_RANK + 1);
    for (const word of this.#words) {
      counts[word & 0xff]++;
      counts[word >> 8 & 0xff]++;
      counts[word >> 16 & 0xff]++;
      counts[word >>> 24]++;
    }
    return estimateOf(counts);
  }

  #mergeDense(bytes: Uint8Array): void {
    const words = this.#words;
    let wrong = 0;
    for (let place = 0, at = 1; place < words.length; place++, at += 3) {
      const six = bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16;
      const ranks = six & 0x3f | (six & 0xfc0) << 2 | (six & 0x3f000) << 4 | (six & 0xfc0000) << 6;
      // A rank above the largest carries into the seventh bit of its byte.
      wrong |= ranks + TOO_LARGE;
      words[place] = larger(words[place], ranks);
    }
    if ((wrong & 0x40404040) !== 0) throw new RangeError(`a rank above ${LARGEST_RANK}`);
  }

  #mergeSparse(bytes: Uint8Array): void {
    const words = this.#words;
    for (let at = 1; at < bytes.length; at += ENTRY_BYTES) {
      const entry = bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16;
      const index = checkedIndex(entry >> 6), rank = checkedRank(entry & 63), place = index >> 2;
      words[place] = larger(words[place], rank << (index & 3) * 8);
    }
  }
}

/** In each byte. */
const TOO_LARGE = (0x40 - LARGEST_RANK - 1) * 0x01010101;

/** The larger ones of four bytes below 128 each. */
function larger(one: number, other: number): number {
  // The eighth bit of each byte says whether the first one is not less; then seven bits do.
  const isFirst = ((one | 0x80808080) - other & 0x80808080) >>> 7, mask = isFirst * 0x7f;
  return one & mask | other & ~mask;
}

/** By how many registers have each rank, those without any at 0. */
function estimateOf(counts: Float64Array): number {
  let sum = REGISTERS * tau(1 - counts[LARGEST_RANK] / REGISTERS);
  for (let rank = LARGEST_RANK - 1; rank >= 1; rank--) sum = 0.5 * (sum + counts[rank]);
  sum += REGISTERS * sigma(counts[0] / REGISTERS);
  return REGISTERS * REGISTERS / (2 * Math.LN2 * sum);
}

function isSparse(bytes: Uint8Array): boolean {
  return bytes[0] === SPARSE && (bytes.length - 1) % ENTRY_BYTES === 0;
}

function isDense(bytes: Uint8Array): boolean {
  return bytes[0] === DENSE && bytes.length === DENSE_BYTES;
}

function noRegisters(bytes: Uint8Array): RangeError {
  return new RangeError(`no registers: ${bytes.length} bytes that begin with ${bytes[0]}`);
}

function checkedRank(rank: number): number {
  if (rank >= 1 && rank <= LARGEST_RANK) return rank;
  throw new RangeError(`rank ${rank}, from 1 to ${LARGEST_RANK}`);
}

function checkedIndex(index: number): number {
  if (index < REGISTERS) return index;
  throw new RangeError(`register ${index}, below ${REGISTERS}`);
}

function rankIn(bytes: Uint8Array, index: number): number {
  const bit = index * 6, at = 1 + (bit >> 3);
  return (bytes[at] | (bytes[at + 1] ?? 0) << 8) >> (bit & 7) & 63;
}

/** x + Σ x^(2^k) 2^(k − 1), for registers that are still 0. */
function sigma(share: number): number {
  if (share === 1) return Infinity;
  let x = share, power = 1, sum = share;
  for (let before = NaN; sum !== before;) {
    x *= x;
    before = sum;
    sum += x * power;
    power += power;
  }
  return sum;
}

/** A third of 1 − x − Σ (1 − x^(2^−k))² 2^−k, for registers that are at their largest. */
function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let x = share, power = 1, sum = 1 - share;
  for (let before = NaN; sum !== before;) {
    x = Math.sqrt(x);
    before = sum;
    power *= 0.5;
    sum -= (1 - x) ** 2 * power;
  }
  return sum / 3;
}
