// Role: the errors of a bucket, put together by status and host or status and section, which a rule file asks for.
// `counts.ts` lists the errors; they are put together when the bucket is given out.

import { allocate, HOSTS, PAIRS } from "./memory";

/** Most errors of one bucket: with the last of them it is given out. A power of two. */
export const MOST_ERRORS: u32 = 1 << 14;
// An error in a bucket, 32-bit numbers: host and section, each × 16, status as three nibbles, bytes.
const HOST_PLACE: usize = 0, SECTION_PLACE: usize = 4, STATUS_PLACE: usize = 8, BYTES_PLACE: usize = 12;
/** Statuses from here on are failures. */
const FAILURE: u32 = 0x500;

/** The cells of the pairs last put together, as in a bucket, the list of them, and what they are: status and name. */
export let pairCells: usize = 0, pairList: usize = 0;
/** Status and name of each; and a hash table: number of a pair + 1, 0 where there is none. */
let pairs: usize = 0, slots: usize = 0;

/** Makes room. */
export function initialize(): void {
  pairCells = allocate(<usize>MOST_ERRORS * 36);
  pairs = pairCells + (<usize>MOST_ERRORS << 4);
  slots = pairs + (<usize>MOST_ERRORS << 3);
  pairList = slots + (<usize>MOST_ERRORS << 3);
}

/** Status and name of a pair, 32 bits each. */
export function pairAt(number: u32): usize { return pairs + (<usize>number << 3); }

/** Puts so many errors at `errors` together; the table of names says with what. Gives how many pairs there are. */
export function pairUp(errors: usize, errorCount: u32, table: usize): u32 {
  // Also where nothing is watched, so that there is no room.
  if (errorCount == 0) return 0;
  const place = table == HOSTS + PAIRS ? HOST_PLACE : SECTION_PLACE, mask = (<u32>2 << (32 - clz(errorCount - 1))) - 1;
  memory.fill(slots, 0, (<usize>mask + 1) << 2);
  let count: u32 = 0;
  for (let error = errors, end = errors + (<usize>errorCount << 4); error < end; error += 16) {
    const status = load<u32>(error + STATUS_PLACE), pair = <u64>(load<u32>(error + place) >> 4) << 32 | <u64>status;
    let at = <u32>(pair * 0x9e3779b97f4a7c15 >> 40) & mask, number: u32;
    while ((number = load<u32>(slots + (<usize>at << 2))) != 0 && load<u64>(pairAt(number - 1)) != pair) at = (at + 1) & mask;
    if (number == 0) {
      number = ++count;
      store<u32>(slots + (<usize>at << 2), number);
      store<u64>(pairAt(number - 1), pair);
      store<u32>(pairList + (<usize>(number - 1) << 2), (number - 1) << 4);
    }
    const cell = pairCells + (<usize>(number - 1) << 4), one = 1 | <u64>(status >= FAILURE) << 32;
    const more = i64x2.replace_lane(i64x2.splat(<i64>one), 1, <i64>load<u32>(error + BYTES_PLACE));
    v128.store(cell, i64x2.add(v128.load(cell), more));
  }
  return count;
}
