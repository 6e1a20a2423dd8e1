// Role: numbers of hosts and sections for `line.ts` and `fields.ts`: by the 16 bytes in which they stand in an ordinary
// line, or by all their bytes. What the 16 bytes mean is found out once, when they are first met.

import { reserve } from "./buckets";
import { HOST, SECTION } from "./dimensions";
import { HOSTS, SECTIONS } from "./memory";
import { alias, count, intern, slotOf, UNSURE } from "./names";
import { sectionOf, targetSectionOf } from "./section";

const COMMA: u32 = 0x2c, DASH: u32 = 0x2d, COLON: u32 = 0x3a, OPENING: u32 = 0x5b;

/** Makes the buckets' cells large enough for all names. */
export function reserveNames(): void {
  reserve(SECTION, count(SECTIONS));
  reserve(HOST, count(HOSTS));
}

/**
 * Number × 16 of the host, or of the request's section, that begins at `at`; `key` is its quote and its bytes, or the
 * request's bytes up to the section's end, then zeros.
 */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function shortName(table: usize, key: v128, at: usize, end: usize): u32 {
  const slot = slotOf(table, key);
  if (load<u32>(slot, 20) != 0) return load<u32>(slot, 16);
  const number = longName(table, at, end);
  alias(table, key, number);
  return number;
}

/** The same for any length. */
export function longName(table: usize, at: usize, end: usize): u32 {
  const number = table == HOSTS ? intern(HOSTS, at, <u32>(end - at)) << 4 : sectionOf(at, end);
  reserveNames();
  return number;
}

/** Number × 16 of the section of a target alone; `key` is its bytes up to the section's end, then zeros. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function shortTarget(key: v128, at: usize, end: usize): u32 {
  const slot = slotOf(SECTIONS, key);
  if (load<u32>(slot, 20) != 0) return load<u32>(slot, 16);
  const number = longTarget(at, end);
  alias(SECTIONS, key, number);
  return number;
}

/** The same for any length. */
export function longTarget(at: usize, end: usize): u32 {
  const number = targetSectionOf(at, end);
  reserveNames();
  return number;
}

/** Number × 16 of a host as a layout has it, whose bytes, then zeros, are the `key`; UNSURE where it may mean another one. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function shortHost(key: v128, at: usize, end: usize, isAddress: bool): u32 {
  const slot = slotOf(HOSTS, key);
  if (load<u32>(slot, 20) != 0) return load<u32>(slot, 16);
  const number = longHost(at, end, isAddress);
  // Clients with ports would be as many as there are ports.
  if (number != UNSURE) alias(HOSTS, key, number);
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
