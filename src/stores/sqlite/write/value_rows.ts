// Role: the values that a bucket, or an hour, has of a dimension, as rows of one table.

import type { BucketRows, ValueRow } from "../../../domain/buckets/rows.ts";
import { asSmi, MOST } from "../../../domain/buckets/cell_sums.ts";
import { columnsBehind, type ValueColumns } from "../../../domain/buckets/value_columns.ts";
import { BYTES, CELL_WIDTH, FAILURES, HITS } from "../../../domain/counting/cell_table.ts";
import {
  type DimensionName,
  DIMENSIONS,
  type KnownDimension,
  pairIn,
} from "../../../domain/dimensions/dimensions.ts";
import { firstOfPair } from "../../../domain/buckets/keep_of_hour.ts";
import { OTHER } from "../../../domain/dimensions/dimension.ts";
import { amendGroups, amendValues, type KeptValues } from "../../../domain/buckets/amend.ts";
import type { SqliteConnection } from "../connection.ts";
import { OTHER_ID } from "../schema/tables.ts";
import { BulkInsert } from "./bulk_insert.ts";
import type { NameIds } from "./name_ids.ts";

/** Adds to a row that exists; bytes saturate. */
export const ADD_COUNTS: string = `hits = hits + excluded.hits, failures = failures + excluded.failures,
  bytes = min(bytes + excluded.bytes, ${Number.MAX_SAFE_INTEGER})`;

/** Columns of counts, in the order in which rows have them. */
export const COUNTS = ["hits", "bytes", "failures"] as const;

/** Writes to the table of one dimension. Every method only within a transaction. */
export class ValueRows {
  readonly #connection: SqliteConnection;
  readonly #dimension: KnownDimension;
  readonly #table: string;
  readonly #names: NameIds;
  readonly #rows: BulkInsert;

  constructor(connection: SqliteConnection, dimension: DimensionName, table: string, names: NameIds) {
    this.#connection = connection;
    this.#dimension = DIMENSIONS.find(({ name }) => name === dimension)!;
    this.#table = table;
    this.#names = names;
    const columns = ["source_id", "start", "name_id", ...COUNTS];
    const again = `ON CONFLICT (source_id, start, name_id) DO UPDATE SET ${ADD_COUNTS}`;
    this.#rows = new BulkInsert(connection, table, columns, again);
  }

  /** Begins rows of a source; {@link ValueRows.end} writes what is left of them. */
  begin(source: number): void {
    this.#rows.begin(source);
  }

  end(): void {
    this.#rows.end();
  }

  /** Makes the names of buckets known that are added next. */
  learn(buckets: readonly Pick<BucketRows, "values">[]): void {
    const { name } = this.#dimension;
    this.#names.learn(this.#dimension, buckets.flatMap(({ values }) => columnsBehind(values)?.[name] ?? []));
  }

  /** Adds rows in the order of their key: inserting is fastest then, and the table smallest. */
  add(start: number, values: readonly ValueRow[]): void {
    const rows = this.#rows, ids = this.#names.intern(this.#dimension, values);
    const places = placesInOrder(ids);
    // Without an iterator: there are very many.
    for (let i = 0; i < places.length; i++) {
      const place = places[i], { hits, bytes, failures } = values[place];
      rows.addFive(start, ids[place], hits, bytes, failures);
    }
  }

  /** The same for what a bucket has: as columns, where it has them, without a look at any text that was stored before. */
  addValues(start: number, values: BucketRows["values"]): void {
    const { name } = this.#dimension, columns = columnsBehind(values);
    if (columns === null) this.add(start, values[name]);
    else if (columns[name] !== undefined) this.#addColumns(start, columns[name]);
  }

  #addColumns(start: number, columns: ValueColumns): void {
    const { counts, rest } = columns, rows = this.#rows;
    const ids = this.#names.internNumbers(this.#dimension, columns), places = placesInOrder(ids);
    if (rest !== null) rows.addFive(start, OTHER_ID, rest.hits, rest.bytes, rest.failures);
    for (let i = 0; i < places.length; i++) {
      const place = places[i], at = place * CELL_WIDTH, bytes = asSmi(Math.min(counts[at + BYTES], MOST));
      rows.addFive(start, ids[place], asSmi(counts[at + HITS]), bytes, asSmi(counts[at + FAILURES]));
    }
  }

  /**
   * Adds gains of what is final, by the rule of `amendValues`, at once: the next ones may be of the same start. Returns the rows that
   * were added.
   */
  amend(source: number, start: number, gains: readonly ValueRow[], most: number): readonly ValueRow[] {
    const { name } = this.#dimension;
    const rows = pairIn(this.#dimension)?.isGrouped
      ? amendGroups(this.#keptGroups(source, start), gains, most)
      : amendValues(name, this.#kept(source, start), gains, most);
    this.begin(source);
    this.add(start, rows);
    this.end();
    return rows;
  }

  /** The first values of the pairs that have rows. */
  #keptGroups(source: number, start: number): ReadonlySet<string> {
    const rows = this.#connection.all(
      `SELECT value FROM ${this.#table} JOIN name ON id = name_id WHERE source_id = ? AND start = ?`,
      ...[source, start],
    );
    const firsts = new Set(rows.map(({ value }) => firstOfPair(String(value))));
    firsts.delete(OTHER);
    return firsts;
  }

  /** Looks up lazily: most late records belong to values that have a row. */
  #kept(source: number, start: number): KeptValues {
    const of = `FROM ${this.#table} WHERE source_id = ? AND start = ?`;
    const get = (sql: string, ...values: number[]) => this.#connection.get(sql, source, start, ...values);
    let size: number | undefined;
    return {
      get size(): number {
        return size ??= Number(get(`SELECT count(*) AS size ${of} AND name_id <> ${OTHER_ID}`)?.size);
      },
      has: (value) => {
        const id = this.#names.find(this.#dimension, value);
        return id !== undefined && get(`SELECT 1 ${of} AND name_id = ?`, id) !== undefined;
      },
    };
  }
}

/** The places of ids in rising order. Sorted as plain numbers, in a quarter of the time of a comparing sort. */
function placesInOrder(ids: ArrayLike<number>): Float64Array {
  const count = ids.length, keys = new Float64Array(count);
  for (let place = 0; place < count; place++) keys[place] = ids[place] * count + place;
  keys.sort();
  for (let i = 0; i < count; i++) keys[i] %= count;
  return keys;
}
