// Role: the values of a bucket as columns of numbers. Most buckets are only stored, and a store needs neither an object nor a text
// for each value; announcements and explanations read rows, which are made when they are asked for.

import { namedOf, numberOf } from "../counting/cell_key.ts";
import { CELL_WIDTH, type CellTable } from "../counting/cell_table.ts";
import type { NameTable } from "../counting/name_table.ts";
import type { Names } from "../counting/names.ts";
import { OTHER } from "../dimensions/dimension.ts";
import { byDimension, type DimensionName } from "../dimensions/dimensions.ts";
import { textIn, valueRow } from "./cell_sums.ts";
import type { BucketRows, Counts, ValueRow } from "./rows.ts";

/** The values that a bucket has of a dimension, in no order. */
export interface ValueColumns {
  /** Where the numbers are those of names; null where they are the values. It may gain names, and loses none. */
  readonly names: NameTable | null;
  readonly numbers: Int32Array;
  /** The value of a number. */
  readonly textOf: (number: number) => string;
  /** {hits, bytes, failures, late} of each, as in `cell_table.ts`: bytes are not cut to what rows have. */
  readonly counts: Float64Array;
  /** What `(other)` has, which comes last; null where there is none. */
  readonly rest: Counts | null;
}

/** By dimension, those that were counted. */
export type ColumnsByDimension = Readonly<Partial<Record<DimensionName, ValueColumns>>>;

/** The cells in [from, to) of a table, at least one and all of one dimension; `rest` is what all others hold. */
export function columnsFrom(
  from: number,
  to: number,
  table: CellTable,
  names: Names,
  rest: Counts | null,
): ValueColumns {
  const numbers = new Int32Array(to - from);
  for (let place = 0; place < numbers.length; place++) numbers[place] = numberOf(table.keyAt(from + place));
  const counts = table.values.slice(from * CELL_WIDTH, to * CELL_WIDTH);
  return { ...meaningOf(table.keyAt(from), names), numbers, counts, rest };
}

/** The same of cells at any places, with none beside them. */
export function columnsAt(cells: Int32Array, table: CellTable, names: Names): ValueColumns {
  const { values, keys } = table, numbers = new Int32Array(cells.length);
  const counts = new Float64Array(cells.length * CELL_WIDTH);
  for (let place = 0; place < cells.length; place++) {
    const from = cells[place] * CELL_WIDTH, to = place * CELL_WIDTH;
    numbers[place] = numberOf(keys[cells[place]]);
    for (let i = 0; i < CELL_WIDTH; i++) counts[to + i] = values[from + i];
  }
  return { ...meaningOf(keys[cells[0]], names), numbers, counts, rest: null };
}

function meaningOf(key: number, names: Names): Pick<ValueColumns, "names" | "textOf"> {
  const named = namedOf(key);
  return { names: named === null ? null : names[named], textOf: textIn(key, names) };
}

/** Where values keep the columns that they came from. */
const COLUMNS = Symbol("columns");

type Values = BucketRows["values"];

const NO_ROWS: readonly ValueRow[] = Object.freeze([]);
/** Of what hours alone have values, buckets have none. */
const NO_VALUES: Values = Object.freeze(byDimension(() => NO_ROWS));

/** The values of a bucket: rows, each dimension's made when it is asked for. */
export function valuesOf(columns: ColumnsByDimension): Values {
  const values = { ...NO_VALUES };
  for (const [name, own] of Object.entries(columns) as [DimensionName, ValueColumns][]) {
    const get = (): readonly ValueRow[] => {
      const value = rowsOf(own);
      Object.defineProperty(values, name, { value, enumerable: true });
      return value;
    };
    Object.defineProperty(values, name, { get, enumerable: true, configurable: true });
  }
  return Object.defineProperty(values, COLUMNS, { value: columns });
}

/** The columns that values are made of; null where they are rows alone. */
export function columnsBehind(values: Values): ColumnsByDimension | null {
  return (values as { readonly [COLUMNS]?: ColumnsByDimension })[COLUMNS] ?? null;
}

/** How many rows a dimension has, of which none is made. */
export function rowCount(values: Values, name: DimensionName): number {
  const columns = columnsBehind(values);
  if (columns === null) return values[name].length;
  const own = columns[name];
  return own === undefined ? 0 : own.numbers.length + (own.rest === null ? 0 : 1);
}

function rowsOf({ numbers, textOf, counts, rest }: ValueColumns): ValueRow[] {
  const rows: ValueRow[] = [];
  for (let place = 0; place < numbers.length; place++) {
    rows.push(valueRow(textOf(numbers[place]), counts, place));
  }
  if (rest !== null) rows.push({ value: OTHER, ...rest });
  return rows;
}
