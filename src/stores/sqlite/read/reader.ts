// Role: read-only SQL queries: SQLite's authorizer refuses everything but reading.

import type { SQLInputValue, StatementSync } from "node:sqlite";
import { nearest } from "../../../domain/nearest.ts";
import { Problem } from "../../../domain/problem.ts";
import type { SqliteConnection } from "../connection.ts";
import { errorCode, problemOf, quoted, visible } from "../errors.ts";
import { VIEWS } from "../schema/views.ts";
import { calledIn, checkNeeds, type Outside } from "./functions.ts";
import { keyedViewsIn, makeKeyedViews, withKeys } from "./keyed_views.ts";
import { isBlank, parametersOf } from "./sql_text.ts";
import type { Answer, Reader, SqlValue } from "../../store.ts";

/** The actions that the authorizer allows: SQLITE_READ, SQLITE_SELECT, SQLITE_FUNCTION, SQLITE_RECURSIVE. */
const READING: ReadonlySet<number> = new Set([20, 21, 31, 33]);
const CALL = 31;
const ALLOW = 0;
const DENY = 1;

/** The names of the others, for the message. */
const ACTIONS: Readonly<Record<number, string>> = {
  9: "DELETE",
  18: "INSERT",
  19: "PRAGMA",
  22: "BEGIN or COMMIT",
  23: "UPDATE",
  24: "ATTACH",
  25: "DETACH",
  [CALL]: "load_extension()",
  32: "SAVEPOINT",
};

/** Parts of `node:sqlite` that the runtime has and its types lack. */
interface WithAuthorizer {
  setAuthorizer(ask: (action: number, first: string | null, second: string | null) => number): void;
}
interface WithArrays {
  setReturnArrays(enabled: boolean): void;
}

/** Error codes that are about the disk or other programs, not about the statement. */
const OF_THE_DATABASE: ReadonlySet<number> = new Set([3, 5, 6, 8, 10, 11, 13, 14, 26]);

/** The code of the error of an integer that no plain number holds. */
const TOO_LARGE = "ERR_OUT_OF_RANGE";

/** A reader on an open connection, which it owns. */
export class SqliteReader implements Reader {
  readonly #connection: SqliteConnection;
  /** The first refused action of the current statement. */
  #denied: string | null = null;
  /** The first error of a function in the current statement. */
  #failed: unknown = null;
  readonly #outside: Outside;
  readonly #registered = new Set<string>();
  /** While it makes something of its own in the connection. */
  #isMaking = false;

