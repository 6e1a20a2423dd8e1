// Role: names of hosts, sections and methods as small numbers. Two ways lead to a number: by all bytes of a name, and,
// quicker, by the 16 bytes in which a short name stands in its line.

import { allocate, HASH_KEYS, MASKS, moved } from "./memory";

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
/** Hash table of whole names, twice as many slots as names: {hash, number + 1, place in the text, length}, 16 bytes each. */
const WHOLE: usize = 20, WHOLE_SLOTS: usize = 24;
/** Number of a name → what else it tells, 16 bytes; only where that is asked for. */
const MORE: usize = 44, HAS_MORE: usize = 48;
/**
 * Hash table of short keys, three quarters full at most: {16 bytes of key, number × 16, whether taken, what else it tells, –},
 * 32 bytes each.
 */
const SHORT: usize = 28, SHORT_SLOTS: usize = 32, SHORT_COUNT: usize = 36;

/** Bytes that may be read behind a name's length. */
const SLACK: u32 = 64;

/** A number that no name has: the key does not tell a name for sure. */
export const UNSURE: u32 = 0x80000000;

/** Makes a table of no names with room for so many (a power of two), and for what else each tells. */
export function initialize(table: usize, names: u32, hasMore: bool): void {
  memory.fill(table, 0, SIZE);
  store<u32>(table, u32(hasMore), HAS_MORE);
  store<u32>(table, names * 16, TEXT_SIZE);
  grown(table, TEXT, 0, names, 4);
  makeTables(table, names);
  store<u32>(table, names, SHORT_SLOTS);
  grown(table, SHORT, 0, names, 5);
}

/** Forgets all names; the room for them stays. */
export function forget(table: usize): void {
  store<u32>(table, 0, COUNT);
  store<u32>(table, 0, TEXT_USED);
  memory.fill(load<u32>(table, WHOLE), 0, <usize>load<u32>(table, WHOLE_SLOTS) << 4);
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
  const hash = hashOf(name, length), slots = <usize>load<u32>(table, WHOLE);
  const mask = (<usize>load<u32>(table, WHOLE_SLOTS) << 4) - 16;
  let at = (<usize>hash << 4) & mask;
  for (;;) {
    const slot = slots + at, number = load<u32>(slot, 4);
    if (number == 0) break;
    if (load<u32>(slot) == hash && load<u32>(slot, 12) == length && isSame(text(table) + load<u32>(slot, 8) + 4, name, length)) {
      return number - 1;
    }
    at = (at + 16) & mask;
  }
  const number = load<u32>(table, COUNT);
  if ((<usize>number + 1) << 5 > mask) {
    makeTables(table, <u32>(mask >> 4) + 1);
    return intern(table, name, length);
  }
  const place = load<u32>(table, TEXT_USED);
  append(table, number, name, length);
  putSlot(slots + at, hash, number, place, length);
  return number;
}

function putSlot(slot: usize, hash: u32, number: u32, place: u32, length: u32): void {
  store<u32>(slot, hash);
  store<u32>(slot, number + 1, 4);
  store<u32>(slot, place, 8);
  store<u32>(slot, length, 12);
}

/** Where it is kept what else a name tells: 16 bytes, zeros at first. */
export function moreOf(table: usize, number: u32): usize { return load<u32>(table, MORE) + (<usize>number << 4); }

/** The slot of a short key, one that holds it or a free one: {key, number × 16 or {@link UNSURE}, whether taken}. */
export function slotOf(table: usize, key: v128): usize {
  const slots = <usize>load<u32>(table, SHORT), mask = (<usize>load<u32>(table, SHORT_SLOTS) << 5) - 32;
  let at = firstSlotOf(table, key) - slots;
  while (v128.any_true(v128.xor(v128.load(slots + at), key)) && load<u32>(slots + at, 20) != 0) at = (at + 32) & mask;
  return slots + at;
}

/** Where the slot of a short key is looked for first. */
export function firstSlotOf(table: usize, key: v128): usize {
  const mixed = (i64x2.extract_lane(key, 0) ^ rotl<i64>(i64x2.extract_lane(key, 1), 23)) * <i64> 0x9e3779b97f4a7c15;
  // The upper bits are the good ones.
  const high = <usize>(<u64>mixed >> 32);
  return <usize>load<u32>(table, SHORT) + ((high ^ high >> 16) << 5 & (<usize>load<u32>(table, SHORT_SLOTS) << 5) - 32);
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
  const known = load<u32>(table, COUNT);
  grown(table, INDEX, known, names, 4);
  grown(table, GROUPS, known, names, 1);
  if (load<u32>(table, HAS_MORE) != 0) grown(table, MORE, known, names, 4);
  const slots = allocate(<usize>names << 5), mask = (<usize>names << 5) - 16;
  // Pages that are read before they are written would take two faults each, of which the second halts all threads.
  memory.fill(slots, 0, <usize>names << 5);
  store<u32>(table, <u32>slots, WHOLE);
  store<u32>(table, names * 2, WHOLE_SLOTS);
  for (let number: u32 = 0; number < known; number++) {
    const place = placeOf(table, number), length = load<u32>(place), hash = hashOf(place + 4, length);
    let at = (<usize>hash << 4) & mask;
    while (load<u32>(slots + at, 4) != 0) at = (at + 16) & mask;
    putSlot(slots + at, hash, number, <u32>(place - text(table)), length);
  }
}

