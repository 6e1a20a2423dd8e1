// Role: the tables that the kernel's module gives out, and those of the lines that it left, as the arrays of a
// `LocalSummary`. Used by `kernel.ts`.

import { CELL_WIDTH, type CellTable } from "../domain/counting/cell_table.ts";
import { SeriesRows } from "../domain/counting/series_rows.ts";
import { SeriesSums } from "../domain/counting/series_sums.ts";
import type { Summary } from "../domain/counting/summary.ts";
import { type KernelExports, reportOf } from "./instance.ts";
import type { KernelRules } from "./rules/kernel_rules.ts";
import { AMENDED, OPEN, type PackedSummary, TABLE_WIDTH, UNORDERED } from "./summary/packed_summary.ts";

/** Places in an entry of `LocalSummary.tables` for what the module tells of a table, but for the classes. */
const FIRST_COUNT = 4, FIRST_SUM = 10;

/** What the module and the lines that it left add, classes as rows of series. */
export type KernelTables = Pick<PackedSummary, "tables" | "keys" | "values" | "series" | "pairs">;

/** Copies everything out. */
export function kernelTables(
  module: KernelExports,
  odd: Pick<Summary, "open" | "amended" | "series">,
  rules: KernelRules | null,
): KernelTables {
  const given = outputTables(module), { entries, keys: givenKeys, values: givenValues } = given;
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

/**
 * Numbers of a table: start, first cell, then how many cells are seconds, sections, hosts, statuses, pairs with hosts,
 * pairs with sections and classes of seconds; how many distinct hosts there are, whether it is cut; where the text of pairs
 * with hosts begins, where it ends and that of pairs with sections begins, where that ends.
 */
export const ENTRY_WIDTH = 16;
/** Where they are in an entry, and how many there are from the distinct hosts on. */
export const FIRST = 1, COUNTS = 2, CLASSES = 8, SUMS = 9, MORE = 5;

/** Views of the module's memory, valid until it does anything. */
export interface OutputTables {
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
export function outputTables(module: KernelExports): OutputTables {
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
