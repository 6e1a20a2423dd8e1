// Role: the first values of a bucket as a person wants to see them.

import type { ValueRow } from "./rows.ts";
import { OTHER } from "../dimensions/dimension.ts";

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
  // Fast path: skip values below the current top N's minimum.
  let fewest = 0;
  for (const value of values) {
    if (value.hits < fewest) continue;
    if (first.length === count && before(first[count - 1], value) <= 0) continue;
    let place = first.length;
    while (place > 0 && before(first[place - 1], value) > 0) place--;
    first.splice(place, 0, value);
    if (first.length > count) first.pop();
    const last = first[count - 1];
    if (last !== undefined && last.value !== OTHER) fewest = last.hits;
  }
  return first;
}

function before(a: ValueRow, b: ValueRow): number {
  return Number(a.value === OTHER) - Number(b.value === OTHER) || b.hits - a.hits ||
    byCodePoints(a.value, b.value);
}

/** Order of two texts by their UTF-8, which is that of code points: negative, 0 or positive. */
export function byCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i), y = b.charCodeAt(i);
    if (x !== y) return rankOf(x) - rankOf(y);
  }
  return a.length - b.length;
}

/** Where a unit of UTF-16 stands among code points: surrogates, which make those from U+10000 on, come last. */
function rankOf(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
