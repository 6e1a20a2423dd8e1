// Role: tells which hours stand beside rollups of less than an hour, which have no values of what hours alone hold.

import { HOUR } from "../../../domain/counting/hours.ts";

/**
 * SQL that holds for an hour of a table beside rollups of less: what an earlier prune left of its time. It stays as it is whatever is pruned
 * now. With `orOfOne` also beside a rollup of an hour.
 */
export function besideRollups(table: string, orOfOne = false): string {
  return `EXISTS (SELECT 1 FROM rollup AS r WHERE r.source_id = ${table}.source_id
    AND (r.size % ${HOUR} <> 0 ${orOfOne ? `OR r.size = ${HOUR}` : ""})
    AND r.start >= ${table}.start AND r.start < ${table}.start + ${HOUR})`;
}
