// Role: cells of a bucket as counts and rows, one by one and summed up.

import type { Counts, SecondRow, ValueRow } from "./rows.ts";
import { type Named, namedOf, numberOf } from "../counting/cell_key.ts";
import { BYTES, CELL_WIDTH, type CellTable, FAILURES, HITS, LATE } from "../counting/cell_table.ts";
import { DIMENSIONS, pairIn } from "../dimensions/dimensions.ts";
import { jointText } from "../dimensions/joint_text.ts";
import { PAIR_DIMENSIONS } from "../dimensions/pairs.ts";
import type { Names } from "../counting/names.ts";
import { pairText } from "../counting/error_pairs.ts";

/** What a cell holds, without the time. */
export type CellCounts = Omit<SecondRow, "time">;

/** Sums of bytes end here: the largest whole number that a double and every reader of the store hold exactly. */
export const MOST: number = Number.MAX_SAFE_INTEGER;

/**
 * The same number, as a small integer where it is one. There are very many rows, and of a double out of an array each
 * would keep a copy on the heap.
 */
export function asSmi(number: number): number {
  const integer = number | 0;
  return integer === number ? integer : number;
}

/** How the bytes of names become text, where they are of two parts. */
const TEXTS: Readonly<Partial<Record<Named, (bytes: Uint8Array) => string>>> = Object.fromEntries([
  ...PAIR_DIMENSIONS.map((pair) => [pair, pairText]),
  ...DIMENSIONS.filter((dimension) => pairIn(dimension) !== null).map(({ name }) => [name, jointText]),
]);

/** How the numbers in keys like this one become text: a name's, or the number itself. */
export function textIn(key: number, names: Names): (number: number) => string {
  const named = namedOf(key);
  if (named === null) return String;
  const table = names[named], textOf = TEXTS[named];
  return (number) => table.text(number, textOf);
}

/** A cell of a dimension with its value as text. */
export function rowOf(cell: number, table: CellTable, names: Names): ValueRow {
  const key = table.keyAt(cell), number = numberOf(key), named = namedOf(key);
  return valueRow(
    named === null ? String(number) : names[named].text(number, TEXTS[named]),
    table.values,
    cell,
  );
}

/** The cells in [from, to), at least one and all of one dimension, with their values as text. */
export function rowsFrom(from: number, to: number, table: CellTable, names: Names): ValueRow[] {
  const rows: ValueRow[] = [], textOf = textIn(table.keyAt(from), names);
  for (let cell = from; cell < to; cell++) {
    rows.push(valueRow(textOf(numberOf(table.keyAt(cell))), table.values, cell));
  }
  return rows;
}

/** A value with the counts of a cell in values as a {@link CellTable} has them. */
export function valueRow(value: string, values: Float64Array, cell: number): ValueRow {
  const at = cell * CELL_WIDTH;
  return {
    value,
    hits: asSmi(values[at + HITS]),
    bytes: asSmi(Math.min(values[at + BYTES], MOST)),
    failures: asSmi(values[at + FAILURES]),
  };
}

/** The counts of one cell. */
export function countsOf({ values }: CellTable, cell: number): CellCounts {
  const at = cell * CELL_WIDTH;
  return {
    hits: asSmi(values[at + HITS]),
    bytes: asSmi(Math.min(values[at + BYTES], MOST)),
    failures: asSmi(values[at + FAILURES]),
    late: asSmi(values[at + LATE]),
  };
}

/** The counts of the cells in [from, to) together. */
export function sumBetween(from: number, to: number, { values }: CellTable): CellCounts {
  let hits = 0, bytes = 0, failures = 0, late = 0;
  for (let at = from * CELL_WIDTH; at < to * CELL_WIDTH; at += CELL_WIDTH) {
    hits += values[at + HITS];
    bytes += values[at + BYTES];
    failures += values[at + FAILURES];
    late += values[at + LATE];
  }
  return { hits, bytes: Math.min(bytes, MOST), failures, late };
}

/** The counts of some cells together. */
export function sumOf(cells: ArrayLike<number>, { values }: CellTable): CellCounts {
  let hits = 0, bytes = 0, failures = 0, late = 0;
  for (let i = 0; i < cells.length; i++) {
    const at = cells[i] * CELL_WIDTH;
    hits += values[at + HITS];
    bytes += values[at + BYTES];
    failures += values[at + FAILURES];
    late += values[at + LATE];
  }
  return { hits, bytes: Math.min(bytes, MOST), failures, late };
}

/** What a bucket holds beside a part of it; null where that is not known exactly. */
export function restOf(sum: Counts, part: Counts): Counts | null {
  if (sum.bytes >= MOST) return null;
  const { hits, bytes, failures } = part;
  return { hits: sum.hits - hits, bytes: sum.bytes - bytes, failures: sum.failures - failures };
}
