// Role: names of hosts, sections and methods as small numbers. Two ways lead to a number: by all bytes of a name, and,
// quicker, by the 16 bytes in which a short name stands in its line.

import { allocate } from "./memory";

/** Bytes of a name table, a structure of 32-bit numbers. */
const SIZE: usize = 0x40;
/** How many names there are. */
const COUNT: usize = 0;
/** Names one after the other, each as its length (32 bits) and its bytes: place, bytes used, bytes there. */
const TEXT: usize = 4, TEXT_USED: usize = 8, TEXT_SIZE: usize = 12;
/** Number of a name → {its first eight bytes, as a number that orders them; where its length stands in the text; –}. */
const INDEX: usize = 16, PLACE: usize = 8;
/** Number of a name → its group, 16 bits: close together, because each record asks for two. */
const GROUPS: usize = 40;
/** Hash table of whole names, twice as many slots as names: {hash, number + 1}, 8 bytes each. */
const WHOLE: usize = 20, WHOLE_SLOTS: usize = 24;
/**
 * Hash table of short keys, three quarters full at most: {16 bytes of key, number × 16, whether taken, what else it tells, –},
 * 32 bytes each.
 */
const SHORT: usize = 28, SHORT_SLOTS: usize = 32, SHORT_COUNT: usize = 36;

/** Bytes that may be read behind a name. */
const SLACK: u32 = 16;

/** A number that no name has: the key does not tell a name for sure. */
export const UNSURE: u32 = 0x80000000;

/** Makes a table of no names with room for so many (a power of two). */
export function initialize(table: usize, names: u32): void {
  memory.fill(table, 0, SIZE);
  store<u32>(table, names * 16, TEXT_SIZE);
  store<u32>(table, <u32>allocate(names * 16), TEXT);
  makeTables(table, names);
  store<u32>(table, names * 4, SHORT_SLOTS);
  store<u32>(table, <u32>allocate(names * 128), SHORT);
}

/** Forgets all names; the room for them stays. */
export function forget(table: usize): void {
  store<u32>(table, 0, COUNT);
  store<u32>(table, 0, TEXT_USED);
  memory.fill(load<u32>(table, WHOLE), 0, <usize>load<u32>(table, WHOLE_SLOTS) << 3);
  forgetKeys(table);
}

/** How many short keys there are: more than names where what stands in lines is no name, or many are of one. */
export function keyCount(table: usize): u32 { return load<u32>(table, SHORT_COUNT); }

/** Forgets the short keys alone. */
export function forgetKeys(table: usize): void {
  store<u32>(table, 0, SHORT_COUNT);
  memory.fill(load<u32>(table, SHORT), 0, <usize>load<u32>(table, SHORT_SLOTS) << 5);
}

/** How many names there are. */
export function count(table: usize): u32 { return load<u32>(table, COUNT); }

/** Where the names stand as text. */
export function text(table: usize): usize { return load<u32>(table, TEXT); }

/** How many bytes they take there. */
export function textUsed(table: usize): u32 { return load<u32>(table, TEXT_USED); }

/** The number of the name at `name`, which becomes known where it is new. */
export function intern(table: usize, name: usize, length: u32): u32 {
  const hash = hashOf(name, length);
  const slots = load<u32>(table, WHOLE), mask = load<u32>(table, WHOLE_SLOTS) - 1;
  let at = hash & mask;
  for (;;) {
    const slot = <usize>slots + (<usize>at << 3), number = load<u32>(slot, 4);
    if (number == 0) break;
    if (load<u32>(slot) == hash && isName(table, number - 1, name, length)) return number - 1;
    at = (at + 1) & mask;
  }
  const number = load<u32>(table, COUNT);
  if ((number + 1) * 2 > mask) {
    makeTables(table, mask + 1);
    return intern(table, name, length);
  }
  append(table, number, name, length);
  store<u32>(<usize>slots + (<usize>at << 3), hash);
  store<u32>(<usize>slots + (<usize>at << 3), number + 1, 4);
  return number;
}

/** The slot of a short key, one that holds it or a free one: {key, number × 16 or {@link UNSURE}, whether taken}. */
export function slotOf(table: usize, key: v128): usize {
  const slots = <usize>load<u32>(table, SHORT), mask = (<usize>load<u32>(table, SHORT_SLOTS) << 5) - 32;
  const mixed = (i64x2.extract_lane(key, 0) ^ rotl<i64>(i64x2.extract_lane(key, 1), 23)) * <i64> 0x9e3779b97f4a7c15;
  // The upper bits are the good ones.
  const high = <usize>(<u64>mixed >> 32);
  let at = ((high ^ high >> 16) << 5) & mask;
  while (v128.any_true(v128.xor(v128.load(slots + at), key)) && load<u32>(slots + at, 20) != 0) at = (at + 32) & mask;
  return slots + at;
}

