// Role: the name tables that the cells of a source refer to, and their emptying, so that a log with ever new
// names is read in bounded memory. Shared by `summarizer.ts` and `domain/buckets/open_buckets.ts`.

import { CLASS_SECOND, kindOf, NAMED, type Named, namedOf, numberOf, valueKey } from "./cell_key.ts";
import { CELL_WIDTH, CellTable } from "./cell_table.ts";
import { NameTable } from "./name_table.ts";

/** Above this many bytes or names, those that no open bucket refers to are forgotten. */
const MOST_BYTES = 32 << 20, MOST_NAMES = 1 << 20;

/** Names by number: the numbers that keys of each kind hold. */
export type Names = Record<Named, NameTable>;

/** Empty tables. */
export function emptyNames(): Names {
  return byNamed(() => new NameTable());
}

/** Something for each of {@link NAMED}. */
function byNamed<Made>(make: (named: Named) => Made): Record<Named, Made> {
  const made = {} as Record<Named, Made>;
  for (const named of NAMED) made[named] = make(named);
  return made;
}

/** Whether it is time for {@link keepNames}. */
export function isCrowded(names: Names, mostBytes = MOST_BYTES, mostNames = MOST_NAMES): boolean {
  let used = 0, count = 0;
  for (const named of NAMED) {
    used += names[named].used;
    count += names[named].count;
  }
  return used > mostBytes || count > mostNames;
}

/**
 * Renumbers: `names` keeps only what the cells of all tables refer to, and each table is replaced, in place in its
 * map, by one with the new numbers in the same order.
 */
export function keepNames(names: Names, ...maps: readonly Map<number, CellTable>[]): void {
  // Read first: names become the source's when keys are asked for.
  const all = maps.flatMap((tables) =>
    Array.from(tables, ([start, { keys, values, count }]) => ({ tables, start, keys, values, count }))
  );
  const renumbering = new Renumbering(names);
  for (const { tables, start, keys, values, count } of all) {
    const table = new CellTable();
    for (let i = 0; i < count; i++) {
      const key = renumbering.keyOf(keys[i]);
      if (key !== null) table.addCell(key, values, i * CELL_WIDTH);
    }
    tables.set(start, table);
  }
  Object.assign(names, renumbering.names);
}

/** Keys that refer to names of their own, into which every name that is asked for is put. Reads each name once. */
export class Renumbering {
  /** The names that the new keys refer to. */
  readonly names: Names = emptyNames();
  readonly #from: Names;
  /** By the numbers before: the numbers since, or −1. */
  readonly #numbers: Readonly<Record<Named, Int32Array>>;

  /** The names must not be emptied meanwhile. */
  constructor(from: Names) {
    this.#from = from;
    this.#numbers = byNamed((named) => new Int32Array(from[named].count).fill(-1));
  }

  /** The key in place of another one; null for those of classes, which mean nothing any more. */
  keyOf(key: number): number | null {
    const named = namedOf(key);
    if (named !== null) return valueKey(kindOf(key), this.#numberOf(named, numberOf(key)));
    return key >= 0 && kindOf(key) === CLASS_SECOND ? null : key;
  }

  #numberOf(named: Named, name: number): number {
    const numbers = this.#numbers[named], number = numbers[name];
    if (number >= 0) return number;
    return numbers[name] = this.names[named].internFrom(this.#from[named], name);
  }
}
