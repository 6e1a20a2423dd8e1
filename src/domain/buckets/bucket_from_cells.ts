// Role: reads the cells of a bucket out as rows, cut to the values that are kept.

import { COUNTED, kindOf, KINDS, MOST_KINDS, namedOf, numberOf } from "../counting/cell_key.ts";
import { CELL_WIDTH, type CellTable, HITS, LATE } from "../counting/cell_table.ts";
import type { Names } from "../counting/names.ts";
import { OTHER } from "../dimensions/dimension.ts";
import { byDimension, type DimensionName, HOURLY, isCutToTop, WHOLE } from "../dimensions/dimensions.ts";
import type { PairDimension } from "../dimensions/pairs.ts";
import { orderedBucket } from "./bucket_from_ordered_cells.ts";
import { countsOf, restOf, rowOf, sumOf } from "./cell_sums.ts";
import {
  type Amendment,
  type BucketRows,
  type Counts,
  type HourRows,
  NO_PAIRS,
  type Pairs,
  type SecondRow,
  type ValueRow,
} from "./rows.ts";
import { top } from "./top_k.ts";
import { columnsAt, type ValueColumns, valuesOf } from "./value_columns.ts";

/** A bucket with the `most` values of most hits per dimension, the rest summed into `(other)`; all of one that is never cut. */
export function bucketOf(start: number, table: CellTable, names: Names, most: number): BucketRows {
  const { order } = table;
  if (order !== null && order.most === most) return orderedBucket(start, table, order, names);
  const cells = cellsOf(table), hostCells = cells.host;
  let hosts = 0;
  for (let i = 0; i < hostCells.length; i++) {
    const at = hostCells[i] * CELL_WIDTH;
    if (table.values[at + HITS] > table.values[at + LATE]) hosts++;
  }
  const sum = sumOf(cells[WHOLE.name], table);
  const values = byDimension(({ name }) =>
    keptRows(cells[name], table, names, isCutToTop(name) ? most : Infinity, sum)
  );
  return { start, ...sum, hosts, values, pairs: pairsOf(cells, table, names, most) };
}

/** What late records add to a final bucket, values in the order in which they came. */
export function amendmentOf(start: number, table: CellTable, names: Names): Amendment {
  const cells = cellsOf(table);
  const values = byDimension(({ name }) => Array.from(cells[name], (cell) => rowOf(cell, table, names)));
  return {
    start,
    ...sumOf(cells[WHOLE.name], table),
    values,
    pairs: pairsOf(cells, table, names, null),
  };
}

/** What an hour gains, values in the order in which they came. */
export function hourRowsOf(start: number, table: CellTable, names: Names): HourRows {
  const cells = cellsOf(table), columns: Partial<Record<DimensionName, ValueColumns>> = {};
  for (const { name } of HOURLY) {
    if (cells[name].length > 0) columns[name] = columnsAt(cells[name], table, names);
  }
  return { start, values: valuesOf(columns) };
}

/** The pairs, cut to the `most` of most hits; null: all, in the order in which they came. */
function pairsOf(
  cells: CellPlaces,
  table: CellTable,
  names: Names,
  most: number | null,
): Pairs {
  const { status_host: hostPairs, status_section: sectionPairs } = cells;
  if (hostPairs.length + sectionPairs.length === 0) return NO_PAIRS;
  const rows = (cells: Int32Array): ValueRow[] =>
    most === null
      ? Array.from(cells, (cell) => rowOf(cell, table, names))
      : keptRows(cells, table, names, most, sumOf(cells, table));
  return { status_host: rows(hostPairs), status_section: rows(sectionPairs) };
}

/** Appends the bucket's seconds to `rows`. */
export function secondsOf(start: number, table: CellTable, rows: SecondRow[]): void {
  const end = table.order?.seconds ?? table.count;
  for (let cell = 0; cell < end; cell++) {
    const key = table.keyAt(cell);
    if (key < 0) rows.push({ time: start + numberOf(key), ...countsOf(table, cell) });
  }
}

/** Places of the cells of a table, in their order, by what they are of. */
type CellPlaces = Readonly<Record<DimensionName | PairDimension, Int32Array>>;

const NO_CELLS = new Int32Array(0);
/** Kind → place in {@link COUNTED}; what is not there, as classes, comes after all. */
const PLACES = new Uint8Array(MOST_KINDS).fill(COUNTED.length);
COUNTED.forEach((name, place) => PLACES[KINDS[name]] = place);

/** Counted first: this meets every cell of every bucket. */
function cellsOf({ keys, count }: CellTable): CellPlaces {
  const counts = new Int32Array(COUNTED.length + 1);
  for (let cell = 0; cell < count; cell++) if (keys[cell] > 0) counts[PLACES[kindOf(keys[cell])]]++;
  const cells = Array.from(counts, (cells) => cells === 0 ? NO_CELLS : new Int32Array(cells));
  counts.fill(0);
  for (let cell = 0; cell < count; cell++) {
    const key = keys[cell];
    if (key <= 0) continue;
    const place = PLACES[kindOf(key)];
    cells[place][counts[place]++] = cell;
  }
  const byName = {} as Record<DimensionName | PairDimension, Int32Array>;
  COUNTED.forEach((name, place) => byName[name] = cells[place]);
  return byName;
}

/** The `most` of these cells that have most hits, in no order, and the rest of `sum` as `(other)`. */
function keptRows(
  cells: Int32Array,
  table: CellTable,
  names: Names,
  most: number,
  sum: Counts,
): ValueRow[] {
  const hits = new Float64Array(cells.length),
    named = cells.length === 0 ? null : namedOf(table.keyAt(cells[0]));
  for (let i = 0; i < cells.length; i++) hits[i] = table.values[cells[i] * CELL_WIDTH + HITS];
  const numberAt = (place: number): number => numberOf(table.keyAt(cells[place]));
  const compare = (a: number, b: number): number => {
    const x = numberAt(a), y = numberAt(b);
    return named === null ? x - y : names[named].compare(x, y);
  };
  const kept = top(hits, most, compare);
  const rows = kept.map((place) => rowOf(cells[place], table, names));
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
