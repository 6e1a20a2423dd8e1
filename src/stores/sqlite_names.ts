// Role: names of sections and hosts ↔ the small numbers under which cells store them. Used by `sqlite_results.ts`.

import { type Dimension, DIMENSIONS, OTHER } from "../domain/dimension.ts";
import type { SqliteConnection } from "./sqlite_connection.ts";
import { OTHER_ID } from "./sqlite_schema.ts";

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
  #count = 0;

  /** Reads and fills the table `name`. */
  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  /** The number of a name; undefined where the database does not know it. A status is its own number. */
  find(dimension: Dimension, value: string): number | undefined {
    const known = this.#recall(dimension, value);
    if (known !== undefined) return known;
    const sql = "SELECT id FROM name WHERE dimension = ? AND value = ?";
    const row = this.#connection.get(sql, numberOf(dimension), value);
    return row === undefined ? undefined : this.#remember(dimension, value, Number(row.id));
  }

  /** The number of a name, which becomes part of the dictionary where it is new. Only within a transaction. */
  intern(dimension: Dimension, value: string): number {
    const known = this.#recall(dimension, value);
    if (known !== undefined) return known;
    // Most names that are not remembered are new: one statement for them, two for the others.
    const sql = "INSERT INTO name (dimension, value) VALUES (?, ?) ON CONFLICT DO NOTHING";
    const { changes, lastInsertRowid } = this.#connection.prepare(sql).run(numberOf(dimension), value);
    if (Number(changes) > 0) return this.#remember(dimension, value, Number(lastInsertRowid));
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
