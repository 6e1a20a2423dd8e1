// Role: numbers of hosts and sections for `line.ts` and `fields.ts`: by the 16 bytes in which they stand in an ordinary
// line, or by all their bytes. What the 16 bytes mean is found out once, when they are first met.

import { reserve } from "./buckets";
import { HOST, SECTION } from "./dimensions";
import { HOSTS, SECTIONS } from "./memory";
import { alias, count, intern, slotOf } from "./names";
import { sectionOf } from "./section";

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
