// Role: reads the cells of a bucket out as rows, cut to the values that are kept.

import {
  HOST,
  kindOf,
  numberOf,
  SECTION,
  STATUS,
  STATUS_HOST,
  STATUS_SECTION,
} from "../counting/cell_key.ts";
import { CELL_WIDTH, type CellTable, HITS, LATE } from "../counting/cell_table.ts";
import type { Names } from "../counting/names.ts";
import { type Dimension, DIMENSIONS, OTHER, type PairDimension } from "../dimension.ts";
import { orderedBucket } from "./bucket_from_ordered_cells.ts";
import { countsOf, restOf, rowOf, sumOf } from "./cell_sums.ts";
import {
  type Amendment,
  type BucketRows,
  type Counts,
  NO_PAIRS,
  type Pairs,
  type SecondRow,
  type ValueRow,
} from "./rows.ts";
import { top } from "./top_k.ts";

/** A bucket with the `most` values of most hits per dimension, the rest summed into `(other)`; statuses are all kept. */
export function bucketOf(start: number, table: CellTable, names: Names, most: number): BucketRows {
  const { order } = table;
  if (order !== null && order.most === most) return orderedBucket(start, table, order, names);
  const cells = cellsByDimension(table);
  let hosts = 0;
  for (let i = 0; i < cells.host.length; i++) {
    const at = cells.host[i] * CELL_WIDTH;
    if (table.values[at + HITS] > table.values[at + LATE]) hosts++;
  }
  const values = {} as Record<Dimension, ValueRow[]>;
  const sum = sumOf(cells.status, table);
  for (const dimension of DIMENSIONS) {
    const kept = dimension === "status" ? Infinity : most;
    values[dimension] = keptRows(dimension, cells[dimension], table, names, kept, sum);
  }
  return { start, ...sum, hosts, values, pairs: pairsOf(cells, table, names, most) };
}

/** What late records add to a final bucket, values in the order in which they came. */
export function amendmentOf(start: number, table: CellTable, names: Names): Amendment {
  const cells = cellsByDimension(table);
  const values = {} as Record<Dimension, ValueRow[]>;
  for (const dimension of DIMENSIONS) {
    values[dimension] = Array.from(cells[dimension], (cell) => rowOf(dimension, cell, table, names));
  }
  return { start, ...sumOf(cells.status, table), values, pairs: pairsOf(cells, table, names, null) };
}

/** The pairs, cut to the `most` of most hits; null: all, in the order in which they came. */
function pairsOf(
  { status_host, status_section }: CellsByDimension,
  table: CellTable,
  names: Names,
  most: number | null,
): Pairs {
  if (status_host.length + status_section.length === 0) return NO_PAIRS;
  const rows = (dimension: PairDimension, cells: Int32Array): ValueRow[] =>
    most === null
      ? Array.from(cells, (cell) => rowOf(dimension, cell, table, names))
      : keptRows(dimension, cells, table, names, most, sumOf(cells, table));
  return {
    status_host: rows("status_host", status_host),
    status_section: rows("status_section", status_section),
  };
}

/** Appends the bucket's seconds to `rows`. */
export function secondsOf(start: number, table: CellTable, rows: SecondRow[]): void {
  const end = table.order?.seconds ?? table.count;
  for (let cell = 0; cell < end; cell++) {
    const key = table.keyAt(cell);
    if (key < 0) rows.push({ time: start + numberOf(key), ...countsOf(table, cell) });
  }
}

/** Places of cells, in their order. */
type CellsByDimension = Readonly<Record<Dimension | PairDimension, Int32Array>>;

/** Cells of a bucket by dimension. Counted first: this meets every cell of every bucket. */
function cellsByDimension({ keys, count }: CellTable): CellsByDimension {
  const counts = new Int32Array(8);
  for (let cell = 0; cell < count; cell++) if (keys[cell] > 0) counts[kindOf(keys[cell])]++;
  const ofKind = Array.from(counts, (cells) => new Int32Array(cells));
  counts.fill(0);
  for (let cell = 0; cell < count; cell++) {
    const key = keys[cell], kind = kindOf(key);
    if (key > 0) ofKind[kind][counts[kind]++] = cell;
  }
  return {
    section: ofKind[SECTION],
    host: ofKind[HOST],
    status: ofKind[STATUS],
    status_host: ofKind[STATUS_HOST],
    status_section: ofKind[STATUS_SECTION],
  };
}

/** The `most` of these cells that have most hits, in no order, and the rest of `sum` as `(other)`. */
function keptRows(
  dimension: Dimension | PairDimension,
  cells: Int32Array,
  table: CellTable,
  names: Names,
  most: number,
  sum: Counts,
): ValueRow[] {
  const hits = new Float64Array(cells.length);
  for (let i = 0; i < cells.length; i++) hits[i] = table.values[cells[i] * CELL_WIDTH + HITS];
  const numberAt = (place: number): number => numberOf(table.keyAt(cells[place]));
  const compare = (a: number, b: number): number => {
    const x = numberAt(a), y = numberAt(b);
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
