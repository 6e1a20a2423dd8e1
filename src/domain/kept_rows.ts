// Role: cells of one dimension as the rows that a bucket keeps. Used by `cells_as_rows.ts` and `ordered_cells.ts`.

import type { Counts, ValueRow } from "./bucket_rows.ts";
import { numberOf } from "./cell_key.ts";
import { restOf, rowOf, sumOf } from "./cell_sums.ts";
import { CELL_WIDTH, type CellTable, HITS } from "./cell_table.ts";
import { type Dimension, OTHER, type PairDimension } from "./dimension.ts";
import type { Names } from "./names.ts";
import { top } from "./top.ts";

/** The `most` of these cells that have most hits, in no order, and the rest of `sum` as `(other)`. */
export function keptRows(
  dimension: Dimension | PairDimension,
  cells: Int32Array,
  table: CellTable,
  names: Names,
  most: number,
  sum: Counts,
): ValueRow[] {
  const hits = new Float64Array(cells.length), numbers = new Int32Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    hits[i] = table.values[cells[i] * CELL_WIDTH + HITS];
    numbers[i] = numberOf(table.keyAt(cells[i]));
  }
  const compare = (a: number, b: number): number => {
    const x = numbers[a], y = numbers[b];
    return dimension === "status" ? x - y : names[dimension].compare(x, y);
  };
  const kept = top(hits, most, compare);
  const rows = kept.map((place) => rowOf(dimension, cells[place], table, names));
  if (kept.length < cells.length) rows.push({ value: OTHER, ...othersOf(sum, cells, kept, table) });
  return rows;
}

/** What all other cells hold together: what the rows leave of the bucket, unless that is not known exactly. */
function othersOf(
  sum: Counts,
  cells: Int32Array,
  kept: readonly number[],
  table: CellTable,
): Counts {
  const rest = restOf(sum, sumOf(kept.map((place) => cells[place]), table));
  if (rest !== null) return rest;
  const isKept = new Set(kept);
  const { hits, bytes, failures } = sumOf(cells.filter((_, place) => !isKept.has(place)), table);
  return { hits, bytes, failures };
}
