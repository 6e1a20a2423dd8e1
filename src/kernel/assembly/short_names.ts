// Role: numbers of hosts, sections and methods for `line.ts` and `fields.ts`: by the 16 bytes in which they stand in an ordinary
// line, or by all their bytes. What the 16 bytes mean is found out once, when they are first met.

import { reserve } from "./buckets";
import { hasMethods, hasRoutes } from "./counted";
import { HOST, HOURLY, LINK, METHOD, REFERRER, ROUTE, SECTION, tableOf } from "./dimensions";
import * as hours from "./hours";
import { HOSTS, METHODS, SCRATCH, SECTIONS } from "./memory";
import { alias, count, intern, slotOf, UNSURE } from "./names";
import { methodEnd, sectionOf, targetSectionOf } from "./section";

const COMMA: u32 = 0x2c, DASH: u32 = 0x2d, COLON: u32 = 0x3a, OPENING: u32 = 0x5b;

/** The commonest methods, as words; where they are known at all, these are their numbers × 16. */
const GET: u32 = 0x20544547, POST: u32 = 0x54534f50, GET_NUMBER: u32 = 0, POST_NUMBER: u32 = 16;

/**
 * Number × 16 of the method of the request whose section was asked for last: both are found at once. 0, the commonest, where
 * methods are not counted.
 */
export let method: u32 = 0;

/** Sets the method of a record that was read elsewhere. */
export function setMethod(numberTimes16: u32): void { method = numberTimes16; }

/** Sets the method of a record whose format has it apart from the target. */
export function setMethodAt(at: usize, end: usize): void {
  const before = count(METHODS);
  method = methodOf(at, <u32>(end - at));
  if (count(METHODS) != before) reserveNames();
}

/** Begins with the commonest methods: there are none. */
export function beginMethods(): void {
  method = 0;
  store<u32>(SCRATCH, GET);
  intern(METHODS, SCRATCH, 3);
  store<u32>(SCRATCH, POST);
  intern(METHODS, SCRATCH, 4);
}

/** Makes the buckets' cells, and those of hours, large enough for all names. */
export function reserveNames(): void {
  reserve(SECTION, count(SECTIONS));
  reserve(HOST, count(HOSTS));
  if (hasRoutes) reserve(ROUTE, count(tableOf(ROUTE)));
  for (let column: u32 = 0; column < HOURLY; column++) hours.reserve(column, count(tableOf(column == LINK ? REFERRER : column)));
}

/**
 * Number × 16 of the host, or of the request's section, that begins at `at`; `key` is its quote and its bytes, or the
 * request's bytes up to the section's end, then zeros.
 */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function shortName(table: usize, key: v128, at: usize, end: usize): u32 {
  const slot = slotOf(table, key);
  if (load<u32>(slot, 20) != 0) {
    if (table == SECTIONS) method = load<u32>(slot, 24);
    return load<u32>(slot, 16);
  }
  const number = longName(table, at, end);
  alias(table, key, number, table == SECTIONS ? method : 0);
  return number;
}

/** The same for any length. */
export function longName(table: usize, at: usize, end: usize): u32 {
  const before = count(HOSTS) + count(SECTIONS) + count(METHODS);
  const number = table == HOSTS ? intern(HOSTS, at, <u32>(end - at)) << 4 : sectionOf(at, end);
  if (table == SECTIONS && number != UNSURE) method = methodOf(at, <u32>(methodEnd - at));
  if (count(HOSTS) + count(SECTIONS) + count(METHODS) != before) reserveNames();
  return number;
}

/** Number × 16 of the section of a target alone; `key` is its bytes up to the section's end, then zeros. */
export function shortTarget(key: v128, at: usize, end: usize): u32 {
  const slot = slotOf(SECTIONS, key);
  if (load<u32>(slot, 20) != 0) return load<u32>(slot, 16);
  const number = longTarget(at, end);
  alias(SECTIONS, key, number, 0);
  return number;
}

/** The same for any length. */
export function longTarget(at: usize, end: usize): u32 {
  const before = count(SECTIONS), number = targetSectionOf(at, end, true);
  if (count(SECTIONS) != before) reserveNames();
  return number;
}

/** Number × 16 of a host as a layout has it, whose bytes, then zeros, are the `key`; UNSURE where it may mean another one. */
export function shortHost(key: v128, at: usize, end: usize, isAddress: bool): u32 {
  const slot = slotOf(HOSTS, key);
  if (load<u32>(slot, 20) != 0) return load<u32>(slot, 16);
  const number = longHost(at, end, isAddress);
  // Clients with ports would be as many as there are ports.
  if (number != UNSURE) alias(HOSTS, key, number, 0);
  return number;
}

/** The same for any length: neither empty nor `-`; an address is the first of a list, without brackets and without a port. */
export function longHost(at: usize, end: usize, isAddress: bool): u32 {
  let last = at, colons: u32 = 0;
  if (!isAddress) last = end;
  for (; last < end; last++) {
    const c = <u32>load<u8>(last);
    if (c == COMMA) break;
    if (c == OPENING) return UNSURE;
    colons += u32(c == COLON);
  }
  const isAbsent = last == at || last == at + 1 && load<u8>(at) == DASH;
  return isAbsent || colons == 1 ? UNSURE : longName(HOSTS, at, last);
}

function methodOf(at: usize, length: u32): u32 {
  if (!hasMethods) return 0;
  const word = load<u32>(at);
  if (word == GET) return GET_NUMBER;
  if (word == POST && length == 4) return POST_NUMBER;
  return intern(METHODS, at, length) << 4;
}
