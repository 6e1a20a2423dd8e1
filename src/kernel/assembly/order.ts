// Role: which names of a bucket come first when it is given out: those that are kept (semantics.md, "Seconds and
// buckets"), so that whoever takes the table does not have to look at the others. Called by `give_out.ts`.

import { allocate, HOSTS, SECTIONS, STATUS_HOSTS } from "./memory";
import { compare, prefixOf } from "./names";
import { pairAt } from "./pairs";

/** Names that are put in order: {a number that orders them, number × 16, –}, 16 bytes each; how many there is room for. */
let entries: usize = 0, room: u32 = 0;

/** Forgets that there is room. */
export function initialize(): void {
  room = 0;
}

/** Hits of the name at `at` of a list of numbers × 16. */
// @ts-ignore: a decorator of AssemblyScript
@inline
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
  if (count > room) entries = allocate(<usize>(room = count * 2) << 4);
  for (let i: u32 = 0; i < count; i++) {
    const numberTimes16 = load<u32>(list + (<usize>i << 2)), entry = entries + (<usize>i << 4);
    store<u64>(entry, orderOf(table, numberTimes16 >> 4));
    store<u32>(entry, numberTimes16, 8);
  }
  sort(entries, entries + (<usize>(count - 1) << 4), entries + (<usize>(wanted - 1) << 4), table);
  for (let i: u32 = 0; i < count; i++) store<u32>(list + (<usize>i << 2), load<u32>(entries + (<usize>i << 4), 8));
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
    const pivot = v128.load(low + ((high - low >> 5) << 4));
    let i = low, j = high;
    while (i <= j) {
      while (isBefore(v128.load(i), pivot, table)) i += 16;
      while (isBefore(pivot, v128.load(j), table)) j -= 16;
      if (i <= j) {
        const other = v128.load(i);
        v128.store(i, v128.load(j));
        v128.store(j, other);
        i += 16;
        j -= 16;
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
function isBefore(a: v128, b: v128, table: usize): bool {
  const first = <u64>i64x2.extract_lane(a, 0), other = <u64>i64x2.extract_lane(b, 0);
  if (first != other) return first < other;
  return compareWhole(table, i32x4.extract_lane(a, 2) >> 4, i32x4.extract_lane(b, 2) >> 4) < 0;
}

/** A number that orders names by their first bytes; pairs by their status, then by those of their name. */
function orderOf(table: usize, number: u32): u64 {
  if (table < STATUS_HOSTS) return prefixOf(table, number);
  const pair = pairAt(number);
  return <u64>load<u32>(pair) << 52 | prefixOf(namesOf(table), load<u32>(pair, 4)) >> 12;
}

/** Order of two names, or of two pairs of the same status, by all their bytes. */
function compareWhole(table: usize, a: u32, b: u32): i32 {
  if (table < STATUS_HOSTS) return compare(table, a, b);
  return compare(namesOf(table), load<u32>(pairAt(a), 4), load<u32>(pairAt(b), 4));
}

function namesOf(pairs: usize): usize { return pairs == STATUS_HOSTS ? HOSTS : SECTIONS; }
