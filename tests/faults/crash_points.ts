// Role: named crash points: every statement that the store sends to SQLite, counted from 1. For machines without
// strace, and for crashes within the process of the tests. Used by `runner.ts` and the random schedules.

import { SqliteConnection } from "../../src/stores/sqlite/connection.ts";

/** Where to strike. */
export interface CrashPoint {
  /** Number of the statement. */
  readonly statement: number;
  /** Whether the statement is still carried out. */
  readonly when: "before" | "after";
}

/** Statements that have been seen, and the end of watching them. */
export interface Watched extends Disposable {
  /** How many statements there were. */
  count(): number;
}

/** Calls `strike` at a point; with null only counts. Holds for all connections of this process until disposed. */
export function watchStatements(point: CrashPoint | null, strike: (sql: string) => void): Watched {
  const { prototype } = SqliteConnection;
  const { run } = prototype;
  let count = 0;
  prototype.run = function (sql, ...values) {
    const isHere = ++count === point?.statement;
    if (isHere && point?.when === "before") strike(sql);
    const result = run.call(this, sql, ...values);
    if (isHere && point?.when === "after") strike(sql);
    return result;
  };
  return {
    count: () => count,
    [Symbol.dispose]: () => void (prototype.run = run),
  };
}

/** An error as SQLite gives it: 10 for an I/O error, 13 for a full disk. */
export function sqliteError(code: number): Error {
  return Object.assign(new Error(`injected error ${code}`), { errcode: code });
}
