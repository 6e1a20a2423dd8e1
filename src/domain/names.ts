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
  const kept = emptyNames();
  for (const [start, table] of tables) tables.set(start, renumbered(table, names, kept));
  names.section = kept.section;
  names.host = kept.host;
}

/** The same cells in the same order, with keys that refer to `to` instead of `from`. */
export function renumbered(table: CellTable, from: Names, to: Names): CellTable {
  const result = new CellTable();
  for (let i = 0; i < table.count; i++) {
    const key = table.keys[i], dimension = dimensionOf(key);
    let renamed = key;
    if (dimension === "section" || dimension === "host") {
      const bytes = from[dimension].bytes(numberOf(key));
      const name = to[dimension].intern(bytes, 0, bytes.length);
      renamed = dimension === "section" ? sectionKey(name) : hostKey(name);
    }
    result.addCell(renamed, table.values, i * CELL_WIDTH);
  }
  return result;
}
