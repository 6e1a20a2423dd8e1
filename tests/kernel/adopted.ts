// Role: a `PackedSummary` → the form in which the reference gives its results, with every promise of its contract
// (`src/kernel/summary/packed_summary.ts`) checked on the way. Used by `same.ts`.

import { disorderIn } from "./disorder.ts";
import { kindOf, namedOf, numberOf, valueKey } from "../../src/domain/counting/cell_key.ts";
import { byName, NAMED_DIMENSIONS, type NamedDimension } from "../../src/domain/dimensions/dimensions.ts";
import { CELL_WIDTH, CellTable } from "../../src/domain/counting/cell_table.ts";
import { emptyTables, type SummaryTables, TABLE_KINDS } from "../../src/domain/counting/summary.ts";
import type { Names } from "../../src/domain/counting/names.ts";
import type { NameTable } from "../../src/domain/counting/name_table.ts";
import {
  DISTINCT_HOSTS_AT,
  IS_CUT_AT,
  OPEN,
  type PackedSummary,
  SECONDS_AT,
  TABLE_WIDTH,
  UNORDERED,
} from "../../src/kernel/summary/packed_summary.ts";

/** Tables of a summary, by the start of their bucket, with the reference's numbers of names. */
export interface Adopted extends SummaryTables {
  /** Of buckets that are cut: how many values of a dimension are kept, and how many distinct hosts there were. */
  readonly cut: Map<number, { readonly most: number; readonly distinctHosts: number }>;
}

/** One thread's numbers of names → the reference's. */
export class LocalNames {
  readonly #names: Names;
  #known = byName((): number[] => []);

  /** The reference's names, to which those are added that it does not know. */
  constructor(names: Names) {
    this.#names = names;
  }

  /** Takes in the next summaries of one subject. What breaks the contract is said to `complain`. */
  adopt(parts: readonly PackedSummary[], complain: (problem: string) => void): Adopted {
    const adopted: Adopted = { ...emptyTables(), cut: new Map() };
    for (const part of parts) this.#adopt(part, adopted, complain);
    return adopted;
  }

  #adopt(local: PackedSummary, adopted: Adopted, complain: (problem: string) => void): void {
    if (local.resetsNames) this.#known = byName(() => []);
    for (const { name, plural } of NAMED_DIMENSIONS) {
      learn(
        local.names[name],
        this.#names[name],
        this.#known[name],
        (text) => complain(`${plural}: ${text}`),
      );
    }
    const { tables, keys, values } = local;
    if (tables.length % TABLE_WIDTH !== 0) complain(`tables has ${tables.length} numbers`);
    if (values.length !== keys.length * CELL_WIDTH) {
      complain(`${keys.length} keys with ${values.length} values`);
    }
    let next = 0;
    for (let at = 0; at + TABLE_WIDTH <= tables.length; at += TABLE_WIDTH) {
      const [start, kind, first, count] = tables.subarray(at, at + TABLE_WIDTH);
      if (TABLE_KINDS[kind] === undefined) complain(`a table of kind ${kind}`);
      if (!(first >= 0 && count > 0 && first + count <= keys.length)) {
        complain(`table ${start}: cells ${first} + ${count} of ${keys.length}`);
        continue;
      }
      if (first !== next) complain(`table ${start}: its first cell is ${first} instead of ${next}`);
      next = first + count;
      const found = disorderIn(local, at, this.#names, (key) => {
        return this.#renamed(key) ?? key;
      });
      if (found !== null) complain(`table ${start}: ${found}`);
      const of = adopted[TABLE_KINDS[kind]];
      let table = of.get(start);
      const isOrdered = tables[at + SECONDS_AT] !== UNORDERED;
      const isCut = isOrdered && tables[at + IS_CUT_AT] !== 0;
      if (
        isCut && kind !== OPEN || kind === OPEN && table !== undefined && (isCut || adopted.cut.has(start))
      ) {
        complain(`table ${start} is cut and not alone`);
      }
      if (isCut) {
        adopted.cut.set(start, { most: local.topCount, distinctHosts: tables[at + DISTINCT_HOSTS_AT] });
      }
      if (table === undefined) of.set(start, table = new CellTable());
      for (let cell = first; cell < next; cell++) {
        const key = this.#renamed(keys[cell]);
        if (key === null) complain(`table ${start}: key ${keys[cell]} is of no known name`);
        else table.addCell(key, values, cell * CELL_WIDTH);
      }
    }
    if (next !== keys.length) complain(`${keys.length - next} cells are of no table`);
  }

  #renamed(key: number): number | null {
    const dimension = namedOf(key);
    if (dimension === null) return key;
    const known = this.#known[dimension as NamedDimension][numberOf(key)];
    return known === undefined ? null : valueKey(kindOf(key), known);
  }
}

/** Numbers the names of a list on from those known. */
function learn(
  list: Uint8Array,
  into: NameTable,
  known: number[],
  complain: (problem: string) => void,
): void {
  const view = new DataView(list.buffer, list.byteOffset, list.byteLength);
  let at = 0;
  const earlier = list.length === 0 ? null : new Set(known);
  while (at < list.length) {
    const end = at + 4 <= list.length ? at + 4 + view.getUint32(at, true) : Infinity;
    if (end > list.length) return complain(`the list of names ends within one, at byte ${at}`);
    const name = into.intern(list, at + 4, end);
    if (earlier!.has(name)) complain(`"${into.text(name)}" is numbered a second time`);
    earlier!.add(name);
    known.push(name);
    at = end;
  }
}
