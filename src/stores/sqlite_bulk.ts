// Role: many rows into one table with few statements, for the parts of a change that are large
// (`sqlite_results.ts`). A statement a row costs three times as much.

import type { SQLInputValue } from "node:sqlite";
import type { SqliteConnection } from "./sqlite_connection.ts";

/** Rows of one statement; the gain levels off there. */
const ROWS = 100;

/** Collects rows of one table and inserts them, 100 at a time. */
export class BulkInsert {
  readonly #connection: SqliteConnection;
  readonly #columns: number;
  readonly #one: string;
  readonly #many: string;
  #values: SQLInputValue[] = [];

  /** Inserts into `columns` of `table`, with an `ON CONFLICT` clause where a row may be there already. */
  constructor(connection: SqliteConnection, table: string, columns: readonly string[], conflict = "") {
    this.#connection = connection;
    this.#columns = columns.length;
    const row = `(${columns.map(() => "?").join(", ")})`;
    const sql = (rows: number) =>
      `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${Array(rows).fill(row).join(", ")} ${conflict}`;
    this.#one = sql(1);
    this.#many = sql(ROWS);
  }

  /** Adds one row, in the order of the columns. It is in the table after the next {@link BulkInsert.flush}. */
  add(...row: SQLInputValue[]): void {
    for (const value of row) this.#values.push(value);
    if (this.#values.length === ROWS * this.#columns) {
      this.#connection.prepare(this.#many).run(...this.#values);
      this.#values = [];
    }
  }

  /** Inserts what is left. */
  flush(): void {
    const one = this.#connection.prepare(this.#one);
    for (let at = 0; at < this.#values.length; at += this.#columns) {
      one.run(...this.#values.slice(at, at + this.#columns));
    }
    this.#values = [];
  }
}
