// Role: tells which hours stand beside rollups of less than an hour, which have no values of what hours alone hold.

import { HOUR } from "../../../domain/counting/hours.ts";

/**
 * SQL that holds for an hour of a table beside rollups of less: what an earlier prune left of its time. What buckets are pruned without a
 * rollup now leave it as it is.
 */
export function besideRollups(table: string): string {
  return `EXISTS (SELECT 1 FROM rollup AS r WHERE r.source_id = ${table}.source_id AND r.size % ${HOUR} <> 0
    AND r.start >= ${table}.start AND r.start < ${table}.start + ${HOUR})`;
}
