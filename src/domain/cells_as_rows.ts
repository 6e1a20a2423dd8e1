// Role: reads the cells of a bucket out as rows, cut to the values that are kept. Used by `time_bucket.ts`.

import type { Amendment, BucketRows, SecondRow, ValueRow } from "./bucket_rows.ts";
import { hostKey, numberOf, sectionKey, statusKey } from "./cell_key.ts";
import { countsOf, restOf, rowOf, sumOf } from "./cell_sums.ts";
import { CELL_WIDTH, type CellTable, HITS, LATE } from "./cell_table.ts";
import { type Dimension, DIMENSIONS, OTHER } from "./dimension.ts";
import type { Names } from "./names.ts";
import { orderedBucket } from "./ordered_cells.ts";
import { top } from "./top.ts";

type Counts = Omit<ValueRow, "value">;

/** What the lowest two bits of a key are. */
const SECTION = sectionKey(0), HOST = hostKey(0), STATUS = statusKey(0);

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
  return { start, ...sum, hosts, values };
}

/** What late records add to a final bucket, values in the order in which they came. */
export function amendmentOf(start: number, table: CellTable, names: Names): Amendment {
  const cells = cellsByDimension(table);
  const values = {} as Record<Dimension, ValueRow[]>;
  for (const dimension of DIMENSIONS) {
    values[dimension] = Array.from(cells[dimension], (cell) => rowOf(dimension, cell, table, names));
  }
  return { start, ...sumOf(cells.status, table), values };
}

/** Appends the bucket's seconds to `rows`. */
export function secondsOf(start: number, table: CellTable, rows: SecondRow[]): void {
  const end = table.order?.seconds ?? table.count;
  for (let cell = 0; cell < end; cell++) {
    const key = table.keyAt(cell);
    if (key < 0) rows.push({ time: start + numberOf(key), ...countsOf(table, cell) });
  }
}

function keptRows(
  dimension: Dimension,
  cells: Int32Array,
  table: CellTable,
  names: Names,
  most: number,
  sum: Counts,
): ValueRow[] {
  const { keys } = table, hits = new Float64Array(cells.length);
  for (let i = 0; i < cells.length; i++) hits[i] = table.values[cells[i] * CELL_WIDTH + HITS];
  const compare = (a: number, b: number): number => {
    const x = numberOf(keys[cells[a]]), y = numberOf(keys[cells[b]]);
    return dimension === "status" ? x - y : names[dimension].compare(x, y);
  };
  const kept = top(hits, most, compare);
  const rows = kept.map((place) => rowOf(dimension, cells[place], table, names));
  if (kept.length < cells.length) rows.push({ value: OTHER, ...othersOf(sum, rows, cells, kept, table) });
  return rows;
}

/** What all other cells hold together: what the rows leave of the bucket, unless that is not known exactly. */
function othersOf(
  sum: Counts,
  rows: readonly ValueRow[],
  cells: Int32Array,
  kept: readonly number[],
  table: CellTable,
): Counts {
  const rest = restOf(sum, rows);
  if (rest !== null) return rest;
  const isKept = new Set(kept);
  const { hits, bytes, failures } = sumOf(cells.filter((_, place) => !isKept.has(place)), table);
  return { hits, bytes, failures };
}

/** Cells of a bucket by dimension, in their order. Counted first: this meets every cell of every bucket. */
function cellsByDimension({ keys, count }: CellTable): Record<Dimension, Int32Array> {
  const counts = new Int32Array(4);
  for (let cell = 0; cell < count; cell++) if (keys[cell] > 0) counts[keys[cell] & 3]++;
  const section = new Int32Array(counts[SECTION]), host = new Int32Array(counts[HOST]);
  const status = new Int32Array(counts[STATUS]);
  for (let cell = 0, sections = 0, hosts = 0, statuses = 0; cell < count; cell++) {
    const key = keys[cell];
    if (key < 0) continue;
    const kind = key & 3;
    if (kind === HOST) host[hosts++] = cell;
    else if (kind === SECTION) section[sections++] = cell;
    else status[statuses++] = cell;
  }
  return { section, host, status };
}
