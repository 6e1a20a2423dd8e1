// Role: reads a bucket out of a table whose cells came ordered, with a look at those alone that are kept: most buckets of a
// large log come whole from the kernel. The general way, with the same result, is in `cells_as_rows.ts`, which calls it.

import { type BucketRows, type Counts, NO_PAIRS, type Pairs, type ValueRow } from "./bucket_rows.ts";
import { numberOf } from "./cell_key.ts";
import { restOf, rowOf, sumOf } from "./cell_sums.ts";
import type { CellTable } from "./cell_table.ts";
import { type Dimension, FIRST_PAIRED, OTHER, type PairDimension } from "./dimension.ts";
import type { CellOrder } from "./lent_cells.ts";
import type { Names } from "./names.ts";

/** The bucket with the first `order.most` values of a dimension, the rest of them summed into `(other)`. */
export function orderedBucket(start: number, table: CellTable, order: CellOrder, names: Names): BucketRows {
  const hosts = order.seconds + order.sections, statuses = hosts + order.hosts;
  const pairs = statuses + order.statuses;
  const sum = sumOf(placesFrom(statuses, pairs), table);
  const kept = new KeptRows(table, order, names);
  const values = {
    section: kept.rows("section", order.seconds, hosts, sum),
    host: kept.rows("host", hosts, statuses, sum),
    status: kept.rows("status", statuses, pairs, sum),
  };
  return {
    start,
    ...sum,
    hosts: order.distinctHosts,
    values,
    pairs: pairsOf(statuses, pairs, table, order, kept),
  };
}

/** The pairs; of the errors each is in one of either dimension. */
function pairsOf(statuses: number, from: number, table: CellTable, order: CellOrder, kept: KeptRows): Pairs {
  const { statusHosts, statusSections } = order, between = from + statusHosts;
  if (statusHosts + statusSections === 0) return NO_PAIRS;
  const isPaired = (cell: number): boolean => numberOf(table.keyAt(cell)) >= FIRST_PAIRED;
  const sum = sumOf(placesFrom(statuses, from).filter(isPaired), table);
  return {
    status_host: kept.rows("status_host", from, between, sum),
    status_section: kept.rows("status_section", between, between + statusSections, sum),
  };
}

/** The rows of a table that a bucket keeps. */
class KeptRows {
  readonly #table: CellTable;
  readonly #order: CellOrder;
  readonly #names: Names;

  constructor(table: CellTable, order: CellOrder, names: Names) {
    this.#table = table;
    this.#order = order;
    this.#names = names;
  }

  /** Those of the cells in [from, to), which together are `sum`, and the rest of it. */
  rows(dimension: Dimension | PairDimension, from: number, to: number, sum: Counts): ValueRow[] {
    const { isCut, most } = this.#order, table = this.#table;
    const end = dimension === "status" ? to : Math.min(to, from + most);
    const rows: ValueRow[] = [];
    for (let cell = from; cell < end; cell++) rows.push(rowOf(dimension, cell, table, this.#names));
    if (!isCut && end === to) return rows;
    const rest = restOf(sum, rows);
    if (rest === null && isCut) throw new Error("what a bucket that was cut holds is not known exactly");
    const { hits, bytes, failures }: Counts = rest ?? sumOf(placesFrom(end, to), table);
    if (hits > 0) rows.push({ value: OTHER, hits, bytes, failures });
    return rows;
  }
}

function placesFrom(from: number, to: number): Int32Array {
  const places = new Int32Array(to - from);
  for (let place = 0; place < places.length; place++) places[place] = from + place;
  return places;
}
