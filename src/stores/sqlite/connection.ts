// Role: one SQLite connection with its prepared statements. `stores/sqlite/file/open.ts` makes it, the writing and the reading
// side use it. Everything goes through prepared statements, because only their errors carry SQLite's error code.

import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";

/** One row as an object, column name → value. */
export type Row = Record<string, SQLOutputValue>;

/** A connection that keeps its statements prepared. It owns the database and closes it. */
export class SqliteConnection {
  /** The connection itself. */
  readonly database: DatabaseSync;
  /** The path as the person gave it, for messages. */
  readonly path: string;
  readonly #statements = new Map<string, StatementSync>();

  /** Takes over an open database. */
  constructor(database: DatabaseSync, path: string) {
    this.database = database;
    this.path = path;
  }

  /** The statement for this text, prepared once; only for texts out of a small fixed set. */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Runs a statement; gives the row id of the last inserted row, where it inserts into a table with row ids. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.prepare(sql).run(...values).lastInsertRowid);
  }

  /** Runs a statement with parameters by name, without their prefix; those that it does not mention are left out. */
  runNamed(sql: string, values: Readonly<Record<string, SQLInputValue>>): void {
    const statement = this.prepare(sql);
    statement.setAllowUnknownNamedParameters(true);
    statement.run(values);
  }

  /** The first row of the answer. */
  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.prepare(sql).get(...values);
  }

  /** All rows of the answer. */
  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.prepare(sql).all(...values);
  }

  /**
   * Does `work` in one transaction that may write from its first statement on; takes everything back where it throws.
   * (A transaction that begins with reading could find itself unable to write, however long it waits.)
   */
  transaction<Result>(work: () => Result): Result {
    return this.#within("BEGIN IMMEDIATE", work);
  }

  /**
   * The same in a file that may still be empty and stays so until the first statement of `work`, which must write: it
   * can be one that only an empty file takes.
   */
  making<Result>(work: () => Result): Result {
    return this.#within("BEGIN", work);
  }

  /** Does `work`, which only reads, so that all its statements see the same state. */
  reading<Result>(work: () => Result): Result {
    return this.#within("BEGIN", work);
  }

  #within<Result>(begin: string, work: () => Result): Result {
    this.run(begin);
    try {
      const result = work();
      this.run("COMMIT");
      return result;
    } catch (error) {
      // A full disk or an I/O error has already ended the transaction.
      if (this.database.isTransaction) this.run("ROLLBACK");
      throw error;
    }
  }

  /** Closes the database; the connection must not be used afterwards. */
  close(): void {
    this.#statements.clear();
    this.database.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Size of a database, and what of it is free for later runs, in bytes. */
export function spaceOf(connection: SqliteConnection): { readonly size: number; readonly free: number } {
  const number = (pragma: string) => Number(Object.values(connection.get(`PRAGMA ${pragma}`) ?? {})[0]);
  const page = number("page_size");
  return { size: page * number("page_count"), free: page * number("freelist_count") };
}
