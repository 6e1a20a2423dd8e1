// Role: one SQLite connection with its prepared statements. Everything uses prepared statements, because only their errors
// carry SQLite's error code.

import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";

/** One row as an object, column name → value. */
export type Row = Record<string, SQLOutputValue>;

/** A connection that keeps its statements prepared. It owns the database and closes it. */
export class SqliteConnection {
  readonly database: DatabaseSync;
  /** The path as the user gave it, for messages. */
  readonly path: string;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync, path: string) {
    this.database = database;
    this.path = path;
  }

  /** Returns the statement for this text, and caches it: only for a small fixed set of texts. */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Runs a statement; returns the row id of the last inserted row, if its table has row ids. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.prepare(sql).run(...values).lastInsertRowid);
  }

  /** Runs a statement with parameters by name, without their prefix. Those that it does not mention are ignored. */
  runNamed(sql: string, values: Readonly<Record<string, SQLInputValue>>): void {
    const statement = this.prepare(sql);
    statement.setAllowUnknownNamedParameters(true);
    statement.run(values);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.prepare(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.prepare(sql).all(...values);
  }

  /**
   * Does `work` in one transaction, which takes the write lock at once and is rolled back if `work` throws. (A transaction
   * that begins with a read may be unable to write, however long it waits.)
   */
  transaction<Result>(work: () => Result): Result {
    return this.#within("BEGIN IMMEDIATE", work);
  }

  /** The same in an empty file, which stays empty until the first statement of `work`: some settings need that. */
  making<Result>(work: () => Result): Result {
    return this.#within("BEGIN", work);
  }

  /** Does `work`, which only reads, in one transaction: all its statements see the same state. */
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
