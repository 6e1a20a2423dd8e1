// Role: the name tables that the cells of a source refer to, and their emptying, so that a log with ever new
// names is read in bounded memory. Shared by `summarizer.ts` and `domain/buckets/open_buckets.ts`.

import { CLASS_SECOND, dimensionOf, KIND_BITS, kindOf, numberOf } from "./cell_key.ts";
import { CELL_WIDTH, CellTable } from "./cell_table.ts";
import { NameTable } from "./name_table.ts";

/** Above this many bytes or names, those that no open bucket refers to are forgotten. */
const MOST_BYTES = 32 << 20, MOST_NAMES = 1 << 20;

/** Dimensions whose values are names with numbers. */
export const NAMED = ["section", "host", "status_host", "status_section"] as const;

/** Names by number: of sections and hosts, and what a rule file asks for (`rule_classes.ts`). */
export interface Names {
  /** Numbers in section keys. */
  section: NameTable;
  /** Numbers in host keys. */
  host: NameTable;
  /** Pairs of a status from 400 on and a host: "500 10.0.0.1". */
  status_host: NameTable;
  /** Pairs of a status from 400 on and a section: "500 /api". */
  status_section: NameTable;
}

/** Empty tables. */
export function emptyNames(): Names {
  return {
    section: new NameTable(),
    host: new NameTable(),
    status_host: new NameTable(),
    status_section: new NameTable(),
  };
}

/** Whether it is time for {@link keepNames}. */
export function isCrowded(names: Names, mostBytes = MOST_BYTES, mostNames = MOST_NAMES): boolean {
  let used = 0, count = 0;
  for (const dimension of NAMED) {
    used += names[dimension].used;
    count += names[dimension].count;
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
  readonly #numbers: Readonly<Record<typeof NAMED[number], Int32Array>>;

  /** The names must not be emptied meanwhile. */
  constructor(from: Names) {
    this.#from = from;
    const numbers = (dimension: typeof NAMED[number]) => new Int32Array(from[dimension].count).fill(-1);
    this.#numbers = {
      section: numbers("section"),
      host: numbers("host"),
      status_host: numbers("status_host"),
      status_section: numbers("status_section"),
    };
  }

  /** The key in place of another one; null for those of classes, which mean nothing any more. */
  keyOf(key: number): number | null {
    const dimension = dimensionOf(key);
    if (dimension !== null && dimension !== "status") {
      return this.#numberOf(dimension, numberOf(key)) << KIND_BITS | kindOf(key);
    }
    return key >= 0 && kindOf(key) === CLASS_SECOND ? null : key;
  }

  #numberOf(dimension: typeof NAMED[number], name: number): number {
    const numbers = this.#numbers[dimension], number = numbers[name];
    if (number >= 0) return number;
    return numbers[name] = this.names[dimension].internFrom(this.#from[dimension], name);
  }
}
