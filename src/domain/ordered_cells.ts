// Role: reads a bucket out of a table whose cells came ordered, with a look at those alone that are kept: most buckets of a
// large log come whole from the kernel. The general way, with the same result, is in `cells_as_rows.ts`, which calls it.

import { type BucketRows, type Counts, NO_PAIRS, type Pairs, type ValueRow } from "./bucket_rows.ts";
import { numberOf } from "./cell_key.ts";
import { restOf, rowOf, sumOf } from "./cell_sums.ts";
import type { CellTable } from "./cell_table.ts";
import { type Dimension, FIRST_PAIRED, OTHER, type PairDimension } from "./dimension.ts";
import { keptRows } from "./kept_rows.ts";
import type { CellOrder } from "./lent_cells.ts";
import type { Names } from "./names.ts";

/** The bucket with the first `order.most` sections and hosts, the rest of them summed into `(other)`. */
export function orderedBucket(start: number, table: CellTable, order: CellOrder, names: Names): BucketRows {
  const hosts = order.seconds + order.sections, statuses = hosts + order.hosts;
  const pairs = statuses + order.statuses;
  const sum = sumOf(placesFrom(statuses, pairs), table);
  const first = (dimension: Dimension, from: number, to: number): ValueRow[] => {
    const end = dimension === "status" ? to : Math.min(to, from + order.most);
    const rows = rowsOf(dimension, from, end, table, names);
    if (order.isCut) return withRest(rows, sum);
    if (end < to) {
      const { hits, bytes, failures }: Counts = restOf(sum, rows) ?? sumOf(placesFrom(end, to), table);
      rows.push({ value: OTHER, hits, bytes, failures });
    }
    return rows;
  };
  const values = {
    section: first("section", order.seconds, hosts),
    host: first("host", hosts, statuses),
    status: first("status", statuses, pairs),
  };
  const found = order.isCut
    ? cutPairs(statuses, pairs, table, order, names)
    : pairsOf(pairs, table, order, names);
  return { start, ...sum, hosts: order.distinctHosts, values, pairs: found };
}

function rowsOf(
  dimension: Dimension | PairDimension,
  from: number,
  to: number,
  table: CellTable,
  names: Names,
): ValueRow[] {
  const rows: ValueRow[] = [];
  for (let cell = from; cell < to; cell++) rows.push(rowOf(dimension, cell, table, names));
  return rows;
}

/** The rows with what they leave of `sum`, where that is anything. */
function withRest(rows: ValueRow[], sum: Counts): ValueRow[] {
  const rest = restOf(sum, rows);
  if (rest === null) throw new Error("what a bucket that was cut holds is not known exactly");
  if (rest.hits > 0) rows.push({ value: OTHER, ...rest });
  return rows;
}

/** The pairs of a bucket whose kept ones alone are there: of its errors each is in one pair of either dimension. */
function cutPairs(statuses: number, from: number, table: CellTable, order: CellOrder, names: Names): Pairs {
  const { statusHosts, statusSections } = order, between = from + statusHosts;
  if (statusHosts + statusSections === 0) return NO_PAIRS;
  const isPaired = (cell: number): boolean => numberOf(table.keyAt(cell)) >= FIRST_PAIRED;
  const sum = sumOf(placesFrom(statuses, from).filter(isPaired), table);
  return {
    status_host: withRest(rowsOf("status_host", from, between, table, names), sum),
    status_section: withRest(rowsOf("status_section", between, between + statusSections, table, names), sum),
  };
}

/** Their cells come in no order: they are few, or there are no rules. */
function pairsOf(from: number, table: CellTable, order: CellOrder, names: Names): Pairs {
  const { statusHosts, statusSections, most } = order, between = from + statusHosts;
  if (statusHosts + statusSections === 0) return NO_PAIRS;
  const kept = (dimension: PairDimension, cells: Int32Array): ValueRow[] =>
    keptRows(dimension, cells, table, names, most, sumOf(cells, table));
  return {
    status_host: kept("status_host", placesFrom(from, between)),
    status_section: kept("status_section", placesFrom(between, between + statusSections)),
  };
}

function placesFrom(from: number, to: number): Int32Array {
  const places = new Int32Array(to - from);
  for (let place = 0; place < places.length; place++) places[place] = from + place;
  return places;
}
