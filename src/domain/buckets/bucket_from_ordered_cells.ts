// Role: reads a bucket out of a table whose cells came ordered, without a look at the cells that are not kept: most buckets of a
// large log come whole from the kernel. The general way, with the same result, is in `bucket_from_cells.ts`.

import { type BucketRows, type Counts, NO_PAIRS, type ValueRow } from "./rows.ts";
import { COUNTED, numberOf, VALUED } from "../counting/cell_key.ts";
import { restOf, rowOf, sumOf } from "./cell_sums.ts";
import type { CellTable } from "../counting/cell_table.ts";
import { OTHER } from "../dimensions/dimension.ts";
import { byDimension, type DimensionName, isCutToTop, WHOLE } from "../dimensions/dimensions.ts";
import { FIRST_PAIRED, PAIR_DIMENSIONS, type PairDimension } from "../dimensions/pairs.ts";
import type { CellOrder } from "../counting/borrowed_cells.ts";
import type { Names } from "../counting/names.ts";

/** Of what hours alone have values. */
const NOWHERE = Object.fromEntries(COUNTED.map((name) => [name, 0])) as Record<
  DimensionName | PairDimension,
  number
>;

/** The bucket with the first `order.most` values of a dimension, the rest of them summed into `(other)`. */
export function orderedBucket(start: number, table: CellTable, order: CellOrder, names: Names): BucketRows {
  const firsts = { ...NOWHERE }, ends = { ...NOWHERE };
  let at = order.seconds;
  VALUED.forEach((dimension, place) => {
    firsts[dimension] = at;
    ends[dimension] = at += order.values[place];
  });
  const whole = placesFrom(firsts[WHOLE.name], ends[WHOLE.name]), sum = sumOf(whole, table);
  const rows = (dimension: DimensionName | PairDimension, sum: Counts): ValueRow[] => {
    const from = firsts[dimension], to = ends[dimension], rows: ValueRow[] = [];
    // Of what is counted, a bucket has a value at least.
    if (from === to) return rows;
    const kept = isCutToTop(dimension) ? Math.min(to, from + order.most) : to;
    for (let cell = from; cell < kept; cell++) rows.push(rowOf(cell, table, names));
    const rest = restFrom(table, order, from, kept, to, sum);
    if (rest !== null) rows.push({ value: OTHER, ...rest });
    return rows;
  };
  const values = byDimension(({ name }) => rows(name, sum));
  const counts = { start, ...sum, hosts: order.distinctHosts, values };
  if (PAIR_DIMENSIONS.every((pair) => firsts[pair] === ends[pair])) return { ...counts, pairs: NO_PAIRS };
  // Each error is in one pair of either dimension.
  const isError = (cell: number): boolean => numberOf(table.keyAt(cell)) >= FIRST_PAIRED;
  const errors = sumOf(
    placesFrom(firsts.status, ends.status).filter(isError),
    table,
  );
  return {
    ...counts,
    pairs: { status_host: rows("status_host", errors), status_section: rows("status_section", errors) },
  };
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
  const rest = restOf(sum, sumOf(placesFrom(from, kept), table));
  if (rest === null && isCut) throw new Error("what a bucket that was cut holds is not known exactly");
  const { hits, bytes, failures }: Counts = rest ?? sumOf(placesFrom(kept, to), table);
  return hits > 0 ? { hits, bytes, failures } : null;
}

function placesFrom(from: number, to: number): Int32Array {
  const places = new Int32Array(to - from);
  for (let place = 0; place < places.length; place++) places[place] = from + place;
  return places;
}
