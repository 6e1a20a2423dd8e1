// Role: the head of a request, which is all of it up to the end of its path: tells method, section, path and route at once. What
// one tells is found out when it is first met, by the same rules as in `domain/dimensions/{path,route}.ts`.

import { found, hostCells } from "./buckets";
import { hasHeads, hasNotFound, hasPaths, hasRouteDurations, hasRoutes } from "./counted";
import { CELLS, entryOf, HEAD, HOUR_OF, PATH, ROUTE, tableOf } from "./dimensions";
import { cellsOf } from "./hours";
import { isIdentifier } from "./identifiers";
import { marksIn16, marksIn64 } from "./marks";
import { AHEAD, AHEAD_SIZE, HEAD_SLOTS, HEAD_SLOTS_SIZE, HOSTS, MASKS, SCRATCH, SECTIONS, UNREAD, VECTORS } from "./memory";
import { firstSlotOf, intern, isSameShort, moreOf, shortHashOf, UNSURE } from "./names";
import { mayHaveParameters, pathOf } from "./section";
import { longName, longTarget, method, reserveNames, setMethod } from "./short_names";
import { setValue } from "./values";

/** Bytes of the longest value of a dimension that is not cut, see `domain/dimensions/dimension.ts`. */
export const LONGEST_VALUE: usize = 1024;
/** A bit of a key, and one of what a head tells, by which a target alone differs from a request of the same bytes. */
const TARGET_KEY: u64 = 1 << 63, TARGET: u32 = 2, SLASH: u32 = 0x2f, ID: u32 = 0x64693a;

/**
 * Heads of a few bytes with all that a record needs to know of them, half of them free: {hash, or 0 where there is none; length;
 * number, section and route × 16; the head}, 64 bytes each, which are one line of the cache. If too many are taken, all are
 * forgotten.
 */
const SLOT: usize = 64, MOST_SLOTS: usize = HEAD_SLOTS_SIZE / SLOT / 2, KEY: usize = 20, LONGEST_KEY: u32 = 44;
let slotsUsed: usize = 0;

/** By these bits the places of the ends of lines differ that are looked at together. */
const TOGETHER: usize = 60;
/** Where is kept what was found ahead in the line that is read. */
let ahead: usize = AHEAD;

function forgetSlots(): void {
  if (hasHeads) memory.fill(HEAD_SLOTS, 0, HEAD_SLOTS_SIZE);
  slotsUsed = 0;
}

/** Forgets all heads; the first head and the first path are none, which is never added, see `hours.ts`. */
export function forgetHeads(): void {
  forgetSlots();
  setValue(HEAD, 0);
}

/**
 * Number × 16 of the section of the request at [request, end), or of a target alone; UNSURE where the reference has to tell.
 * Sets the values of head and route, and of a request the method to the first one: its head tells it.
 */
export function headOf(request: usize, end: usize, isTarget: bool): u32 {
  let key = load<u64>(ahead, 4), length = <u32>(key >> 32);
  if (isTarget || load<u32>(ahead) != <u32>request || length > LONGEST_KEY || request + length > end) {
    length = <u32>(headEnd(request, end, isTarget) - request);
    key = keyOf(request, length) | (isTarget ? TARGET_KEY : 0);
  }
  if (!isTarget) setMethod(0);
  if (length > LONGEST_KEY) return anyHead(request, request + length, isTarget, 0);
  let slot = slotAt(<usize>key * SLOT);
  while (load<u64>(slot) != key || !isSameShort(slot + KEY, request, length)) {
    if (load<u64>(slot) == 0) return anyHead(request, request + length, isTarget, key);
    slot = slotAt(slot - HEAD_SLOTS + SLOT);
  }
  setValue(HEAD, load<u32>(slot, 8));
  setValue(ROUTE, load<u32>(slot, 16));
  return load<u32>(slot, 12);
}

function slotAt(place: usize): usize { return HEAD_SLOTS + (place & HEAD_SLOTS_SIZE - 1); }

function keyOf(head: usize, length: u32): u64 { return <u64>shortHashOf(head, length) | <u64>length << 32; }

/** Forgets what was found ahead: other lines lie there. */
export function forgetAhead(): void { memory.fill(AHEAD, 0, AHEAD_SIZE); }

/**
 * Prepares for the line at `line`, whose end is at `ends`. What a line needs of heads and hosts is mostly not in the cache:
 * with the first of some lines, all of theirs is asked for, so that it comes at the same time.
 */
export function lookAhead(line: usize, ends: usize, lastEnd: usize): void {
  if ((ends & TOGETHER) == 0) askFor(line, ends, min(lastEnd, ends + TOGETHER + 4));
  ahead = AHEAD + ((ends & TOGETHER) << 2);
}

