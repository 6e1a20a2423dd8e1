// Role: the dictionary: values of dimensions that are texts ↔ the small numbers under which cells store them.

import type { ValueColumns } from "../../../domain/buckets/value_columns.ts";
import type { NameTable } from "../../../domain/counting/name_table.ts";
import { OTHER } from "../../../domain/dimensions/dimension.ts";
import {
  byDimension,
  type DimensionName,
  type KnownDimension,
} from "../../../domain/dimensions/dimensions.ts";
import { BulkInsert } from "./bulk_insert.ts";
import type { SqliteConnection } from "../connection.ts";
import { OTHER_ID } from "../schema/tables.ts";

/** Size of the cache, which is cleared when it is full. */
const CACHED = 200_000;
/** In place of an id: not known, and not known but asked for. */
const UNKNOWN = -1, ASKED = -2;

/** So many names are worth sorting before they are inserted. */
const MANY = 1000;

/** The table `name` with a cache, for one run. */
export class NameIds {
  readonly #connection: SqliteConnection;
  readonly #known: Readonly<Record<DimensionName, Map<string, number>>> = byDimension(() => new Map());
  readonly #byNumber = new Map<DimensionName, { readonly table: NameTable; readonly ids: Int32Array }>();
  readonly #inserted: BulkInsert;
  #count = 0;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
    const columns = ["dimension", "id", "value"];
    this.#inserted = new BulkInsert(connection, "name", columns, "ON CONFLICT DO NOTHING");
  }

  /** The number of a name; undefined if the dictionary lacks it. A value that is a number is its own. */
  find(dimension: KnownDimension, value: string): number | undefined {
    const known = this.#recall(dimension, value);
    if (known !== undefined) return known;
    const sql = "SELECT id FROM name WHERE dimension = ? AND value = ?";
    const row = this.#connection.get(sql, dimension.id, value);
    return row === undefined ? undefined : this.#remember(dimension, value, Number(row.id));
  }

  /** The numbers of distinct names; new ones are added to the dictionary. Only within a transaction. */
  intern(dimension: KnownDimension, names: readonly { readonly value: string }[]): number[] {
    if (dimension.kind === "number") return names.map(({ value }) => Number(value));
    const known = this.#known[dimension.name], ids: number[] = [], unknown: string[] = [];
    for (let i = 0; i < names.length; i++) {
      const { value } = names[i], id = value === OTHER ? OTHER_ID : known.get(value);
      if (id === undefined) unknown.push(value);
      else ids.push(id);
    }
    if (unknown.length === 0) return ids;
    // In the order of the index: its pages are then filled one after the other.
    this.#insert(dimension, unknown.length < MANY ? unknown : unknown.sort());
    return names.map(({ value }) => this.#certain(dimension, value));
  }

  /** The numbers here of the numbers of columns, in their order; likewise. Each name is looked at once. */
  internNumbers(dimension: KnownDimension, columns: ValueColumns): Int32Array {
    const { names, numbers } = columns;
    if (names === null) return numbers;
    this.learn(dimension, [columns]);
    const known = this.#idsOf(dimension.name, names), ids = new Int32Array(numbers.length);
    for (let place = 0; place < ids.length; place++) ids[place] = known[numbers[place]];
    return ids;
  }

  /** Adds what is new in any of the columns to the dictionary, at once: so many names of a commit take few statements. */
  learn(dimension: KnownDimension, columns: readonly ValueColumns[]): void {
    for (const [names, same] of Map.groupBy(columns, ({ names }) => names)) {
      if (names === null) continue;
      const known = this.#idsOf(dimension.name, names), unknown: number[] = [];
      for (const { numbers } of same) {
        for (let place = 0; place < numbers.length; place++) {
          const number = numbers[place];
          if (known[number] !== UNKNOWN) continue;
          known[number] = ASKED;
          unknown.push(number);
        }
      }
      if (unknown.length === 0) continue;
      const ids = this.intern(dimension, unknown.map((number) => ({ value: same[0].textOf(number) })));
      unknown.forEach((number, place) => known[number] = ids[place]);
    }
  }

  /** By the numbers of a table the ids, as far as they are known. A source has another table once it has forgotten names. */
  #idsOf(dimension: DimensionName, table: NameTable): Int32Array {
    const former = this.#byNumber.get(dimension);
    if (former?.table === table && table.count <= former.ids.length) return former.ids;
    const ids = new Int32Array(table.count * 2).fill(UNKNOWN);
    if (former?.table === table) ids.set(former.ids);
    this.#byNumber.set(dimension, { table, ids });
    return ids;
  }

  /** Adds names, some of which may exist: most names that are not cached are new. */
  #insert(dimension: KnownDimension, values: readonly string[]): void {
    const next = Number(this.#connection.get("SELECT max(id) + 1 AS next FROM name")?.next);
    this.#inserted.begin(dimension.id);
    values.forEach((value, place) => {
      this.#inserted.add(next + place);
      this.#inserted.add(value);
    });
    if (this.#inserted.end() < values.length) return;
    values.forEach((value, place) => this.#remember(dimension, value, next + place));
  }

  #certain(dimension: KnownDimension, value: string): number {
    const id = this.find(dimension, value);
    if (id === undefined) throw new Error(`The name ${JSON.stringify(value)} is neither new nor there.`);
    return id;
  }

  #recall(dimension: KnownDimension, value: string): number | undefined {
    if (dimension.kind === "number") return Number(value);
    return value === OTHER ? OTHER_ID : this.#known[dimension.name].get(value);
  }

  #remember(dimension: KnownDimension, value: string, id: number): number {
    if (this.#count >= CACHED) {
      for (const names of Object.values(this.#known)) names.clear();
      this.#count = 0;
    }
    this.#known[dimension.name].set(value, id);
    this.#count++;
    return id;
  }
}
