// Role: the pairs of a status and a name as one kernel has numbered them, with the numbers that they have among the source's
// own. Used by `adopt.ts`; the kernel composes its numbers (`src/domain/pair_numbers.ts`).

import type { NameTable } from "../domain/name_table.ts";
import { pairBytes } from "../domain/pair_name.ts";
import { pairParts } from "../domain/pair_numbers.ts";
import type { LocalNames } from "./local_names.ts";

/** Pairs by the kernel's numbers. */
export class LocalPairs {
  readonly #names: LocalNames;
  /** Those that have been asked for. */
  readonly #numbers = new Map<number, number>();
  /** What the numbers refer to. */
  #table: NameTable | null = null;

  /** `names` are those that pairs are composed of. */
  constructor(names: LocalNames) {
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
