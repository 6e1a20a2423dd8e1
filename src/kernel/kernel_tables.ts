// Role: the tables that the kernel's module gives out, and those of the lines that it left, as the arrays of a
// `LocalSummary`. Used by `kernel.ts`.

import { CELL_WIDTH, type CellTable } from "../domain/cell_table.ts";
import type { Summary } from "../domain/summary.ts";
import { type KernelExports, reportOf } from "./instance.ts";
import { SeriesRows } from "../domain/series_rows.ts";
import { SeriesSums } from "../domain/series_sums.ts";
import type { KernelRules } from "./kernel_rules.ts";
import { AMENDED, type LocalSummary, OPEN, TABLE_WIDTH, UNORDERED } from "./local_summary.ts";

/**
 * Numbers of a table in the module's memory: start, first cell, then how many are seconds, sections, hosts, statuses, pairs
 * with hosts, pairs with sections and classes of seconds; how many distinct hosts there are, whether it is cut.
 */
const MODULE_WIDTH = 16, COUNTS = 2, CLASSES = 8, DISTINCT = 9;

/** Places in an entry of `LocalSummary.tables` for all of these but the classes. */
const FIRST_COUNT = 4, FIRST_SUM = 10;

/** What the module and the lines that it left add, classes as rows of series. */
export type KernelTables = Pick<LocalSummary, "tables" | "keys" | "values" | "series">;

/** Copies everything out. */
export function kernelTables(
  module: KernelExports,
  odd: Pick<Summary, "open" | "amended" | "series">,
  rules: KernelRules | null,
): KernelTables {
  const buffer = module.memory.buffer as ArrayBuffer, report = reportOf(module), { cellCount } = report;
  const entries = new Uint32Array(buffer, report.tables, report.tableCount * MODULE_WIDTH);
  const given = new Int32Array(buffer, report.keys, cellCount);
  const counts = new Float64Array(buffer, report.values, cellCount * CELL_WIDTH);
  const others = [
    ...Array.from(odd.open, ([start, table]) => [start, OPEN, table] as const),
    ...Array.from(odd.amended, ([start, table]) => [start, AMENDED, table] as const),
  ];
  let cells = others.reduce((sum, [, , table]) => sum + table.count, cellCount);
  for (let i = 0; i < entries.length; i += MODULE_WIDTH) cells -= entries[i + CLASSES];
  const keys = new Int32Array(cells), values = new Float64Array(cells * CELL_WIDTH);
  const tables = new Float64Array((report.tableCount + others.length) * TABLE_WIDTH);
  const series = new SeriesRows(), sums = new SeriesSums(series);
  let at = 0, cell = 0, copied = 0;
  const copyTo = (end: number): void => {
    keys.set(given.subarray(copied, end), cell);
    values.set(counts.subarray(copied * CELL_WIDTH, end * CELL_WIDTH), cell * CELL_WIDTH);
    cell += end - copied;
    copied = end;
  };
  for (let i = 0; i < entries.length; i += MODULE_WIDTH, at += TABLE_WIDTH) {
    const start = entries[i], first = entries[i + 1], classes = entries[i + CLASSES];
    let count = 0;
    for (let place = COUNTS; place < CLASSES; place++) {
      count += entries[i + place];
      tables[at + FIRST_COUNT + place - COUNTS] = entries[i + place];
    }
    tables[at] = start;
    tables[at + 1] = OPEN;
    tables[at + 2] = cell + first - copied;
    tables[at + 3] = count;
    tables[at + FIRST_SUM] = entries[i + DISTINCT];
    tables[at + FIRST_SUM + 1] = entries[i + DISTINCT + 1];
    if (rules === null) continue;
    const end = first + count;
    copyTo(end);
    copied += classes;
    const ofClasses = counts.subarray(end * CELL_WIDTH, copied * CELL_WIDTH);
    rules.addClasses(start, given.subarray(end, copied), ofClasses, sums);
  }
  copyTo(cellCount);
  sums.end();
  series.append(odd.series.numbers);
  for (const [start, kind, table] of others) {
    copyCells(table, keys, values, cell);
    tables.set([start, kind, cell, table.count, UNORDERED], at);
    cell += table.count;
    at += TABLE_WIDTH;
  }
  return { tables, keys, values, series: series.numbers.slice() };
}

function copyCells(table: CellTable, keys: Int32Array, values: Float64Array, cell: number): void {
  keys.set(table.keys.subarray(0, table.count), cell);
  values.set(table.values.subarray(0, table.count * CELL_WIDTH), cell * CELL_WIDTH);
}
