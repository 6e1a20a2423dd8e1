// Role: many rows into one table with few statements: one statement per row costs three times as much.

import type { SQLInputValue } from "node:sqlite";
import type { SqliteConnection } from "../connection.ts";

/** Rows of one statement, a power of two; the gain levels off there. */
const ROWS = 128;

/** Collects rows of one table and inserts them, 128 at a time. All have the same value in the first column. */
export class BulkInsert {
  readonly #connection: SqliteConnection;
  /** Values per row without the first column. */
  readonly #width: number;
  /** The statements that insert 1, 2, 4, … rows. */
  readonly #sql: readonly string[];
  /** The value of the first column, then those of the pending rows: as many as fit into one statement. */
  readonly #values: SQLInputValue[];
  #used = 1;
  #changes = 0;

  /** Inserts into `columns` of `table`, with an `ON CONFLICT` clause where a row may be there already. */
  constructor(connection: SqliteConnection, table: string, columns: readonly string[], conflict = "") {
    this.#connection = connection;
    this.#width = columns.length - 1;
    this.#values = new Array<SQLInputValue>(1 + ROWS * this.#width).fill(null);
    const row = `(?1${", ?".repeat(this.#width)})`;
    const sql: string[] = [];
    for (let rows = 1; rows <= ROWS; rows *= 2) {
      const list = Array(rows).fill(row).join(", ");
      sql.push(`INSERT INTO ${table} (${columns.join(", ")}) VALUES ${list} ${conflict}`);
    }
    this.#sql = sql;
  }

  /** Starts rows that have this value in the first column. */
  begin(first: SQLInputValue): void {
    this.#values[0] = first;
    this.#changes = 0;
  }

  /** Adds the next value, row by row, in the order of the columns from the second on. */
  add(value: SQLInputValue): void {
    this.#values[this.#used++] = value;
    if (this.#used < this.#values.length) return;
    this.#insert(this.#sql.length - 1, this.#values);
    this.#used = 1;
  }

  /** Adds a row of five values at once: there are very many, and a call costs as much as what it does. */
  addFive(
    first: SQLInputValue,
    second: SQLInputValue,
    third: SQLInputValue,
    fourth: SQLInputValue,
    fifth: SQLInputValue,
  ): void {
    const values = this.#values, at = this.#used;
    values[at] = first;
    values[at + 1] = second;
    values[at + 2] = third;
    values[at + 3] = fourth;
    // Counts, and inserts what is full.
    this.#used = at + 4;
    this.add(fifth);
  }

  /** Inserts the pending rows, and returns how many were inserted or changed since `begin`. */
  end(): number {
    const [first] = this.#values;
    for (let power = this.#sql.length - 2, from = 1; power >= 0; power--) {
      const to = from + (this.#width << power);
      if (to > this.#used) continue;
      this.#insert(power, [first, ...this.#values.slice(from, to)]);
      from = to;
    }
    this.#used = 1;
    return this.#changes;
  }

  /** Inserts 2^power rows. */
  #insert(power: number, values: readonly SQLInputValue[]): void {
    this.#changes += Number(this.#connection.prepare(this.#sql[power]).run(...values).changes);
  }
}
