// Role: packs tables and what else a summary holds into the columns of a `PackedSummary`.

import { numberOf } from "../../domain/counting/cell_key.ts";
import { CELL_WIDTH, type CellTable } from "../../domain/counting/cell_table.ts";
import type { Names } from "../../domain/counting/names.ts";
import { byName, type NamedDimension } from "../../domain/dimensions/dimensions.ts";
import { type Summary, type SummaryTables, TABLE_KINDS } from "../../domain/counting/summary.ts";
import { type PackedSummary, TABLE_WIDTH, UNORDERED } from "./packed_summary.ts";
import { packVisitors } from "./packed_visitors.ts";
import { packedNames } from "./packed_names.ts";

/** Cells; the arrays may be longer than their count says. */
export type CellColumns = Pick<CellTable, "keys" | "values" | "count">;

/** One table: what `PackedSummary.tables` says of it before and after the place and number of its cells. */
export interface TableParts {
  readonly head: readonly [start: number, kind: number];
  readonly columns: CellColumns;
  readonly order: readonly number[];
}

/** The tables of a summary, whose cells lie in no order. */
export function unorderedTables(tables: SummaryTables): TableParts[] {
  return TABLE_KINDS.flatMap((kind, number) =>
    Array.from(tables[kind], ([start, table]): TableParts => ({
      head: [start, number],
      columns: table,
      order: [UNORDERED],
    }))
  );
}

/** Copies all cells of all tables. */
export function packTables(parts: readonly TableParts[]): Pick<PackedSummary, "tables" | "keys" | "values"> {
  const cells = parts.reduce((sum, { columns }) => sum + columns.count, 0);
  const tables = new Float64Array(parts.length * TABLE_WIDTH);
  const keys = new Int32Array(cells), values = new Float64Array(cells * CELL_WIDTH);
  let cell = 0;
  for (const [number, { head, columns, order }] of parts.entries()) {
    const { count } = columns;
    keys.set(columns.keys.subarray(0, count), cell);
    values.set(columns.values.subarray(0, count * CELL_WIDTH), cell * CELL_WIDTH);
    tables.set([...head, cell, count, ...order], number * TABLE_WIDTH);
    cell += count;
  }
  return { tables, keys, values };
}

/** The names of the thread that made it. */
export type SummaryNames = Pick<Names, NamedDimension>;

/** How many names were there before. */
export type KnownNames = Readonly<Record<keyof SummaryNames, number>>;

/** How many names there are now. */
export function knownNames(names: SummaryNames): KnownNames {
  return byName((name) => names[name].count);
}

/**
 * Copies all that the summary holds; it was made without a time before it, and its pairs are composed. Names below `known`
 * are left out.
 */
export function packSummary(
  { latest: _latest, open, amended, overdue, hours, overdueHours, visitors, series, ...counts }: Summary,
  names: SummaryNames,
  known: KnownNames,
  resetsNames: boolean,
): PackedSummary {
  let smallest = Infinity;
  for (const tables of [open, amended, overdue]) {
    for (const [start, table] of tables) smallest = Math.min(smallest, firstSecond(start, table));
  }
  return {
    ...counts,
    smallest: smallest === Infinity ? null : smallest,
    lateFrom: counts.late === 0 ? null : -1,
    resetsNames,
    names: byName((name) => packedNames(names[name], known[name])),
    visitors: packVisitors(visitors),
    series: series.numbers.slice(),
    ...packTables(unorderedTables({ open, amended, overdue, hours, overdueHours })),
    topCount: 0,
  };
}

/** The smallest time in a bucket's table. */
function firstSecond(start: number, { keys, count }: CellTable): number {
  let place = Infinity;
  for (let cell = 0; cell < count; cell++) if (keys[cell] < 0) place = Math.min(place, numberOf(keys[cell]));
  return start + place;
}
