// Role: the tables that the kernel's module gives out, and those of the lines that it left, as the arrays of a
// `LocalSummary`. Used by `kernel.ts`.

import { CELL_WIDTH, type CellTable } from "../domain/cell_table.ts";
import type { Summary } from "../domain/summary.ts";
import type { KernelExports } from "./instance.ts";
import { SeriesRows } from "../domain/series_rows.ts";
import { SeriesSums } from "../domain/series_sums.ts";
import type { KernelRules } from "./kernel_rules.ts";
import { CLASSES, COUNTS, ENTRY_WIDTH, FIRST, givenTables, MORE, SUMS } from "./given_tables.ts";
import { AMENDED, type LocalSummary, OPEN, TABLE_WIDTH, UNORDERED } from "./local_summary.ts";

/** Places in an entry of `LocalSummary.tables` for what the module tells of a table, but for the classes. */
const FIRST_COUNT = 4, FIRST_SUM = 10;

/** What the module and the lines that it left add, classes as rows of series. */
export type KernelTables = Pick<LocalSummary, "tables" | "keys" | "values" | "series" | "pairs">;

/** Copies everything out. */
export function kernelTables(
  module: KernelExports,
  odd: Pick<Summary, "open" | "amended" | "series">,
  rules: KernelRules | null,
): KernelTables {
  const given = givenTables(module), { entries, keys: givenKeys, values: givenValues } = given;
  const others = [
    ...Array.from(odd.open, ([start, table]) => [start, OPEN, table] as const),
    ...Array.from(odd.amended, ([start, table]) => [start, AMENDED, table] as const),
  ];
  const tables = new Float64Array((given.count + others.length) * TABLE_WIDTH);
  let cells = others.reduce((sum, [, , table]) => sum + table.count, givenKeys.length);
  for (let i = 0; i < entries.length; i += ENTRY_WIDTH) cells -= entries[i + CLASSES];
  const keys = new Int32Array(cells), values = new Float64Array(cells * CELL_WIDTH);
  const series = new SeriesRows(), sums = new SeriesSums(series);
  let at = 0, cell = 0, copied = 0;
  const copyTo = (end: number): void => {
    keys.set(givenKeys.subarray(copied, end), cell);
    values.set(givenValues.subarray(copied * CELL_WIDTH, end * CELL_WIDTH), cell * CELL_WIDTH);
    cell += end - copied;
    copied = end;
  };
  for (let i = 0; i < entries.length; i += ENTRY_WIDTH, at += TABLE_WIDTH) {
    const start = entries[i], first = entries[i + FIRST];
    let count = 0;
    for (let place = COUNTS; place < CLASSES; place++) {
      count += entries[i + place];
      tables[at + FIRST_COUNT + place - COUNTS] = entries[i + place];
    }
    for (let more = 0; more < MORE; more++) tables[at + FIRST_SUM + more] = entries[i + SUMS + more];
    tables[at] = start;
    tables[at + 1] = OPEN;
    tables[at + 2] = cell + first - copied;
    tables[at + 3] = count;
    if (rules === null) continue;
    const classes = first + count;
    copyTo(classes);
    copied += entries[i + CLASSES];
    const ofClasses = givenValues.subarray(classes * CELL_WIDTH, copied * CELL_WIDTH);
    rules.addClasses(start, givenKeys.subarray(classes, copied), ofClasses, sums);
  }
  copyTo(givenKeys.length);
  sums.end();
  series.append(odd.series.numbers);
  for (const [start, kind, table] of others) {
    copyCells(table, keys, values, cell);
    tables.set([start, kind, cell, table.count, UNORDERED], at);
    cell += table.count;
    at += TABLE_WIDTH;
  }
  return { tables, keys, values, series: series.numbers.slice(), pairs: given.texts.slice() };
}

function copyCells(table: CellTable, keys: Int32Array, values: Float64Array, cell: number): void {
  keys.set(table.keys.subarray(0, table.count), cell);
  values.set(table.values.subarray(0, table.count * CELL_WIDTH), cell * CELL_WIDTH);
}
