// Role: pairs as text, the JSON that the store keeps of a bucket (`domain/buckets/error_pairs_json.ts`):
// whoever takes a table does not have to look at its pairs then. Called by `give_out.ts`.

import { placeOf } from "./names";
import { pairAt } from "./pairs";
import { moved } from "./tables";

/** The texts, one after the other, and how long they are. */
export let text: usize = 0, used: u32 = 0;
let room: u32 = 0;
/** More than a row takes beside its name, and another one. */
const ROWS: u32 = 0x200;

/** Forgets that there is room. */
export function initialize(): void { used = room = 0; }

/** Takes all of them away. */
export function clear(): void { used = 0; }

/**
 * Writes `kept` of the pairs of a list, numbers × 16, in its order, and the rest of all `count` as one. False, and nothing is
 * written, where a name does not stand for itself in JSON.
 */
export function writePairs(list: usize, kept: u32, count: u32, cells: usize, names: usize): bool {
  let rest = i64x2.splat(0), begin = used;
  for (let i: u32 = 0; i < count; i++) {
    const numberTimes16 = load<u32>(list + (<usize>i << 2)), cell = v128.load(cells + numberTimes16);
    if (i >= kept) rest = i64x2.add(rest, cell);
    else if (writeName(pairAt(numberTimes16 >> 4), names, i == 0)) writeCounts(cell);
    else {
      used = begin;
      return false;
    }
  }
  if (count > kept) {
    // ,["(other)",
    store<u64>(text + used, 0x6568746f28225b2c);
    store<u32>(text + used, 0x2c222972, 8);
    used += 12;
    writeCounts(rest);
  }
  store<u8>(text + used++, 0x5d);
  return true;
}

/** The beginning of a row: ,["404 /a", or [["404 /a", */
function writeName(pair: usize, names: usize, isFirst: bool): bool {
  const name = placeOf(names, load<u32>(pair, 4)), length = load<u32>(name), status = <u64>load<u32>(pair);
  if (used + length + ROWS > room) text = moved(text, used, room = max(room * 2, used + length + 0x10000), 0);
  const at = text + used, digits = status >> 8 << 24 | (status >> 4 & 15) << 32 | (status & 15) << 40;
  store<u64>(at, <u64>0x20303030225b2c ^ (isFirst ? 0x77 : 0) | digits);
  for (let i: u32 = 0; i < length; i++) {
    const byte = <u32>load<u8>(name + i, 4);
    if (byte - 0x20 > 0x5e || byte == 0x22 || byte == 0x5c) return false;
    store<u8>(at + i, byte, 7);
  }
  // Of the name (other) `domain/text.ts` makes another one.
  if (length == 7 && load<u32>(name, 4) == 0x68746f28 && load<u32>(name, 7) == 0x29726568) return false;
  store<u16>(at + length, 0x2c22, 7);
  used += 9 + length;
  return true;
}

/** The end of a row: 1,912,0] */
function writeCounts(cell: v128): void {
  writeNumber(i32x4.extract_lane(cell, 0), 0x2c);
  writeNumber(i64x2.extract_lane(cell, 1), 0x2c);
  writeNumber(i32x4.extract_lane(cell, 1), 0x5d);
}

function writeNumber(value: u64, behind: u32): void {
  let left = value, digits: u32 = 1;
  for (let limit: u64 = 10; limit <= value; limit *= 10) digits++;
  for (let at = text + used + digits; at > text + used; left /= 10) store<u8>(--at, 0x30 + <u32>(left % 10));
  store<u8>(text + used + digits, behind);
  used += digits + 1;
}
