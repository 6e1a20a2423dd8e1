// Role: the first values of a bucket as a person wants to see them. Used where buckets are announced.

import type { ValueRow } from "./bucket_rows.ts";
import { OTHER } from "./dimension.ts";

/**
 * The first `count` values: most hits first, ties by value bytewise, `(other)` last.
 *
 * @example
 * ```ts
 * import { mostHits } from "./most_hits.ts";
 * import assert from "node:assert/strict";
 *
 * const row = (value: string, hits: number) => ({ value, hits, bytes: 0, failures: 0 });
 * const first = mostHits([row("/b", 1), row("/c", 7), row("/a", 1), row("(other)", 9)], 2);
 * assert.deepEqual(first.map(({ value }) => value), ["/c", "/a"]);
 * ```
 */
export function mostHits(values: readonly ValueRow[], count: number): ValueRow[] {
  const first: ValueRow[] = [];
  for (const value of values) {
    if (first.length === count && before(first[count - 1], value) <= 0) continue;
    let place = first.length;
    while (place > 0 && before(first[place - 1], value) > 0) place--;
    first.splice(place, 0, value);
    if (first.length > count) first.pop();
  }
  return first;
}

function before(a: ValueRow, b: ValueRow): number {
  return Number(a.value === OTHER) - Number(b.value === OTHER) || b.hits - a.hits ||
    compareBytes(a.value, b.value);
}

/** By UTF-8, which is the order of code points. */
function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [a, b].map((text) => new TextEncoder().encode(text));
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) return left[i] - right[i];
  }
  return left.length - right.length;
}
