// Role: reads a bucket out of a table whose cells came ordered, with a look at those alone that are kept: most buckets of a
// large log come whole from the kernel. The general way, with the same result, is in `bucket_from_cells.ts`, which calls it.

import { type BucketRows, type Counts, NO_PAIRS, type Pairs, type ValueRow } from "./rows.ts";
import { numberOf } from "../counting/cell_key.ts";
import { asSmi, MOST, restOf, rowOf, sumOf } from "./cell_sums.ts";
import { BYTES, CELL_WIDTH, type CellTable, FAILURES, HITS } from "../counting/cell_table.ts";
import { type Dimension, FIRST_PAIRED, OTHER, type PairDimension } from "../dimension.ts";
import type { CellOrder } from "../counting/lent_cells.ts";
import type { Names } from "../counting/names.ts";
import { pairText as textOfPair } from "../counting/error_pairs.ts";
import { PairText, TextPairs } from "./error_pairs_json.ts";

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
  const { statusHosts, statusSections, texts, most } = order, between = from + statusHosts;
  if (statusHosts + statusSections === 0 && !texts.status_host && !texts.status_section) return NO_PAIRS;
  const isPaired = (cell: number): boolean => numberOf(table.keyAt(cell)) >= FIRST_PAIRED;
  const errors = () => sumOf(placesFrom(statuses, from).filter(isPaired), table);
  return new TextPairs({
    status_host: texts.status_host ?? kept.text("status_host", from, between, errors()),
    status_section: texts.status_section ??
      kept.text("status_section", between, between + statusSections, errors()),
  }, most + 1);
}

const pairText = new PairText();

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
  rows(dimension: Dimension, from: number, to: number, sum: Counts): ValueRow[] {
    const end = dimension === "status" ? to : this.#endOf(from, to), rows: ValueRow[] = [];
    for (let cell = from; cell < end; cell++) rows.push(rowOf(dimension, cell, this.#table, this.#names));
    const rest = this.#rest(from, end, to, sum);
    if (rest !== null) rows.push({ value: OTHER, ...rest });
    return rows;
  }

  /** The same as text. */
  text(dimension: PairDimension, from: number, to: number, sum: Counts): string {
    const table = this.#table, { values } = table, names = this.#names[dimension];
    const end = this.#endOf(from, to);
    for (let cell = from, at = from * CELL_WIDTH; cell < end; cell++, at += CELL_WIDTH) {
      const value = names.text(numberOf(table.keyAt(cell)), textOfPair);
      const bytes = asSmi(Math.min(values[at + BYTES], MOST));
      pairText.add(value, asSmi(values[at + HITS]), bytes, asSmi(values[at + FAILURES]));
    }
    const rest = this.#rest(from, end, to, sum);
    if (rest !== null) pairText.add(OTHER, rest.hits, rest.bytes, rest.failures);
    return pairText.end();
  }

  #endOf(from: number, to: number): number {
    return Math.min(to, from + this.#order.most);
  }

  /** What the cells in [from, end) leave of the sum of all up to `to`, and of those that are not there; null for nothing. */
  #rest(from: number, end: number, to: number, sum: Counts): Counts | null {
    const { isCut } = this.#order, table = this.#table;
    if (!isCut && end === to) return null;
    const rest = restOf(sum, sumOf(placesFrom(from, end), table));
    if (rest === null && isCut) throw new Error("what a bucket that was cut holds is not known exactly");
    const { hits, bytes, failures }: Counts = rest ?? sumOf(placesFrom(end, to), table);
    return hits > 0 ? { hits, bytes, failures } : null;
  }
}

function placesFrom(from: number, to: number): Int32Array {
  const places = new Int32Array(to - from);
  for (let place = 0; place < places.length; place++) places[place] = from + place;
  return places;
}
