// Role: which routes the failures of a bucket were of: what explanations, and the checkpoint, know of its routes.

import type { BucketRows, ValueRow } from "../buckets/rows.ts";
import { OTHER } from "../dimensions/dimension.ts";

/** Routes of a bucket, those of most failures: a cause has three tenths of all. */
const MOST_ROUTES = 20;

/** A row that has failures alone. */
export function failuresOf(value: string, failures: number): ValueRow {
  return { value, hits: failures, bytes: 0, failures };
}

/**
 * The failures of routes, most first, and the rest as `(other)`: they sum to those of the bucket where its routes are kept. The same again
 * of a bucket that has no more than these. Without a failure no route is looked at.
 *
 * @example
 * ```ts
 * import { failingRoutes } from "./failing_routes.ts";
 * import { byDimension } from "../dimensions/dimensions.ts";
 * import assert from "node:assert/strict";
 *
 * const route = [{ value: "/a", hits: 9, bytes: 9, failures: 0 }, { value: "/b/:id", hits: 9, bytes: 9, failures: 2 }];
 * const values = { ...byDimension(() => []), route };
 * assert.deepEqual(failingRoutes({ failures: 2, values }), [{ value: "/b/:id", hits: 2, bytes: 0, failures: 2 }]);
 * ```
 */
export function failingRoutes({ failures, values }: Pick<BucketRows, "failures" | "values">): ValueRow[] {
  if (failures === 0) return [];
  const rows = values.route,
    sum = (of: readonly ValueRow[]): number => of.reduce((all, { failures }) => all + failures, 0);
  const failing = rows.filter(({ failures, value }) => failures > 0 && value !== OTHER)
    .sort((a, b) => b.failures - a.failures || (a.value < b.value ? -1 : 1));
  const kept = failing.slice(0, MOST_ROUTES).map(({ value, failures }) => failuresOf(value, failures));
  const rest = sum(rows) - sum(kept);
  return rest === 0 ? kept : [...kept, failuresOf(OTHER, rest)];
}
