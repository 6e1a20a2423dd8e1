// Role: reads a bucket out of a table whose cells came ordered, without a look at the cells that are not kept: most buckets of a
// large log come whole from the kernel. The general way, with the same result, is in `bucket_from_cells.ts`.

import { type BucketRows, type Counts, NO_PAIRS, type ValueRow } from "./rows.ts";
import { numberOf, VALUED } from "../counting/cell_key.ts";
import { restOf, rowsFrom, sumBetween, sumOf } from "./cell_sums.ts";
import type { CellTable } from "../counting/cell_table.ts";
import { OTHER } from "../dimensions/dimension.ts";
import { BUCKETED, type DimensionName, isCutToTop, WHOLE } from "../dimensions/dimensions.ts";
import { FIRST_PAIRED, PAIR_DIMENSIONS } from "../dimensions/pairs.ts";
import type { CellOrder } from "../counting/borrowed_cells.ts";
import type { Names } from "../counting/names.ts";
import { columnsFrom, type ValueColumns, valuesOf } from "./value_columns.ts";

/** Where what is looked for stands in {@link VALUED}, and which of them may be cut. */
const PLACE_OF_WHOLE = VALUED.indexOf(WHOLE.name), PLACE_OF_STATUS = VALUED.indexOf("status");
const IS_CUT = VALUED.map(isCutToTop);
const PAIR_PLACES = PAIR_DIMENSIONS.map((pair) => VALUED.indexOf(pair));

/** The bucket with the first `order.most` values of a dimension, the rest of them summed into `(other)`. */
export function orderedBucket(start: number, table: CellTable, order: CellOrder, names: Names): BucketRows {
  // Where the cells of each begin, and where the last ones end.
  const firsts = new Int32Array(VALUED.length + 1);
  firsts[0] = order.seconds;
  for (let place = 0; place < VALUED.length; place++) firsts[place + 1] = firsts[place] + order.values[place];
  const sum = sumBetween(firsts[PLACE_OF_WHOLE], firsts[PLACE_OF_WHOLE + 1], table);
  const keptOf = (place: number): number =>
    IS_CUT[place] ? Math.min(firsts[place + 1], firsts[place] + order.most) : firsts[place + 1];
  const restOver = (place: number, sum: Counts): Counts | null =>
    restFrom(table, order, firsts[place], keptOf(place), firsts[place + 1], sum);
  const columns: Partial<Record<DimensionName, ValueColumns>> = {};
  for (let place = 0; place < BUCKETED.length; place++) {
    const from = firsts[place];
    // Of what is counted, a bucket has a value at least.
    if (from === firsts[place + 1]) continue;
    columns[BUCKETED[place].name] = columnsFrom(from, keptOf(place), table, names, restOver(place, sum));
  }
  const counts = { start, ...sum, hosts: order.distinctHosts, values: valuesOf(columns) };
  if (PAIR_PLACES.every((place) => firsts[place] === firsts[place + 1])) {
    return { ...counts, pairs: NO_PAIRS };
  }
  // Each error is in one pair of either dimension.
  const errors = sumOf(errorCells(firsts[PLACE_OF_STATUS], firsts[PLACE_OF_STATUS + 1], table), table);
  const [status_host, status_section] = PAIR_PLACES.map((place) => {
    const rows: ValueRow[] = rowsFrom(firsts[place], keptOf(place), table, names),
      rest = restOver(place, errors);
    return rest === null ? rows : [...rows, { value: OTHER, ...rest }];
  });
  return { ...counts, pairs: { status_host, status_section } };
}

/** What the cells in [from, kept) leave of the sum of all up to `to`, and of those that are not there; null for nothing. */
function restFrom(
  table: CellTable,
  { isCut }: CellOrder,
  from: number,
  kept: number,
  to: number,
  sum: Counts,
): Counts | null {
  if (!isCut && kept === to) return null;
  const rest = restOf(sum, sumBetween(from, kept, table));
  if (rest === null && isCut) throw new Error("what a bucket that was cut holds is not known exactly");
  const { hits, bytes, failures }: Counts = rest ?? sumBetween(kept, to, table);
  return hits > 0 ? { hits, bytes, failures } : null;
}

/** Those of the statuses in [from, to) that are errors. */
function errorCells(from: number, to: number, table: CellTable): number[] {
  const cells: number[] = [];
  for (let cell = from; cell < to; cell++) if (numberOf(table.keyAt(cell)) >= FIRST_PAIRED) cells.push(cell);
  return cells;
}
