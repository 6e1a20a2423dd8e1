// Role: the pairs of a bucket's errors in one dimension as JSON: how stores and checkpoints keep them.

import { OTHER } from "../dimensions/dimension.ts";
import type { ValueRow } from "./rows.ts";

/** A row of the text. */
type Entry = [value: string, hits: number, bytes: number, failures: number];

/**
 * An array of [pair, hits, bytes, failures], by pair, `(other)` last, so that the same rows are the same text.
 *
 * @example
 * ```ts
 * import { pairsJson } from "./error_pairs_json.ts";
 * import assert from "node:assert/strict";
 *
 * const row = (value: string, hits: number) => ({ value, hits, bytes: 9, failures: 0 });
 * const text = pairsJson([row("(other)", 2), row("404 /a", 1)]);
 * assert.equal(text, '[["404 /a",1,9,0],["(other)",2,9,0]]');
 * ```
 */
export function pairsJson(rows: readonly ValueRow[]): string {
  const entries = rows.map(({ value, hits, bytes, failures }): Entry => [value, hits, bytes, failures]);
  return JSON.stringify(entries.sort(compare));
}

// Without destructuring, which would take an iterator for each of very many comparisons.
function compare(entry: Entry, next: Entry): number {
  const a = entry[0], b = next[0];
  if (a === OTHER || b === OTHER) return a === OTHER ? 1 : -1;
  return a < b ? -1 : 1;
}

/** The rows of what {@link pairsJson} made. */
export function pairsFromJson(text: string): ValueRow[] {
  const entries: Entry[] = JSON.parse(text);
  return entries.map((entry) => ({ value: entry[0], hits: entry[1], bytes: entry[2], failures: entry[3] }));
}
