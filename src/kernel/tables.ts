// Role: the tables that the kernel's module gives out, and those of the fallback lines, as the columns of a `PackedSummary`.

import { VALUED } from "../domain/counting/cell_key.ts";
import { CELL_WIDTH } from "../domain/counting/cell_table.ts";
import { SeriesRows } from "../domain/counting/series_rows.ts";
import { SeriesSums } from "../domain/counting/series_sums.ts";
import type { Summary, SummaryTables } from "../domain/counting/summary.ts";
import { type KernelExports, reportOf } from "./instance.ts";
import type { KernelRules } from "./rules/kernel_rules.ts";
import { type CellColumns, packTables, type TableParts, unorderedTables } from "./summary/pack.ts";
import { packVisitors } from "./summary/packed_visitors.ts";
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
    const [start, first, isHour, distinctHosts, isCut] = entries.subarray(at, at + COUNTS_AT);
    const counts = entries.subarray(at + COUNTS_AT, at + COUNTS_AT + ORDERED);
    const classes = isHour ? 0 : entries[at + COUNTS_AT + ORDERED];
    const end = first + (isHour ? counts[0] : counts.reduce((sum, count) => sum + count));
    const columnsOf = (from: number, to: number): CellColumns => ({
      keys: keys.subarray(from, to),
      values: values.subarray(from * CELL_WIDTH, to * CELL_WIDTH),
      count: to - from,
    });
    const columns = columnsOf(first, end);
    if (isHour) tables.push({ head: [start, HOURS], columns, order: [UNORDERED] });
    else tables.push({ head: [start, OPEN], columns, order: [...counts, distinctHosts, isCut] });
    if (rules !== null) rules.addClasses(start, columnsOf(end, end + classes), sums);
  }
  sums.end();
  series.append(fallback.series.numbers);
  return { ...packTables([...tables, ...unorderedTables(fallback)]), series: series.numbers.slice() };
}

/** Those of the module's hours, and of the fallback lines. */
export function visitorsOf(module: KernelExports, fallback: Summary["visitors"]): Uint8Array<ArrayBuffer> {
  const own = new Uint8Array(module.memory.buffer, module.visitorsGiven(), module.visitorBytes());
  const others = packVisitors(fallback), all = new Uint8Array(own.length + others.length);
  all.set(own);
  all.set(others, own.length);
  return all;
}

/** The same of fallback lines alone. */
export function fallbackTables(
  fallback: SummaryTables & Pick<Summary, "series">,
): Pick<PackedSummary, "tables" | "keys" | "values" | "series"> {
  return { ...packTables(unorderedTables(fallback)), series: fallback.series.numbers.slice() };
}

/** Kinds of cells before those of classes: seconds, and what has values. */
const ORDERED = 1 + VALUED.length;
/**
 * Numbers of a table: start, first cell, whether it is of an hour, how many distinct hosts there are, whether it is cut; from the
 * eighth on, how many cells are seconds, values of each of `VALUED` and classes of seconds, or all of an hour.
 */
const ENTRY_WIDTH = 32, COUNTS_AT = 8;

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
