// Role: reads the cells of a bucket out as rows, cut to the values that are kept. Used by `time_bucket.ts`.

import type { Amendment, BucketRows, SecondRow, ValueRow } from "./bucket_rows.ts";
import { dimensionOf, numberOf } from "./cell_key.ts";
import { BYTES, CELL_WIDTH, type CellTable, FAILURES, HITS, LATE } from "./cell_table.ts";
import { type Dimension, DIMENSIONS, OTHER } from "./dimension.ts";
import type { Names } from "./names.ts";
import { top } from "./top.ts";

/** Sums of bytes end here: the largest whole number that a double and every reader of the store hold exactly. */
const MOST = Number.MAX_SAFE_INTEGER;

/** A bucket with the `most` values of most hits per dimension, the rest summed into `(other)`; statuses are all kept. */
export function bucketOf(start: number, table: CellTable, names: Names, most: number): BucketRows {
  const cells = cellsByDimension(table);
  let hosts = 0;
  for (const cell of cells.host) {
    const at = cell * CELL_WIDTH;
    if (table.values[at + HITS] > table.values[at + LATE]) hosts++;
  }
  const values = {} as Record<Dimension, ValueRow[]>;
  for (const dimension of DIMENSIONS) {
    const kept = dimension === "status" ? Infinity : most;
    values[dimension] = keptRows(dimension, cells[dimension], table, names, kept);
  }
  return { start, ...sumOf(cells.status, table), hosts, values };
}

/** What late records add to a final bucket, values in the order in which they came. */
export function amendmentOf(start: number, table: CellTable, names: Names): Amendment {
  const cells = cellsByDimension(table);
  const values = {} as Record<Dimension, ValueRow[]>;
  for (const dimension of DIMENSIONS) {
    values[dimension] = cells[dimension].map((cell) => rowOf(dimension, cell, table, names));
  }
  return { start, ...sumOf(cells.status, table), values };
}

/** Appends the bucket's seconds to `rows`. */
export function secondsOf(start: number, table: CellTable, rows: SecondRow[]): void {
  for (let cell = 0; cell < table.count; cell++) {
    const key = table.keys[cell];
    if (key < 0) rows.push({ time: start + numberOf(key), ...countsOf(table, cell) });
  }
}

function keptRows(
  dimension: Dimension,
  cells: number[],
  table: CellTable,
  names: Names,
  most: number,
): ValueRow[] {
  const hits = (cell: number): number => table.values[cell * CELL_WIDTH + HITS];
  const compare = (a: number, b: number): number => {
    const x = numberOf(table.keys[a]), y = numberOf(table.keys[b]);
    return dimension === "status" ? x - y : names[dimension].compare(x, y);
  };
  const kept = top(cells, most, hits, compare);
  const rows = kept.map((cell) => rowOf(dimension, cell, table, names));
  if (kept.length < cells.length) {
    const isKept = new Set(kept);
    const { hits, bytes, failures } = sumOf(cells.filter((cell) => !isKept.has(cell)), table);
    rows.push({ value: OTHER, hits, bytes, failures });
  }
  return rows;
}

function cellsByDimension(table: CellTable): Record<Dimension, number[]> {
  const cells: Record<Dimension, number[]> = { section: [], host: [], status: [] };
  for (let cell = 0; cell < table.count; cell++) {
    const dimension = dimensionOf(table.keys[cell]);
    if (dimension !== null) cells[dimension].push(cell);
  }
  return cells;
}

function rowOf(dimension: Dimension, cell: number, table: CellTable, names: Names): ValueRow {
  const number = numberOf(table.keys[cell]);
  const value = dimension === "status" ? String(number) : names[dimension].text(number);
  const { hits, bytes, failures } = countsOf(table, cell);
  return { value, hits, bytes, failures };
}

function countsOf(table: CellTable, cell: number): Omit<SecondRow, "time"> {
  return sumOf([cell], table);
}

function sumOf(cells: readonly number[], table: CellTable): Omit<SecondRow, "time"> {
  let hits = 0, bytes = 0, failures = 0, late = 0;
  for (const cell of cells) {
    const at = cell * CELL_WIDTH;
    hits += table.values[at + HITS];
    bytes += table.values[at + BYTES];
    failures += table.values[at + FAILURES];
    late += table.values[at + LATE];
  }
  return { hits, bytes: Math.min(bytes, MOST), failures, late };
}
