// Role: values of two dimensions together, which hours count: routes with bins of durations, and of what was not found paths with
// referrers. Their texts are those of `domain/dimensions/pair.ts`.

import { hasNotFound, hasRouteDurations } from "./counted";
import { HEAD, LINK, NOT_FOUND, PATH, REFERRER, ROUTE, ROUTE_DURATION, DURATION, tableOf } from "./dimensions";
import { reserve } from "./hours";
import { SCRATCH } from "./memory";
import { alias, count, intern, lengthOf, moreOf, nameAt, slotOf } from "./names";
import { setValue, valueOf } from "./values";

const TAB: u32 = 0x09, SPACE: u32 = 0x20, ZERO: u32 = 0x30;
/** The status of what was not found, as nibbles. */
const MISSING: u32 = 0x404;

/** Whether the record was read elsewhere: then its pairs are among its values. */
export let isComplete: bool = false;

export function setComplete(complete: bool): void { isComplete = complete; }

/** Sets the values of pairs by those of what they are of. */
export function setPairs(status: u32): void {
  if (hasRouteDurations) setValue(ROUTE_DURATION, pairOf(ROUTE_DURATION, valueOf(ROUTE), valueOf(DURATION)));
  if (!hasNotFound) return;
  const path = load<u32>(moreOf(tableOf(HEAD), valueOf(HEAD) >> 4), 8);
  setValue(NOT_FOUND, status == MISSING ? pairOf(NOT_FOUND, path, valueOf(LINK)) : 0);
}

/** Number × 16 of a pair of numbers × 16. */
function pairOf(column: u32, first: u32, second: u32): u32 {
  const table = tableOf(column), key = i64x2.replace_lane(i64x2.splat(<i64>first), 1, <i64>second), slot = slotOf(table, key);
  if (load<u32>(slot, 20) != 0) return load<u32>(slot, 16);
  const number = intern(table, SCRATCH, writePair(column, first >> 4, second >> 4)) << 4;
  alias(table, key, number, 0);
  reserve(column, count(table));
  return number;
}

/** Writes the text of a pair into the scratch memory; gives its length. */
function writePair(column: u32, first: u32, second: u32): u32 {
  let end = writeName(column == NOT_FOUND ? PATH : ROUTE, first, SCRATCH);
  for (let at = SCRATCH; at < end; at++) if (load<u8>(at) == TAB) store<u8>(at, SPACE);
  store<u8>(end++, TAB);
  if (column == NOT_FOUND) end = writeName(REFERRER, second, end);
  else end = writeNumber(second, end);
  return <u32>(end - SCRATCH);
}

function writeName(column: u32, number: u32, to: usize): usize {
  const length = lengthOf(tableOf(column), number);
  memory.copy(to, nameAt(tableOf(column), number), length);
  return to + length;
}

function writeNumber(number: u32, to: usize): usize {
  let end = to + 1;
  for (let rest = number / 10; rest > 0; rest /= 10) end++;
  for (let place = end - 1, rest = number; place >= to; place--, rest /= 10) store<u8>(place, ZERO + rest % 10);
  return end;
}
