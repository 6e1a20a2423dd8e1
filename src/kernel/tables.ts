// Role: the tables that the kernel's module gives out, and those of the fallback lines, as the columns of a `PackedSummary`.

import { VALUED } from "../domain/counting/cell_key.ts";
import { CELL_WIDTH } from "../domain/counting/cell_table.ts";
import { SeriesRows } from "../domain/counting/series_rows.ts";
import { SeriesSums } from "../domain/counting/series_sums.ts";
import type { Summary, SummaryTables } from "../domain/counting/summary.ts";
import { KERNEL_VALUED } from "./dimensions.ts";
import { type KernelExports, reportOf } from "./instance.ts";
import type { KernelRules } from "./rules/kernel_rules.ts";
import { type CellColumns, packTables, type TableParts, unorderedTables } from "./summary/pack.ts";
import { HOURS, OPEN, type PackedSummary, UNORDERED } from "./summary/packed_summary.ts";

/** Copies everything out: classes as rows of series. */
export function kernelTables(
  module: KernelExports,
  fallback: SummaryTables & Pick<Summary, "series">,
  rules: KernelRules | null,
): Pick<PackedSummary, "tables" | "keys" | "values" | "series"> {
  const { entries, keys, values } = outputTables(module), tables: TableParts[] = [];
  const series = new SeriesRows(), sums = new SeriesSums(series);
  for (let at = 0; at < entries.length; at += ENTRY_WIDTH) {
    const [start, first, ...counts] = entries.subarray(at, at + USED), [cells] = counts;
    const [classes, ...rest] = counts.splice(ORDERED);
    const isHour = entries[at + HOUR_AT] !== 0;
    const end = first + (isHour ? cells : counts.reduce((sum, count) => sum + count));
    const parts = placesOf(counts, first);
    const columnsOf = (from: number, to: number): CellColumns => ({
      keys: keys.subarray(from, to),
      values: values.subarray(from * CELL_WIDTH, to * CELL_WIDTH),
      count: to - from,
    });
    if (isHour) tables.push({ head: [start, HOURS], columns: [columnsOf(first, end)], order: [UNORDERED] });
    else {
      const columns = [
        columnsOf(first, first + counts[0]),
        ...parts.map(([from, to]) => columnsOf(from, to)),
      ];
      const order = [counts[0], ...parts.map(([from, to]) => to - from), ...rest];
      tables.push({ head: [start, OPEN], columns, order });
    }
    if (rules !== null) rules.addClasses(start, columnsOf(end, end + classes), sums);
  }
  sums.end();
  series.append(fallback.series.numbers);
  return { ...packTables([...tables, ...unorderedTables(fallback)]), series: series.numbers.slice() };
}

/** The same of fallback lines alone. */
export function fallbackTables(
  fallback: SummaryTables & Pick<Summary, "series">,
): Pick<PackedSummary, "tables" | "keys" | "values" | "series"> {
  return { ...packTables(unorderedTables(fallback)), series: fallback.series.numbers.slice() };
}

/** Kinds of cells before those of classes: seconds, and what has values. */
const ORDERED = 1 + KERNEL_VALUED.length;

/** Where the cells of each of `VALUED` are; of what the module does not know there are none. */
function placesOf([seconds, ...counts]: readonly number[], first: number): [from: number, to: number][] {
  return VALUED.map((name) => {
    const place = KERNEL_VALUED.indexOf(name);
    const from = counts.slice(0, Math.max(0, place)).reduce((sum, count) => sum + count, first + seconds);
    return [from, from + (place < 0 ? 0 : counts[place])];
  });
}

/**
 * Numbers of a table, of which so many are used: start, first cell, then how many cells are seconds, values of each of
 * {@link KERNEL_VALUED} and classes of seconds; how many distinct hosts there are, whether it is cut. That of an hour, which says so at its
 * place, has its number of cells in place of that of seconds.
 */
const ENTRY_WIDTH = 16, USED = 2 + ORDERED + 3, HOUR_AT = USED;

/** Views of the module's memory, valid until it does anything. */
export interface OutputTables {
  /** {@link ENTRY_WIDTH} numbers of each table. */
  readonly entries: Uint32Array;
  /** Keys of all cells. */
  readonly keys: Int32Array;
  /** Their values, four each. */
  readonly values: Float64Array;
}

/** The tables that are there now. */
function outputTables(module: KernelExports): OutputTables {
  const buffer = module.memory.buffer, { tables, tableCount, keys, values, cellCount } = reportOf(module);
  return {
    entries: new Uint32Array(buffer, tables, tableCount * ENTRY_WIDTH),
    keys: new Int32Array(buffer, keys, cellCount),
    values: new Float64Array(buffer, values, cellCount * CELL_WIDTH),
  };
}