  constructor(connection: SqliteConnection, outside: Outside) {
    this.#connection = connection;
    this.#outside = outside;
    const database = connection.database as typeof connection.database & WithAuthorizer;
    database.setAuthorizer((action, _first, second) => {
      const loads = action === CALL && second?.toLowerCase() === "load_extension";
      if (this.#isMaking || READING.has(action) && !loads) return ALLOW;
      this.#denied ??= ACTIONS[action] ?? "a change of the database's structure";
      return DENY;
    });
  }

  query(given: string, parameters: Readonly<Record<string, SqlValue>> = {}): Answer {
    if (isBlank(given)) throw new Problem("usage", "The SQL is empty. Give one SELECT.");
    this.#denied = null;
    this.#failed = null;
    this.#register(given);
    try {
      const sql = withKeys(this.#connection, given, parameters);
      const statement = this.#connection.database.prepare(sql);
      const rest = sql.slice(statement.sourceSQL.length);
      if (!isBlank(rest)) {
        throw new Problem("usage", `Only one SQL statement can be run at a time. Leave one.`);
      }
      const values = bound(statement.sourceSQL, parameters, parametersOf(given));
      const found = answer(statement as typeof statement & WithArrays, values);
      if (this.#failed !== null) throw this.#failed;
      return found;
    } catch (error) {
      throw this.#problem(error);
    }
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }

  /** Functions are made when a statement first calls them, and keyed views when it first names them: most do neither. */
  #register(sql: string): void {
    const views = keyedViewsIn(sql).filter((name) => !this.#registered.has(name));
    this.#isMaking = true;
    try {
      makeKeyedViews(this.#connection, views);
    } finally {
      this.#isMaking = false;
    }
    for (const name of views) this.#registered.add(name);
    for (const called of calledIn(sql)) {
      if (this.#registered.has(called.name)) continue;
      checkNeeds(called, this.#outside);
      called.register(this.#connection.database, this.#outside, (error) => this.#failed ??= error);
      this.#registered.add(called.name);
    }
  }

  #problem(error: unknown): unknown {
    if (this.#denied !== null) {
      const message = `Only reading is allowed: the statement would run ${this.#denied}. Write a SELECT.`;
      return new Problem("usage", message, { cause: error });
    }
    const code = errorCode(error);
    if (code === null) return error;
    if (OF_THE_DATABASE.has(code)) return problemOf(error, this.#connection.path);
    const { message } = error as Error;
    return new Problem("usage", `The SQL does not run: ${visible(message)}.${viewAdvice(message)}`, {
      cause: error,
    });
  }
}

/** Checks the parameters against those that are known, and returns those of the statement as SQLite takes them. */
function bound(
  sql: string,
  given: Readonly<Record<string, SqlValue>>,
  parameters: readonly string[],
): Record<string, SQLInputValue> {
  const written = parametersOf(sql);
  const unnamed = written.find((parameter) => parameter.startsWith("?"));
  if (unnamed !== undefined) {
    const advice = "Write :name, and give it with --param.";
    throw new Problem("usage", `The parameter ${unnamed} has no name. ${advice}`);
  }
  const names = new Set(parameters.map((parameter) => parameter.slice(1)));
  const unknown = Object.keys(given).find((name) => !names.has(name));
  if (unknown !== undefined) {
    const known = written.length === 0 ? "it has none" : `it has ${written.map(visible).join(", ")}`;
    throw new Problem("usage", `The SQL has no parameter ${quoted(unknown)}: ${known}.`);
  }
  const values: Record<string, SQLInputValue> = {};
  for (const parameter of written) {
    const name = parameter.slice(1);
    if (!Object.hasOwn(given, name)) {
      const message = `The SQL parameter ${visible(parameter)} has no value. Add --param ${visible(name)}=….`;
      throw new Problem("usage", message);
    }
    const value = given[name];
    // A plain number would be bound as REAL, and `typeof` and division would show it.
    values[parameter] = Number.isSafeInteger(value) ? BigInt(value as number) : value;
  }
  return values;
}

function answer(statement: StatementSync & WithArrays, values: Record<string, SQLInputValue>): Answer {
  // Arrays, because two columns may have the same name.
  statement.setReturnArrays(true);
  // Parameters are given with their prefix, for a statement may have both :a and @a.
  statement.setAllowBareNamedParameters(false);
  const columns = statement.columns().map((column) => column.name);
  try {
    return { columns, rows: statement.all(values) as unknown as SqlValue[][] };
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== TOO_LARGE) throw error;
  }
  // Big integers take twice the time, and few answers have any.
  statement.setReadBigInts(true);
  const rows = statement.all(values) as unknown as SqlValue[][];
  for (const row of rows) {
    for (let index = 0; index < row.length; index++) {
      const value = row[index];
      if (typeof value !== "bigint") continue;
      const number = Number(value);
      if (Number.isSafeInteger(number)) row[index] = number;
    }
  }
  return { columns, rows };
}

/** For a table that does not exist: the view of nearly that name, or the first with such a column. */
function viewAdvice(message: string): string {
  const [, name] = /^no such table: (?:main\.)?(.+)$/.exec(message) ?? [];
  if (name === undefined) return "";
  const near = nearest(name, VIEWS.map((view) => view.name)) ??
    VIEWS.find(({ columns }) => columns.some(([column]) => column === name))?.name;
  const guess = near === undefined ? "" : ` Did you mean the view ${quoted(near)}?`;
  return `${guess} "httplog query --schema" lists all views.`;
}
