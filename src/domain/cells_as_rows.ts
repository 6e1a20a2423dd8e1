// Role: reads the cells of a bucket out as rows, cut to the values that are kept. Used by `time_bucket.ts`.

import {
  type Amendment,
  type BucketRows,
  NO_PAIRS,
  type Pairs,
  type SecondRow,
  type ValueRow,
} from "./bucket_rows.ts";
import { HOST, kindOf, numberOf, SECTION, STATUS, STATUS_HOST, STATUS_SECTION } from "./cell_key.ts";
import { countsOf, rowOf, sumOf } from "./cell_sums.ts";
import { CELL_WIDTH, type CellTable, HITS, LATE } from "./cell_table.ts";
import { type Dimension, DIMENSIONS, PAIR_DIMENSIONS, type PairDimension } from "./dimension.ts";
import type { Names } from "./names.ts";
import { keptRows } from "./kept_rows.ts";
import { orderedBucket } from "./ordered_cells.ts";

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
  return { start, ...sum, hosts, values, pairs: pairsOf(table, names, most) };
}

/** What late records add to a final bucket, values in the order in which they came. */
export function amendmentOf(start: number, table: CellTable, names: Names): Amendment {
  const cells = cellsByDimension(table);
  const values = {} as Record<Dimension, ValueRow[]>;
  for (const dimension of DIMENSIONS) {
    values[dimension] = Array.from(cells[dimension], (cell) => rowOf(dimension, cell, table, names));
  }
  return { start, ...sumOf(cells.status, table), values, pairs: pairsOf(table, names, null) };
}

/** The pairs, cut to the `most` of most hits; null: all, in the order in which they came. */
function pairsOf(table: CellTable, names: Names, most: number | null): Pairs {
  // Without a rule file no cell is looked at for this.
  if (names.status_host.count === 0) return NO_PAIRS;
  const pairs = {} as Record<PairDimension, ValueRow[]>;
  for (const dimension of PAIR_DIMENSIONS) {
    const kind = dimension === "status_host" ? STATUS_HOST : STATUS_SECTION;
    const cells: number[] = [];
    for (let cell = 0; cell < table.count; cell++) {
      const key = table.keys[cell];
      if (key >= 0 && kindOf(key) === kind) cells.push(cell);
    }
    const found = Int32Array.from(cells);
    pairs[dimension] = most === null
      ? cells.map((cell) => rowOf(dimension, cell, table, names))
      : keptRows(dimension, found, table, names, most, sumOf(found, table));
  }
  return pairs;
}

/** Appends the bucket's seconds to `rows`. */
export function secondsOf(start: number, table: CellTable, rows: SecondRow[]): void {
  const end = table.order?.seconds ?? table.count;
  for (let cell = 0; cell < end; cell++) {
    const key = table.keyAt(cell);
    if (key < 0) rows.push({ time: start + numberOf(key), ...countsOf(table, cell) });
  }
}

/** Cells of a bucket by dimension, in their order. Counted first: this meets every cell of every bucket. */
function cellsByDimension({ keys, count }: CellTable): Record<Dimension, Int32Array> {
  const counts = new Int32Array(8);
  for (let cell = 0; cell < count; cell++) if (keys[cell] > 0) counts[kindOf(keys[cell])]++;
  const section = new Int32Array(counts[SECTION]), host = new Int32Array(counts[HOST]);
  const status = new Int32Array(counts[STATUS]);
  for (let cell = 0, sections = 0, hosts = 0, statuses = 0; cell < count; cell++) {
    const key = keys[cell];
    if (key < 0) continue;
    const kind = kindOf(key);
    if (kind === HOST) host[hosts++] = cell;
    else if (kind === SECTION) section[sections++] = cell;
    else if (kind === STATUS) status[statuses++] = cell;
  }
  return { section, host, status };
}
