// Role: the tables that the kernel's module gives out, where they are in its memory (`assembly/tables.ts`). Read by
// `kernel_tables.ts`.

import { CELL_WIDTH } from "../domain/cell_table.ts";
import { type KernelExports, reportOf } from "./instance.ts";

/**
 * Numbers of a table: start, first cell, then how many cells are seconds, sections, hosts, statuses, pairs with hosts,
 * pairs with sections and classes of seconds; how many distinct hosts there are, whether it is cut; where the text of pairs
 * with hosts begins, where it ends and that of pairs with sections begins, where that ends.
 */
export const ENTRY_WIDTH = 16;
/** Where they are in an entry, and how many there are from the distinct hosts on. */
export const FIRST = 1, COUNTS = 2, CLASSES = 8, SUMS = 9, MORE = 5;

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
  /** All texts of pairs. */
  readonly texts: Uint8Array<ArrayBuffer>;
}

/** The tables that are there now. */
export function givenTables(module: KernelExports): GivenTables {
  const buffer = module.memory.buffer as ArrayBuffer, report = reportOf(module);
  const { tableCount: count, cellCount } = report;
  return {
    count,
    entries: new Uint32Array(buffer, report.tables, count * ENTRY_WIDTH),
    keys: new Int32Array(buffer, report.keys, cellCount),
    values: new Float64Array(buffer, report.values, cellCount * CELL_WIDTH),
    texts: new Uint8Array(buffer, report.pairText, report.pairBytes),
  };
}
