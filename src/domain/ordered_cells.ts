// Role: reads a bucket out of a table whose cells came ordered, with a look at those alone that are kept: most buckets of a
// large log come whole from the kernel. The general way, with the same result, is in `cells_as_rows.ts`, which calls it.

import type { BucketRows, Counts, ValueRow } from "./bucket_rows.ts";
import { restOf, rowOf, sumOf } from "./cell_sums.ts";
import type { CellTable } from "./cell_table.ts";
import { type Dimension, OTHER } from "./dimension.ts";
import type { CellOrder } from "./lent_cells.ts";
import type { Names } from "./names.ts";

/** The bucket with the first `order.most` sections and hosts, the rest of them summed into `(other)`. */
export function orderedBucket(start: number, table: CellTable, order: CellOrder, names: Names): BucketRows {
  const hosts = order.seconds + order.sections, statuses = hosts + order.hosts;
  const sum = sumOf(placesFrom(statuses, table.count), table);
  const first = (dimension: Dimension, from: number, to: number): ValueRow[] => {
    const end = dimension === "status" ? to : Math.min(to, from + order.most);
    const rows: ValueRow[] = [];
    for (let cell = from; cell < end; cell++) rows.push(rowOf(dimension, cell, table, names));
    if (end < to) {
      const { hits, bytes, failures }: Counts = restOf(sum, rows) ?? sumOf(placesFrom(end, to), table);
      rows.push({ value: OTHER, hits, bytes, failures });
    }
    return rows;
  };
  const values = {
    section: first("section", order.seconds, hosts),
    host: first("host", hosts, statuses),
    status: first("status", statuses, table.count),
  };
  return { start, ...sum, hosts: order.hosts, values };
}

function placesFrom(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, place) => from + place);
}
