// Role: which values of a dimension an hour keeps when it turns final.

import { byCodePoints } from "./most_hits.ts";
import type { ValueRow } from "./rows.ts";
import { OTHER } from "../dimensions/dimension.ts";

/**
 * The `keep` values with most hits, ties by the value as it is stored, bytewise; in no order. The rest is summed into `(other)`, which
 * comes last where there is one. All of them where there are no more.
 *
 * @example
 * ```ts
 * import { keptOfHour } from "./keep_of_hour.ts";
 * import assert from "node:assert/strict";
 *
 * const row = (value: string, hits: number) => ({ value, hits, bytes: 10, failures: 0 });
 * const kept = keptOfHour([row("/c", 1), row("/b", 1), row("/a", 2)], 2);
 * assert.deepEqual(kept, [row("/a", 2), row("/b", 1), { ...row("(other)", 1), bytes: 10 }]);
 * ```
 */
export function keptOfHour(rows: readonly ValueRow[], keep: number): ValueRow[] {
  if (rows.length <= keep) return [...rows];
  const ranked = rows.toSorted((a, b) => b.hits - a.hits || byCodePoints(a.value, b.value));
  const rest = { value: OTHER, hits: 0, bytes: 0, failures: 0 };
  for (let i = keep; i < ranked.length; i++) {
    const { hits, bytes, failures } = ranked[i];
    rest.hits += hits;
    rest.bytes = Math.min(rest.bytes + bytes, Number.MAX_SAFE_INTEGER);
    rest.failures += failures;
  }
  return [...ranked.slice(0, keep), rest];
}
