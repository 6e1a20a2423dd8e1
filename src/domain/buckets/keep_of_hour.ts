// Role: which values of a dimension an hour keeps when it turns final.

import { byCodePoints } from "./most_hits.ts";
import type { ValueRow } from "./rows.ts";
import { OTHER } from "../dimensions/dimension.ts";
import { BETWEEN } from "../dimensions/pair.ts";

/**
 * The `keep` values with most hits, ties by the value as it is stored, bytewise; in no order. The rest is summed into `(other)`, which
 * comes last where there is one. All of them where there are no more. With `isGrouped` those of the `keep` first values of pairs, see
 * {@link keptGroups}.
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
export function keptOfHour(rows: readonly ValueRow[], keep: number, isGrouped = false): ValueRow[] {
  if (isGrouped) return keptGroups(rows, keep);
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

/**
 * Of pairs all that have one of the `keep` first values with most hits; the others are summed up by their second value, with `(other)` as
 * the first.
 */
function keptGroups(rows: readonly ValueRow[], keep: number): ValueRow[] {
  const groups = Map.groupBy(rows, ({ value }) => firstOfPair(value));
  groups.delete(OTHER);
  if (groups.size <= keep) return [...rows];
  const ranked = [...groups].map(([value, same]) => ({ value, hits: sumOfHits(same) }))
    .sort((a, b) => b.hits - a.hits || byCodePoints(a.value, b.value));
  const kept = new Set(ranked.slice(0, keep).map(({ value }) => value));
  return withOthers(rows, (first) => kept.has(first));
}

function sumOfHits(rows: readonly ValueRow[]): number {
  return rows.reduce((sum, { hits }) => sum + hits, 0);
}

/** Pairs, of which those whose first value is not kept have `(other)` in its place; each once, in the order in which they came. */
export function withOthers(rows: readonly ValueRow[], isKept: (first: string) => boolean): ValueRow[] {
  const named = new Map<string, ValueRow>();
  for (const row of rows) {
    const first = firstOfPair(row.value);
    const value = first === OTHER || isKept(first) ? row.value : OTHER + row.value.slice(first.length);
    const before = named.get(value);
    named.set(value, {
      value,
      hits: row.hits + (before?.hits ?? 0),
      bytes: Math.min(row.bytes + (before?.bytes ?? 0), Number.MAX_SAFE_INTEGER),
      failures: row.failures + (before?.failures ?? 0),
    });
  }
  return [...named.values()];
}

/** The first value of a pair. */
export function firstOfPair(value: string): string {
  const end = value.indexOf(BETWEEN);
  return end < 0 ? value : value.slice(0, end);
}
