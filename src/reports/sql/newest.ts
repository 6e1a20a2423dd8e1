// Role: the shape of reports along the time: oldest row first, and a limit keeps the newest.

import type { Question } from "../report.ts";

/** Result columns by name, each with the SQL expression it shows. */
export type Columns = Readonly<Record<string, string>>;

/** `expression AS name` for each column, as a SELECT wants it. */
export function selected(columns: Columns): string {
  return Object.entries(columns).map(([name, expression]) => `${expression} AS "${name}"`).join(", ");
}

/**
 * The rows of `from` (a view with its WHERE and GROUP BY, and what they bind), ordered by the terms, all ascending. With a
 * limit it works backwards from the newest row, so that an index in time order ends the work early; without one it gives
 * row after row as such an index has them.
 */
export function newest(
  columns: Columns,
  from: string,
  order: readonly string[],
  parameters: Question["parameters"],
  limit: number | null,
): Question {
  if (limit === null) {
    return { sql: `SELECT ${selected(columns)} FROM ${from} ORDER BY ${order.join(", ")}`, parameters };
  }
  const names = Object.keys(columns).map((name) => `"${name}"`).join(", ");
  const keys = order.map((term, index) => `${term} AS key_${index}`).join(", ");
  const backwards = order.map((term) => `${term} DESC`).join(", ");
  const forwards = order.map((_, index) => `key_${index}`).join(", ");
  const sql = `SELECT ${names} FROM (SELECT ${selected(columns)}, ${keys} FROM ${from} ` +
    `ORDER BY ${backwards} LIMIT :limit) ORDER BY ${forwards}`;
  return { sql, parameters: { ...parameters, limit } };
}
