// Role: a `Summary` as a `LocalSummary`: what the reference path makes, in the form in which threads send it. Used by
// `parallel/reference_ranges.ts`.

import { numberOf } from "../../domain/counting/cell_key.ts";
import { CELL_WIDTH, type CellTable } from "../../domain/counting/cell_table.ts";
import type { Names } from "../../domain/counting/names.ts";
import type { Summary } from "../../domain/counting/summary.ts";
import { AMENDED, OPEN, type PackedSummary, TABLE_WIDTH, UNORDERED } from "./packed_summary.ts";
import { packedNames } from "./packed_names.ts";

/** The names of whoever made it. */
export type LocalNameTables = Pick<Names, "section" | "host">;

/** How many names were there before. */
export type KnownNames = Readonly<Record<keyof LocalNameTables, number>>;

/** How many names there are now. */
export function knownNames({ section, host }: LocalNameTables): KnownNames {
  return { section: section.count, host: host.count };
}

/**
 * Copies all that the summary holds; it was made without a time before it, and its pairs are composed. Names below `known`
 * are left out.
 */
export function packSummary(
  { latest, open, amended, series, ...counts }: Summary,
  names: LocalNameTables,
  known: KnownNames,
  resetsNames: boolean,
): PackedSummary {
  const all = [...entriesOf(open, OPEN), ...entriesOf(amended, AMENDED)];
  const cells = all.reduce((sum, { table }) => sum + table.count, 0);
  const tables = new Float64Array(all.length * TABLE_WIDTH);
  const keys = new Int32Array(cells), values = new Float64Array(cells * CELL_WIDTH);
  let cell = 0, smallest = Infinity;
  for (const [at, { start, kind, table }] of all.entries()) {
    const { count } = table;
    tables.set([start, kind, cell, count, UNORDERED], at * TABLE_WIDTH);
    keys.set(table.keys.subarray(0, count), cell);
    values.set(table.values.subarray(0, count * CELL_WIDTH), cell * CELL_WIDTH);
    smallest = Math.min(smallest, firstSecond(start, table));
    cell += count;
  }
  return {
    ...counts,
    smallest: all.length === 0 ? null : smallest,
    lateFrom: counts.late === 0 ? null : -1,
    largest: latest,
    resetsNames,
    sections: packedNames(names.section, known.section),
    hosts: packedNames(names.host, known.host),
    pairs: new Uint8Array(0),
    series: series.numbers.slice(),
    tables,
    topCount: 0,
    keys,
    values,
  };
}

interface Entry {
  readonly start: number;
  readonly kind: number;
  readonly table: CellTable;
}

function entriesOf(tables: ReadonlyMap<number, CellTable>, kind: number): Entry[] {
  return Array.from(tables, ([start, table]) => ({ start, kind, table }));
}

/** The smallest time in a bucket's table. */
function firstSecond(start: number, { keys, count }: CellTable): number {
  let place = Infinity;
  for (let cell = 0; cell < count; cell++) if (keys[cell] < 0) place = Math.min(place, numberOf(keys[cell]));
  return start + place;
}
