// Role: numbers of pairs of an error's status with a host or a section, for keys of cells (`cell_key.ts`). `rule_classes.ts`
// counts under them; a source has names for its pairs, a kernel (`src/kernel/`) composes a number of those of the parts.

import { type PairDimension, PAIRED } from "../dimensions/pairs.ts";
import { textOf } from "../text.ts";
import type { Names } from "./names.ts";

/** Numbers pairs. */
export interface PairNumbers {
  /** The number of a status with a section or host, which is given by its own number. */
  numberOf(dimension: PairDimension, status: number, name: number): number;
}

/** Pairs that have names, in the tables for them. */
export class NamedPairs implements PairNumbers {
  readonly #names: Names;

  /** Puts names of pairs into `names`. */
  constructor(names: Names) {
    this.#names = names;
  }

  numberOf(dimension: PairDimension, status: number, name: number): number {
    const pair = pairBytes(status, this.#names[PAIRED[dimension]].bytes(name));
    return this.#names[dimension].intern(pair, 0, pair.length);
  }
}

/** Bits of the name's number in one that is composed. */
const NAME_BITS = 18;
/** Sections, and hosts, of which pairs can be composed. */
export const MOST_PAIRED: number = 2 ** NAME_BITS;

/**
 * Pairs that are what their parts are: nothing has to be remembered of them.
 *
 * Errors: RangeError for a name that is not below {@link MOST_PAIRED}.
 *
 * @example
 * ```ts
 * import { COMPOSED_PAIRS, pairParts } from "./error_pairs.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(pairParts(COMPOSED_PAIRS.numberOf("status_host", 503, 7)), { status: 503, name: 7 });
 * ```
 */
export const COMPOSED_PAIRS: PairNumbers = {
  numberOf(_dimension, status, name) {
    if (name >= MOST_PAIRED) throw new RangeError(`pair of name ${name}, at most ${MOST_PAIRED - 1}`);
    return status << NAME_BITS | name;
  },
};

/** The parts of a number that {@link COMPOSED_PAIRS} has made. */
export function pairParts(pair: number): { readonly status: number; readonly name: number } {
  return { status: pair >> NAME_BITS, name: pair & MOST_PAIRED - 1 };
}

/** Bytes of the status and the space before the name. */
const PAIR_PREFIX = 4;

/** The name of a pair: the status, a space, the name's bytes. */
export function pairBytes(status: number, name: Uint8Array): Uint8Array {
  const pair = new Uint8Array(PAIR_PREFIX + name.length);
  pair[0] = 0x30 + Math.floor(status / 100);
  pair[1] = 0x30 + Math.floor(status / 10) % 10;
  pair[2] = 0x30 + status % 10;
  pair[3] = 0x20;
  pair.set(name, PAIR_PREFIX);
  return pair;
}

/** A pair as text: the status, a space, the name as it is stored. */
export function pairText(bytes: Uint8Array): string {
  return textOf(bytes.subarray(0, PAIR_PREFIX)) + textOf(bytes.subarray(PAIR_PREFIX));
}
