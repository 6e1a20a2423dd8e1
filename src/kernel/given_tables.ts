// Role: the tables that the kernel's module gives out, where they are in its memory (`assembly/tables.ts`). Read by
// `kernel_tables.ts` and `pair_texts.ts`.

import { CELL_WIDTH } from "../domain/cell_table.ts";
import { type KernelExports, reportOf } from "./instance.ts";

/**
 * Numbers of a table: start, first cell, then how many cells are seconds, sections, hosts, statuses, pairs with hosts,
 * pairs with sections and classes of seconds; how many distinct hosts there are, whether it is cut.
 */
export const ENTRY_WIDTH = 16;
/** Where they are in an entry. */
export const FIRST = 1, COUNTS = 2, CLASSES = 8, DISTINCT = 9, IS_CUT = 10;

/** Views of the module's memory, valid until it does anything. */
export interface GivenTables {
  /** How many tables there are. */
  readonly count: number;
  /** {@link ENTRY_WIDTH} numbers each. */
  readonly entries: Uint32Array;
  /** Keys of all cells. */
  readonly keys: Int32Array;
  /** Their values, four each. */
  readonly values: Float64Array;
}

/** The tables that are there now. */
export function givenTables(module: KernelExports): GivenTables {
  const { buffer } = module.memory, report = reportOf(module), { tableCount: count, cellCount } = report;
  return {
    count,
    entries: new Uint32Array(buffer, report.tables, count * ENTRY_WIDTH),
    keys: new Int32Array(buffer, report.keys, cellCount),
    values: new Float64Array(buffer, report.values, cellCount * CELL_WIDTH),
  };
}

/** How many cells of the table whose entry begins at `at` are of the kinds before this one. */
export function cellsBefore(entries: Uint32Array, at: number, kind: number): number {
  let count = 0;
  for (let before = 0; before < kind; before++) count += entries[at + COUNTS + before];
  return count;
}
