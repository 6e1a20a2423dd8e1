// Role: which names of a bucket come first when it is given out: those that are kept (semantics.md, "Seconds and
// buckets"), so that whoever takes the table does not have to look at the others. Called by `buckets.ts`.

import { compare } from "./names";

/** Hits of the name at `at` of a list of numbers × 16. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function hitsAt(at: usize, cells: usize): u32 {
  return load<u32>(cells + load<u32>(at));
}

/**
 * Moves the `most` names with most hits, ties by their bytes, to the front of a list of numbers × 16, in no order; there
 * are more in it. `cells` is where their counts are.
 */
export function putFirst(list: usize, count: u32, cells: usize, table: usize, most: u32): void {
  const end = list + (<usize>count << 2);
  // The hits of the last one that is kept: the largest number that at least `most` of them have.
  let least: u32 = 1, beyond: u32 = 1;
  for (let at = list; at < end; at += 4) beyond = max(beyond, hitsAt(at, cells) + 1);
  while (beyond - least > 1) {
    const middle = least + (beyond - least >> 1);
    let have: u32 = 0;
    for (let at = list; at < end; at += 4) have += u32(hitsAt(at, cells) >= middle);
    if (have >= most) least = middle;
    else beyond = middle;
  }
  const edge = partition(list, end, cells, least + 1), kept = list + (<usize>most << 2);
  select(edge, partition(edge, end, cells, least) - 4, kept - 4, table);
}

/** Moves those that have so many hits to the front; gives where they end. */
function partition(list: usize, end: usize, cells: usize, least: u32): usize {
  let to = list;
  for (let at = list; at < end; at += 4) {
    if (hitsAt(at, cells) < least) continue;
    swap(at, to);
    to += 4;
  }
  return to;
}

/** Orders [low, high] by name so far that up to `last` there are the first ones (Hoare's FIND, CACM 4, 1961). */
function select(low: usize, high: usize, last: usize, table: usize): void {
  if (last < low) return;
  while (low < high) {
    const pivot = load<u32>(low + ((high - low >> 3) << 2)) >> 4;
    let i = low, j = high;
    while (i <= j) {
      while (compare(table, load<u32>(i) >> 4, pivot) < 0) i += 4;
      while (compare(table, load<u32>(j) >> 4, pivot) > 0) j -= 4;
      if (i <= j) {
        swap(i, j);
        i += 4;
        j -= 4;
      }
    }
    if (last <= j) high = j;
    else if (last >= i) low = i;
    else return;
  }
}

function swap(a: usize, b: usize): void {
  const other = load<u32>(a);
  store<u32>(a, load<u32>(b));
  store<u32>(b, other);
}