/** Keeps of each line where its head begins if that is what the first quote is before, its key, and the slot of its host. */
function askFor(line: usize, ends: usize, lastEnd: usize): void {
  const quote = v128.load(VECTORS), space = v128.load(VECTORS + 32);
  let at = line, place = AHEAD, unread: u64 = 0;
  for (let end = ends; end < lastEnd; end += 4, place += 16) {
    const request = at + <usize>ctz(marksIn64(at, quote, quote)) + 1, lineFeed = <usize>load<u32>(end);
    const length = min(<u32>(headEnd(request, lineFeed, false) - request), LONGEST_KEY + 1);
    const mask = v128.load(MASKS + 16 - <usize>ctz(marksIn16(at, space, space) | 0x10000));
    store<u32>(place, <u32>request);
    store<u64>(place, keyOf(request, length), 4);
    store<u32>(place, <u32>firstSlotOf(HOSTS, v128.and(v128.load(at), mask)), 12);
    at = lineFeed + 1;
  }
  for (let kept = AHEAD; kept < place; kept += 16) {
    unread += load<u64>(slotAt(<usize>load<u32>(kept, 4) * SLOT)) + load<u64>(load<u32>(kept, 12));
  }
  const cells = cellsOf(load<u32>(found, HOUR_OF), HEAD), routes = found + <usize>load<u32>(entryOf(ROUTE), CELLS);
  for (let kept = AHEAD; kept < place; kept += 16) {
    const slot = slotAt(<usize>load<u32>(kept, 4) * SLOT), host = load<u32>(load<u32>(kept, 12), 16);
    unread += load<u64>(cells + load<u32>(slot, 8)) + load<u64>(found + hostCells + host);
    if (hasRoutes) unread += load<u64>(routes + load<u32>(slot, 16));
  }
  // Else the compiler would ask for nothing.
  store<u64>(UNREAD, unread);
}

/** The same for any head: one that has a key, which is its hash and its length, gets a slot. */
function anyHead(head: usize, end: usize, isTarget: bool, key: u64): u32 {
  const table = tableOf(HEAD), length = <u32>(end - head), number = intern(table, head, length);
  let section = load<u32>(moreOf(table, number));
  if (section == 0) section = learn(head, end, isTarget, number);
  // What a request without a path is, tells the reference; there may have been a target of the same bytes.
  if (section == UNSURE || ((section & TARGET) != 0) != isTarget) return UNSURE;
  section &= ~15;
  const route = load<u32>(moreOf(table, number), 12);
  if (!isTarget) setMethod(0);
  setValue(HEAD, number << 4);
  setValue(ROUTE, route);
  if (key == 0) return section;
  if (slotsUsed == MOST_SLOTS) forgetSlots();
  slotsUsed++;
  let slot = slotAt(<usize>key * SLOT);
  while (load<u64>(slot) != 0) slot = slotAt(slot - HEAD_SLOTS + SLOT);
  store<u64>(slot, key);
  store<u64>(slot, <u64>number << 4 | <u64>section << 32, 8);
  store<u32>(slot, route, 16);
  memory.copy(slot + KEY, head, length);
  return section;
}

/** Where the path ends of which a request, or a target, consists up to there. */
function headEnd(request: usize, end: usize, isTarget: bool): usize {
  const question = v128.load(VECTORS + 64), hash = v128.load(VECTORS + 80), space = isTarget ? hash : v128.load(VECTORS + 32);
  for (let at = request, isMethod = !isTarget; at < end; at += 64) {
    const all = marksIn64(at, question, hash) | marksIn64(at, space, space);
    // The first one follows the method.
    const found = isMethod ? all & all - 1 : all;
    isMethod = isMethod && all == 0;
    if (found != 0) return min(at + <usize>ctz(found), end);
  }
  return end;
}

/**
 * Finds out what a head tells: {section × 16 | 1, and the bit of a target alone; method; path; route × 16}; UNSURE in place of
 * the section where it cannot.
 */
function learn(head: usize, end: usize, isTarget: bool, number: u32): u32 {
  const section = isTarget ? longTarget(head, end) : longName(SECTIONS, head, end), more = moreOf(tableOf(HEAD), number);
  let target = head;
  if (!isTarget) while (target < end && load<u8>(target++) != 0x20) {}
  const path = section == UNSURE || load<u8>(target) == SLASH ? target : pathOf(target, end);
  const isKnown = section != UNSURE && end - path <= LONGEST_VALUE, routeLength = isKnown ? writeRoute(path, end) : 0;
  if (!isKnown || routeLength > LONGEST_VALUE || mayHaveParameters(path, end)) {
    store<u32>(more, UNSURE);
    return UNSURE;
  }
  store<u32>(more, isTarget ? 0 : method, 4);
  if (hasPaths || hasNotFound) store<u32>(more, intern(tableOf(PATH), path, <u32>(end - path)) << 4, 8);
  if (hasRoutes || hasRouteDurations) store<u32>(more, intern(tableOf(ROUTE), SCRATCH, <u32>routeLength) << 4, 12);
  store<u32>(more, section | 1 | (isTarget ? TARGET : 0));
  reserveNames();
  return load<u32>(more);
}

/** Writes the route of a path into the scratch memory; gives its length. */
function writeRoute(path: usize, end: usize): usize {
  let to = SCRATCH;
  for (let at = path; at < end;) {
    const first = at + <usize>(load<u8>(at) == SLASH);
    let last = first;
    while (last < end && load<u8>(last) != SLASH) last++;
    const kept = isIdentifier(first, last) ? first : last;
    memory.copy(to, at, kept - at);
    to += kept - at;
    if (kept < last) {
      store<u32>(to, ID);
      to += 3;
    }
    at = last;
  }
  return to - SCRATCH;
}