/** Puts a key that has no slot yet into the table, with what else it tells. */
export function alias(table: usize, key: v128, numberTimes16: u32, more: u32): void {
  const slots = load<u32>(table, SHORT_SLOTS), used = load<u32>(table, SHORT_COUNT) + 1;
  if (used * 4 > slots * 3) {
    const old = <usize>load<u32>(table, SHORT), end = old + (<usize>slots << 5);
    store<u32>(table, <u32>allocate(<usize>slots << 6), SHORT);
    store<u32>(table, slots << 1, SHORT_SLOTS);
    for (let slot = old; slot < end; slot += 32) {
      if (load<u32>(slot, 20) != 0) memory.copy(slotOf(table, v128.load(slot)), slot, 32);
    }
  }
  const slot = slotOf(table, key);
  v128.store(slot, key);
  store<u32>(slot, numberTimes16, 16);
  store<u32>(slot, 1, 20);
  store<u32>(slot, more, 24);
  store<u32>(table, used, SHORT_COUNT);
}

/** Tables for so many names, filled with those that are known. */
function makeTables(table: usize, names: u32): void {
  const index = <u32>allocate(<usize>names << 4), known = load<u32>(table, COUNT);
  const groups = <u32>allocate(<usize>names << 1);
  if (known > 0) memory.copy(index, load<u32>(table, INDEX), <usize>known << 4);
  if (known > 0) memory.copy(groups, load<u32>(table, GROUPS), <usize>known << 1);
  store<u32>(table, index, INDEX);
  store<u32>(table, groups, GROUPS);
  const slots = <u32>allocate(<usize>names << 4), mask = names * 2 - 1;
  store<u32>(table, slots, WHOLE);
  store<u32>(table, names * 2, WHOLE_SLOTS);
  for (let number: u32 = 0; number < known; number++) {
    const place = placeOf(table, number);
    const hash = hashOf(place + 4, load<u32>(place));
    let at = hash & mask;
    while (load<u32>(<usize>slots + (<usize>at << 3), 4) != 0) at = (at + 1) & mask;
    store<u32>(<usize>slots + (<usize>at << 3), hash);
    store<u32>(<usize>slots + (<usize>at << 3), number + 1, 4);
  }
}

function append(table: usize, number: u32, name: usize, length: u32): void {
  const used = load<u32>(table, TEXT_USED), size = load<u32>(table, TEXT_SIZE);
  if (used + 4 + length + SLACK > size) {
    const larger = max(size * 2, used + 4 + length + SLACK), place = allocate(larger);
    memory.copy(place, load<u32>(table, TEXT), used);
    store<u32>(table, <u32>place, TEXT);
    store<u32>(table, larger, TEXT_SIZE);
  }
  const place = <usize>load<u32>(table, TEXT) + used;
  store<u32>(place, length);
  memory.copy(place + 4, name, length);
  const entry = <usize>load<u32>(table, INDEX) + (<usize>number << 4);
  store<u64>(entry, length == 0 ? 0 : bswap(load<u64>(name)) & (<u64>-1 << (<u64>(8 - min<u32>(length, 8)) << 3)));
  store<u32>(entry, used, PLACE);
  store<u16>(groups(table) + (<usize>number << 1), 0);
  store<u32>(table, used + 4 + length, TEXT_USED);
  store<u32>(table, number + 1, COUNT);
}

/** Where the length of a name stands in the text, its bytes behind it. */
export function placeOf(table: usize, number: u32): usize {
  return <usize>load<u32>(table, TEXT) + load<u32>(<usize>load<u32>(table, INDEX) + (<usize>number << 4), PLACE);
}

/** The first eight bytes of a name, as a number that orders names; zeros where it is shorter. */
export function prefixOf(table: usize, number: u32): u64 {
  return load<u64>(<usize>load<u32>(table, INDEX) + (<usize>number << 4));
}

/** The next eight bytes of a name, in the same way. */
export function restOf(table: usize, number: u32): u64 {
  const place = placeOf(table, number), length = load<u32>(place);
  return length <= 8 ? 0 : bswap(load<u64>(place, 12)) & (<u64>-1 << (<u64>(16 - min<u32>(length, 16)) << 3));
}

/** Where the groups of names are, by number, 16 bits each: set from outside, 0 where they are not; see `watch.ts`. */
export function groups(table: usize): usize { return load<u32>(table, GROUPS); }

/** Order of two names by their bytes: negative, 0 or positive. */
export function compare(table: usize, a: u32, b: u32): i32 {
  const place = placeOf(table, a), otherPlace = placeOf(table, b);
  const length = load<u32>(place), otherLength = load<u32>(otherPlace);
  const same = memory.compare(place + 4, otherPlace + 4, min(length, otherLength));
  return same != 0 ? same : <i32>length - <i32>otherLength;
}

function isName(table: usize, number: u32, name: usize, length: u32): bool {
  const place = placeOf(table, number);
  if (load<u32>(place) != length) return false;
  let at: u32 = 0;
  for (; at + 8 <= length; at += 8) if (load<u64>(place + 4 + at) != load<u64>(name + at)) return false;
  for (; at < length; at++) if (load<u8>(place + 4 + at) != load<u8>(name + at)) return false;
  return true;
}

// Multiply and rotate, eight bytes at a time: only the spread matters, names are compared whole.
function hashOf(name: usize, length: u32): u32 {
  let hash: u64 = length, left = length;
  for (; left >= 8; left -= 8, name += 8) hash = rotl<u64>((hash ^ load<u64>(name)) * 0x9e3779b97f4a7c15, 29);
  for (; left > 0; left--, name++) hash = rotl<u64>((hash ^ load<u8>(name)) * 0x9e3779b97f4a7c15, 29);
  hash *= 0x9e3779b97f4a7c15;
  return <u32>(hash >> 32);
}
