// Role: which values of a dimension a bucket keeps when it turns final.

/**
 * The places in `hits` of the first `count` values in the order of their hits (most first) and then `compare`, which
 * orders two places; in no order, since most of them are only stored. All of them where there are no more. A bucket with
 * very many values costs time in proportion to their number, and only those at the edge, which have as many hits as the
 * last one that is kept, are ordered by `compare`.
 *
 * @example
 * ```ts
 * import { top } from "./top_k.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(top(Float64Array.of(5, 9, 5, 1), 2, (a, b) => a - b).sort(), [0, 1]);
 * ```
 */
export function top(
  hits: Float64Array,
  count: number,
  compare: (a: number, b: number) => number,
): number[] {
  if (count === 0) return [];
  if (count >= hits.length) return Array.from(hits.keys());
  const least = nthLargest(hits, count);
  const kept: number[] = [], edge: number[] = [];
  for (let place = 0; place < hits.length; place++) {
    if (hits[place] > least) kept.push(place);
    else if (hits[place] === least) edge.push(place);
  }
  const room = count - kept.length;
  moveForward(edge, room, compare);
  for (let i = 0; i < room; i++) kept.push(edge[i]);
  return kept;
}

/** Below this, counting sort; above, quickselect. */
const FEW = 1024;

/** The value that has `count` − 1 before it, largest first; 1 ≤ count ≤ length. */
function nthLargest(hits: Float64Array, count: number): number {
  const times = new Uint32Array(FEW);
  let more = 0;
  for (let place = 0; place < hits.length; place++) {
    if (hits[place] < FEW) times[hits[place]]++;
    else more++;
  }
  if (more >= count) return selected(hits.slice(), count);
  let value = FEW;
  for (let left = count - more; left > 0;) left -= times[--value];
  return value;
}

/** The same for numbers of any size. Reorders `numbers`. As {@link moveForward}, but without a call for each comparison. */
function selected(numbers: Float64Array, count: number): number {
  let low = 0, high = numbers.length - 1;
  while (low < high) {
    const pivot = numbers[(low + high) >> 1];
    let i = low, j = high;
    while (i <= j) {
      while (numbers[i] > pivot) i++;
      while (numbers[j] < pivot) j--;
      if (i <= j) {
        const swapped = numbers[i];
        numbers[i++] = numbers[j];
        numbers[j--] = swapped;
      }
    }
    if (count - 1 <= j) high = j;
    else if (count - 1 >= i) low = i;
    else break;
  }
  return numbers[count - 1];
}

/** Moves the first `count` ≥ 1 in the order of `compare` to the front, in no order (Hoare's FIND, CACM 4, 1961). */
function moveForward(list: number[], count: number, compare: (a: number, b: number) => number): void {
  let low = 0, high = list.length - 1;
  while (low < high) {
    const pivot = list[(low + high) >> 1];
    let i = low, j = high;
    while (i <= j) {
      while (compare(list[i], pivot) < 0) i++;
      while (compare(list[j], pivot) > 0) j--;
      if (i <= j) {
        const swapped = list[i];
        list[i++] = list[j];
        list[j--] = swapped;
      }
    }
    if (count - 1 <= j) high = j;
    else if (count - 1 >= i) low = i;
    else return;
  }
}
