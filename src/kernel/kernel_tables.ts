// Role: the tables that the kernel's module gives out, and those of the lines that it left, as the arrays of a
// `LocalSummary`. Used by `kernel.ts`.

import { CELL_WIDTH, type CellTable } from "../domain/cell_table.ts";
import type { Summary } from "../domain/summary.ts";
import { type KernelExports, reportOf } from "./instance.ts";
import type { KernelRules } from "./kernel_rules.ts";
import { AMENDED, type LocalSummary, OPEN, TABLE_WIDTH, UNORDERED } from "./local_summary.ts";

/**
 * Numbers of a table in the module's memory: start, first cell, then how many are seconds, sections, hosts, statuses, pairs
 * with hosts, pairs with sections and classes of seconds; how many distinct hosts there are, whether it is cut.
 */
const MODULE_WIDTH = 16, DIMENSIONS = 7, COUNTS = 2;

/** Places in an entry of `LocalSummary.tables`. */
const SECONDS = 4, DISTINCT = 10;

/** Copies everything out. */
export function kernelTables(
  module: KernelExports,
  odd: Pick<Summary, "open" | "amended">,
  rules: KernelRules | null,
): Pick<LocalSummary, "tables" | "keys" | "values"> {
  const buffer = module.memory.buffer as ArrayBuffer;
  const report = reportOf(module), { cellCount: counted, tableCount } = report;
  const others = [
    ...Array.from(odd.open, ([start, table]) => [start, OPEN, table] as const),
    ...Array.from(odd.amended, ([start, table]) => [start, AMENDED, table] as const),
  ];
  const cells = others.reduce((sum, [, , table]) => sum + table.count, counted);
  const keys = new Int32Array(cells), values = new Float64Array(cells * CELL_WIDTH);
  keys.set(new Int32Array(buffer, report.keys, counted));
  values.set(new Float64Array(buffer, report.values, counted * CELL_WIDTH));
  const tables = new Float64Array((tableCount + others.length) * TABLE_WIDTH);
  const entries = new Uint32Array(buffer, report.tables, tableCount * MODULE_WIDTH);
  let at = 0, cell = counted;
  for (let i = 0; i < entries.length; i += MODULE_WIDTH, at += TABLE_WIDTH) {
    const first = entries[i + 1];
    let count = 0;
    for (let dimension = 0; dimension < DIMENSIONS; dimension++) {
      const cells = entries[i + COUNTS + dimension];
      count += cells;
      // Classes come last, and need no number of their own.
      if (dimension + 1 < DIMENSIONS) tables[at + SECONDS + dimension] = cells;
    }
    tables[at] = entries[i];
    tables[at + 1] = OPEN;
    tables[at + 2] = first;
    tables[at + 3] = count;
    tables[at + DISTINCT] = entries[i + COUNTS + DIMENSIONS];
    tables[at + DISTINCT + 1] = entries[i + COUNTS + DIMENSIONS + 1];
    if (rules !== null) ownKeys(rules, keys, first, count);
  }
  for (const [start, kind, table] of others) {
    copyCells(table, keys, values, cell);
    tables.set([start, kind, cell, table.count, UNORDERED], at);
    cell += table.count;
    at += TABLE_WIDTH;
  }
  return { tables, keys, values };
}

/** Gives classes and pairs, which lie behind all others, the numbers that the lines have which were left. */
function ownKeys(rules: KernelRules, keys: Int32Array, first: number, count: number): void {
  for (let cell = first + count - 1; cell >= first && rules.isOwn(keys[cell]); cell--) {
    keys[cell] = rules.keyOf(keys[cell]);
  }
}

function copyCells(table: CellTable, keys: Int32Array, values: Float64Array, cell: number): void {
  keys.set(table.keys.subarray(0, table.count), cell);
  values.set(table.values.subarray(0, table.count * CELL_WIDTH), cell * CELL_WIDTH);
}
