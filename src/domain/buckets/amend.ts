// Role: the rule by which late records change a bucket that was cut to its top values when it turned final
// (semantics.md, "Seconds and buckets"). Pure; every store applies amendments with it, so that they agree.

import { firstOfPair, withOthers } from "./keep_of_hour.ts";
import type { ValueRow } from "./rows.ts";
import { OTHER } from "../dimensions/dimension.ts";
import { type DimensionName, isCutToTop } from "../dimensions/dimensions.ts";
import type { PairDimension } from "../dimensions/pairs.ts";

/**
 * The values of one dimension that a stored bucket has rows for, `(other)` not among them. A `Set` is one; a store may
 * look each answer up when it is asked for.
 */
export interface KeptValues {
  readonly size: number;
  has(value: string): boolean;
}

/**
 * What to add to the rows of one dimension of a final bucket: a gain goes to its value's row; where there is none,
 * it makes one while fewer than `top` are kept, and adds to `(other)` afterwards. Of a dimension that is never cut, each has one.
 *
 * `gains` holds each value once, in the order in which the values first came, and never `(other)`. The answer keeps
 * that order, with the sum for `(other)` last where there is one. Bytes saturate at 2^53 − 1.
 *
 * @example
 * ```ts
 * import { amendValues } from "./amend.ts";
 * import assert from "node:assert/strict";
 *
 * const gain = (value: string) => ({ value, hits: 1, bytes: 10, failures: 0 });
 * const added = amendValues("section", new Set(["/a"]), ["/a", "/b", "/c", "/d"].map(gain), 2);
 * assert.deepEqual(added, [gain("/a"), gain("/b"), { value: "(other)", hits: 2, bytes: 20, failures: 0 }]);
 * ```
 */
export function amendValues(
  dimension: DimensionName | PairDimension,
  kept: KeptValues,
  gains: readonly ValueRow[],
  top: number,
): ValueRow[] {
  if (!isCutToTop(dimension)) return [...gains];
  const added: ValueRow[] = [];
  const other = { value: OTHER, hits: 0, bytes: 0, failures: 0 };
  let made = 0;
  for (const gain of gains) {
    const hasRow = kept.has(gain.value);
    if (hasRow || kept.size + made < top) {
      if (!hasRow) made++;
      added.push(gain);
    } else {
      other.hits += gain.hits;
      other.bytes = Math.min(other.bytes + gain.bytes, Number.MAX_SAFE_INTEGER);
      other.failures += gain.failures;
    }
  }
  if (other.hits > 0) added.push(other);
  return added;
}

/**
 * The same of pairs of which all second values of a first one are kept: `kept` are the first ones; a gain of another one makes it one of
 * them while there are fewer than `top`, and goes to `(other)` with its second value afterwards.
 */
export function amendGroups(
  kept: ReadonlySet<string>,
  gains: readonly ValueRow[],
  top: number,
): ValueRow[] {
  const known = new Set(kept);
  for (const { value } of gains) if (known.size < top) known.add(firstOfPair(value));
  return withOthers(gains, (first) => known.has(first));
}
