// Role: which values of a dimension a bucket keeps when it turns final. Used by `time_bucket.ts`.

/**
 * The first `count` of `candidates` (numbers of any kind) in the order of `hits` (most first) and then `compare`,
 * in that order; all of them where there are no more. Reorders `candidates`. Selects before it sorts, so that a
 * bucket with very many values costs time in proportion to their number (Hoare's FIND, CACM 4, 1961).
 *
 * @example
 * ```ts
 * import { top } from "./top.ts";
 * import assert from "node:assert/strict";
 *
 * const hits = [5, 9, 5, 1];
 * assert.deepEqual(top([0, 1, 2, 3], 2, (i) => hits[i], (a, b) => a - b), [1, 0]);
 * ```
 */
export function top(
  candidates: number[],
  count: number,
  hits: (candidate: number) => number,
  compare: (a: number, b: number) => number,
): number[] {
  const before = (a: number, b: number): number => hits(b) - hits(a) || compare(a, b);
  let low = 0, high = candidates.length;
  while (count < candidates.length && high - low > 16) {
    const pivot = medianOfThree(candidates, low, high, before);
    let i = low, j = high - 1;
    while (i <= j) {
      while (before(candidates[i], pivot) < 0) i++;
      while (before(candidates[j], pivot) > 0) j--;
      if (i <= j) {
        const swapped = candidates[i];
        candidates[i++] = candidates[j];
        candidates[j--] = swapped;
      }
    }
    if (count <= j) high = j + 1;
    else if (count >= i) low = i;
    else break;
  }
  // All before `low` are among the first, all from `high` on are not: what lies between is sorted with the former.
  return candidates.slice(0, Math.max(high, count)).sort(before).slice(0, count);
}

function medianOfThree(
  list: readonly number[],
  low: number,
  high: number,
  before: (a: number, b: number) => number,
): number {
  const three = [list[low], list[(low + high) >> 1], list[high - 1]];
  return three.sort(before)[1];
}
