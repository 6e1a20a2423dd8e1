// Role: WHERE clauses of the reports: only what was asked for becomes a condition, so that an index can serve it.

import type { SqlValue } from "../../stores/store.ts";

/** A WHERE clause and what it binds. */
export interface WhereClause {
  /** "WHERE … AND …", or nothing where nothing was asked for. */
  readonly where: string;
  /** Values of the `:name` parameters in it. */
  readonly parameters: Readonly<Record<string, SqlValue>>;
}

/**
 * Joins conditions, each with the value of its one `:name` parameter; those whose value is null are left out.
 *
 * @example
 * ```ts
 * import { conditions } from "./conditions.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(conditions({ "source = :source": null, "start >= :since": 60 }), {
 *   where: "WHERE start >= :since",
 *   parameters: { since: 60 },
 * });
 * ```
 */
export function conditions(asked: Readonly<Record<string, SqlValue>>): WhereClause {
  const given = Object.entries(asked).filter(([, value]) => value !== null);
  return {
    where: given.length === 0 ? "" : "WHERE " + given.map(([condition]) => condition).join(" AND "),
    parameters: Object.fromEntries(given.map(([condition, value]) => [parameterOf(condition), value])),
  };
}

function parameterOf(condition: string): string {
  return condition.slice(condition.indexOf(":") + 1).match(/^\w+/)![0];
}