/** Makes room for so many of 2^shift bytes each in one of a table's arrays, of which `known` are there. */
function grown(table: usize, array: usize, known: u32, room: u32, shift: usize): void {
  store<u32>(table + array, <u32>moved(load<u32>(table + array), known, room, shift));
}

function append(table: usize, number: u32, name: usize, length: u32): void {
  const used = load<u32>(table, TEXT_USED), size = load<u32>(table, TEXT_SIZE);
  if (used + 4 + length + SLACK > size) {
    const larger = max(size * 2, used + 4 + length + SLACK);
    grown(table, TEXT, used, larger, 0);
    store<u32>(table, larger, TEXT_SIZE);
  }
  const place = <usize>load<u32>(table, TEXT) + used;
  store<u32>(place, length);
  memory.copy(place + 4, name, length);
  const entry = <usize>load<u32>(table, INDEX) + (<usize>number << 4);
  store<u64>(entry, length == 0 ? 0 : bswap(load<u64>(name)) & (<u64>-1 << (<u64>(8 - min<u32>(length, 8)) << 3)));
  store<u32>(entry, used, PLACE);
  store<u16>(groups(table) + (<usize>number << 1), 0);
  if (load<u32>(table, HAS_MORE) != 0) v128.store(moreOf(table, number), i64x2.splat(0));
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

/** Where the bytes of a name are, and how many. */
export function nameAt(table: usize, number: u32): usize { return placeOf(table, number) + 4; }
export function lengthOf(table: usize, number: u32): u32 { return load<u32>(placeOf(table, number)); }

/** Where the groups of names are, by number, 16 bits each: set from outside, 0 where they are not; see `watch.ts`. */
export function groups(table: usize): usize { return load<u32>(table, GROUPS); }

/** Order of two names by their bytes: negative, 0 or positive. */
export function compare(table: usize, a: u32, b: u32): i32 {
  const place = placeOf(table, a), otherPlace = placeOf(table, b), length = load<u32>(place), otherLength = load<u32>(otherPlace);
  const same = memory.compare(place + 4, otherPlace + 4, min(length, otherLength));
  return same != 0 ? same : <i32>length - <i32>otherLength;
}

// Of a text, blocks of sixteen bytes are looked at: the first three and the last one, which may have bytes in common; of one
// that is shorter than a block, four times the same with zeros behind its end. Texts of more than 64 bytes have others between
// these, four at a time: a guess how many blocks there are would often be wrong.

function lastBlock(length: u32): usize { return <usize>max<u32>(length, 16) - 16; }

function fourthOf(offset: usize, last: usize): usize { return offset == 0 ? last : min(offset + 48, last); }

function maskOf(length: u32): v128 { return v128.load(MASKS + 16 - <usize>min<u32>(length, 16)); }

/** Whether two texts of one length are the same; behind both, bytes can be read. */
export function isSame(a: usize, b: usize, length: u32): bool {
  let differs = differsAt(a, b, 0, length);
  const last = lastBlock(length);
  for (let offset: usize = 48; offset < last; offset += 64) differs = v128.or(differs, differsAt(a, b, offset, length));
  return !v128.any_true(differs);
}

/** The same for texts of at most 64 bytes. */
export function isSameShort(a: usize, b: usize, length: u32): bool { return !v128.any_true(differsAt(a, b, 0, length)); }

/** Where three blocks from an offset on, and the fourth or the last one, differ. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function differsAt(a: usize, b: usize, offset: usize, length: u32): v128 {
  const last = lastBlock(length), second = min(offset + 16, last), third = min(offset + 32, last), end = fourthOf(offset, last);
  const x = v128.xor(v128.load(a + offset), v128.load(b + offset)), y = v128.xor(v128.load(a + second), v128.load(b + second));
  const z = v128.or(v128.xor(v128.load(a + third), v128.load(b + third)), v128.xor(v128.load(a + end), v128.load(b + end)));
  return v128.and(v128.or(v128.or(x, y), z), maskOf(length));
}

/** A hash of a name, never 0: the sum of its blocks, each times its own number. Only the spread matters: names are compared. */
function hashOf(name: usize, length: u32): u32 {
  let sum = sumAt(name, 0, length);
  // Each time otherwise, so that the order counts.
  for (let offset: usize = 48, last = lastBlock(length); offset < last; offset += 64) {
    sum = i32x4.add(i32x4.mul(sum, v128.load(HASH_KEYS + 64)), sumAt(name, offset, length));
  }
  return finished(sum, length);
}

/** The same of names of at most 64 bytes. */
export function shortHashOf(name: usize, length: u32): u32 { return finished(sumAt(name, 0, length), length); }

// @ts-ignore: a decorator of AssemblyScript
@inline
function sumAt(name: usize, offset: usize, length: u32): v128 {
  const last = lastBlock(length), mask = maskOf(length), first = times(name + offset, mask, 0);
  const second = times(name + min(offset + 16, last), mask, 16), third = times(name + min(offset + 32, last), mask, 32);
  return i32x4.add(i32x4.add(first, second), i32x4.add(third, times(name + fourthOf(offset, last), mask, 48)));
}

function times(block: usize, mask: v128, key: usize): v128 {
  return i32x4.mul(v128.and(v128.load(block), mask), v128.load(HASH_KEYS + key));
}

function finished(sum: v128, length: u32): u32 {
  let all = <u64>i64x2.extract_lane(sum, 0) ^ rotl<u64>(<u64>i64x2.extract_lane(sum, 1), 29);
  all = (all ^ all >> 32 ^ <u64>length) * 0x9e3779b97f4a7c15;
  return <u32>(all >> 32) | 0x80000000;
}
