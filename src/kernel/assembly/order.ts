// Role: which names of a bucket come first when it is given out: those that are kept (semantics.md, "Seconds and
// buckets"). The others need not be read outside then.

import { allocate, PAIRS } from "./memory";
import { compare, prefixOf, restOf } from "./names";
import { pairAt } from "./pairs";

/** Names that are put in order: {status of a pair, number × 16, first 16 bytes}, 32 bytes each; how many there is room for. */
let entries: usize = 0, room: u32 = 0;

/** Forgets that there is room. */
export function initialize(): void { room = 0; }

/** Hits of the name at `at` of a list of numbers × 16. */
function hitsAt(at: usize, cells: usize): u32 { return load<u32>(cells + load<u32>(at)); }

/**
 * Moves the `most` names with most hits, ties by their bytes, to the front of a list of numbers × 16, in no order; there
 * are more in it. `cells` is where their counts are.
 */
export function putFirst(list: usize, count: u32, cells: usize, table: usize, most: u32): void {
  const end = list + (<usize>count << 2), least = leastOf(list, end, cells, most);
  const edge = partition(list, end, cells, least + 1), edgeEnd = partition(edge, end, cells, least);
  const wanted = most - <u32>((edge - list) >> 2), found = <u32>((edgeEnd - edge) >> 2);
  if (wanted < found) sortFirst(edge, found, wanted, table);
}

/** Orders a list of numbers × 16 by their names so far that the first `wanted` > 0 of all `count` are in their places. */
export function sortFirst(list: usize, count: u32, wanted: u32, table: usize): void {
  // One more: the pivot.
  if (count >= room) entries = allocate(<usize>(room = count * 2) << 5);
  const names = table & ~PAIRS;
  for (let i: u32 = 0; i < count; i++) {
    const numberTimes16 = load<u32>(list + (<usize>i << 2)), entry = entries + (<usize>(i + 1) << 5);
    const pair = pairAt(numberTimes16 >> 4), name = names == table ? numberTimes16 >> 4 : load<u32>(pair, 4);
    store<u32>(entry, names == table ? 0 : load<u32>(pair));
    store<u32>(entry, numberTimes16, 4);
    store<u64>(entry, prefixOf(names, name), 8);
    store<u64>(entry, restOf(names, name), 16);
  }
  sort(entries + 32, entries + (<usize>count << 5), entries + (<usize>wanted << 5), table);
  for (let i: u32 = 0; i < count; i++) store<u32>(list + (<usize>i << 2), load<u32>(entries + (<usize>(i + 1) << 5), 4));
}

/** The hits of the last name that is kept: the largest number that at least `most` of them have. */
function leastOf(list: usize, end: usize, cells: usize, most: u32): u32 {
  let all: u64 = 0, least: u32 = 1;
  for (let at = list; at < end; at += 4) all += hitsAt(at, cells);
  // So many have no more than all together.
  let beyond = <u32>(all / most) + 1;
  while (beyond - least > 1) {
    const middle = least + (beyond - least >> 1);
    let have: u32 = 0;
    for (let at = list; at < end; at += 4) have += u32(hitsAt(at, cells) >= middle);
    if (have >= most) least = middle;
    else beyond = middle;
  }
  return least;
}

/** Moves those that have so many hits to the front; gives where they end. */
function partition(list: usize, end: usize, cells: usize, least: u32): usize {
  let to = list;
  for (let at = list; at < end; at += 4) {
    if (hitsAt(at, cells) < least) continue;
    const other = load<u32>(at);
    store<u32>(at, load<u32>(to));
    store<u32>(to, other);
    to += 4;
  }
  return to;
}

/** Puts [low, high] of the entries in order, as far as `last` (Hoare's QUICKSORT and FIND, CACM 4, 1961). */
function sort(low: usize, high: usize, last: usize, table: usize): void {
  while (low < high) {
    memory.copy(entries, low + ((high - low >> 6) << 5), 32);
    let i = low, j = high;
    while (i <= j) {
      while (isBefore(i, entries, table)) i += 32;
      while (isBefore(entries, j, table)) j -= 32;
      if (i <= j) {
        const first = v128.load(i), rest = v128.load(i, 16);
        memory.copy(i, j, 32);
        v128.store(j, first);
        v128.store(j, rest, 16);
        i += 32;
        j -= 32;
      }
    }
    if (last < i) high = j;
    else if (j - low < high - i) {
      sort(low, j, last, table);
      low = i;
    } else {
      sort(i, high, last, table);
      high = j;
    }
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function isBefore(a: usize, b: usize, table: usize): bool {
  if (load<u32>(a) != load<u32>(b)) return load<u32>(a) < load<u32>(b);
  if (load<u64>(a, 8) != load<u64>(b, 8)) return load<u64>(a, 8) < load<u64>(b, 8);
  if (load<u64>(a, 16) != load<u64>(b, 16)) return load<u64>(a, 16) < load<u64>(b, 16);
  return compareWhole(table, load<u32>(a, 4) >> 4, load<u32>(b, 4) >> 4) < 0;
}

/** Order of two names, or of two pairs of the same status, by all their bytes. */
function compareWhole(table: usize, a: u32, b: u32): i32 {
  return (table & PAIRS) == 0 ? compare(table, a, b) : compare(table - PAIRS, load<u32>(pairAt(a), 4), load<u32>(pairAt(b), 4));
}
