// Role: the two name tables that the cells of a source refer to, and their emptying, so that a log with ever new
// names is read in bounded memory. Shared by `summarizer.ts` and `time_bucket.ts`.

import { dimensionOf, hostKey, numberOf, sectionKey } from "./cell_key.ts";
import { CELL_WIDTH, CellTable } from "./cell_table.ts";
import { NameTable } from "./name_table.ts";

/** Above this many bytes or names, those that no open bucket refers to are forgotten. */
const MOST_BYTES = 32 << 20, MOST_NAMES = 1 << 20;

/** Names of sections and of hosts, by number. */
export interface Names {
  /** Numbers in section keys. */
  section: NameTable;
  /** Numbers in host keys. */
  host: NameTable;
}

/** Two empty tables. */
export function emptyNames(): Names {
  return { section: new NameTable(), host: new NameTable() };
}

/** Whether it is time for {@link keepNames}. */
export function isCrowded({ section, host }: Names, mostBytes = MOST_BYTES): boolean {
  return section.used + host.used > mostBytes || section.count + host.count > MOST_NAMES;
}

/**
 * Renumbers: `names` keeps only what the cells of `tables` refer to, and each table is replaced, in place in the
 * map, by one with the new numbers in the same order.
 */
export function keepNames(names: Names, tables: Map<number, CellTable>): void {
  const kept = emptyNames(), renumbering = new Renumbering(names, kept);
  for (const [start, { keys, values, count }] of tables) {
    const table = new CellTable();
    for (let i = 0; i < count; i++) table.addCell(renumbering.keyOf(keys[i]), values, i * CELL_WIDTH);
    tables.set(start, table);
  }
  names.section = kept.section;
  names.host = kept.host;
}

/** Keys that refer to other names, into which every name that is asked for is put. Reads each name once. */
export class Renumbering {
  readonly #section: NumberMap;
  readonly #host: NumberMap;

  /** Neither may be emptied meanwhile. */
  constructor(from: Names, to: Names) {
    this.#section = new NumberMap(from.section, to.section);
    this.#host = new NumberMap(from.host, to.host);
  }

  /** The key in place of another one. */
  keyOf(key: number): number {
    const dimension = dimensionOf(key);
    if (dimension === "section") return sectionKey(this.#section.numberOf(numberOf(key)));
    return dimension === "host" ? hostKey(this.#host.numberOf(numberOf(key))) : key;
  }
}

class NumberMap {
  readonly #from: NameTable;
  readonly #to: NameTable;
  readonly #numbers: Int32Array;

  constructor(from: NameTable, to: NameTable) {
    this.#from = from;
    this.#to = to;
    this.#numbers = new Int32Array(from.count).fill(-1);
  }

  numberOf(name: number): number {
    const number = this.#numbers[name];
    if (number >= 0) return number;
    const bytes = this.#from.bytes(name);
    return this.#numbers[name] = this.#to.intern(bytes, 0, bytes.length);
  }
}
