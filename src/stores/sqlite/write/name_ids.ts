// Role: names of sections and hosts ↔ the small numbers under which cells store them. Used by `results.ts`.

import { type Dimension, DIMENSIONS, OTHER } from "../../../domain/dimension.ts";
import { BulkInsert } from "./bulk_insert.ts";
import type { SqliteConnection } from "../connection.ts";
import { OTHER_ID } from "../schema/tables.ts";

/** How many names are remembered before all are forgotten, so that memory stays bounded. */
const REMEMBERED = 200_000;

/** The dictionary of names in the database, with a memory of those met. Lives as long as one run. */
export class NameIds {
  readonly #connection: SqliteConnection;
  readonly #known: Readonly<Record<Dimension, Map<string, number>>> = {
    section: new Map(),
    host: new Map(),
    status: new Map(),
  };
  readonly #inserted: BulkInsert;
  #count = 0;

  /** Reads and fills the table `name`. */
  constructor(connection: SqliteConnection) {
    this.#connection = connection;
    this.#inserted = new BulkInsert(
      connection,
      "name",
      ["dimension", "id", "value"],
      "ON CONFLICT DO NOTHING",
    );
  }

  /** The number of a name; undefined where the database does not know it. A status is its own number. */
  find(dimension: Dimension, value: string): number | undefined {
    const known = this.#recall(dimension, value);
    if (known !== undefined) return known;
    const sql = "SELECT id FROM name WHERE dimension = ? AND value = ?";
    const row = this.#connection.get(sql, numberOf(dimension), value);
    return row === undefined ? undefined : this.#remember(dimension, value, Number(row.id));
  }

  /**
   * The numbers of names, each of which is given once and becomes part of the dictionary where it is new. Only within a
   * transaction.
   */
  intern(dimension: Dimension, names: readonly { readonly value: string }[]): number[] {
    const ids: number[] = [], unknown: string[] = [];
    for (let i = 0; i < names.length; i++) {
      const { value } = names[i], id = this.#recall(dimension, value);
      if (id === undefined) unknown.push(value);
      else ids.push(id);
    }
    if (unknown.length === 0) return ids;
    this.#insert(dimension, unknown);
    return names.map(({ value }) => this.#certain(dimension, value));
  }

  /** Makes names part of the dictionary that may be there already; most names that are not remembered are not. */
  #insert(dimension: Dimension, values: readonly string[]): void {
    const next = Number(this.#connection.get("SELECT max(id) + 1 AS next FROM name")?.next);
    this.#inserted.begin(numberOf(dimension));
    values.forEach((value, place) => {
      this.#inserted.add(next + place);
      this.#inserted.add(value);
    });
    if (this.#inserted.end() < values.length) return;
    values.forEach((value, place) => this.#remember(dimension, value, next + place));
  }

  #certain(dimension: Dimension, value: string): number {
    const id = this.find(dimension, value);
    if (id === undefined) throw new Error(`The name ${JSON.stringify(value)} is neither new nor there.`);
    return id;
  }

  #recall(dimension: Dimension, value: string): number | undefined {
    if (dimension === "status") return Number(value);
    return value === OTHER ? OTHER_ID : this.#known[dimension].get(value);
  }

  #remember(dimension: Dimension, value: string, id: number): number {
    if (this.#count >= REMEMBERED) {
      for (const names of Object.values(this.#known)) names.clear();
      this.#count = 0;
    }
    this.#known[dimension].set(value, id);
    this.#count++;
    return id;
  }
}

function numberOf(dimension: Dimension): number {
  return DIMENSIONS.indexOf(dimension) + 1;
}
