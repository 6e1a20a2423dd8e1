// Role: a bucket that is full, or whose summary ends, as a table (`tables.ts`). Called by `buckets.ts`.

import {
  CELLS,
  CLASS,
  entryOf,
  HEADER,
  HOST,
  KIND_BITS,
  LIST,
  PLACE_BITS,
  SECOND,
  SECTION,
  START,
  STATUS,
  TOUCHED,
} from "./dimensions";
import { HOSTS, SECTIONS } from "./memory";
import { putFirst } from "./order";
import { append, openTable } from "./tables";

/**
 * Gives a bucket out: so many dimensions, the `most` sections and hosts that are kept first. Gives how many records are in
 * it.
 */
export function giveOutBucket(bucket: usize, dimensions: u32, most: u32, classes: u32): u32 {
  let count: u32 = 0;
  for (let i: usize = 0; i < dimensions; i++) count += load<u32>(bucket + TOUCHED + (i << 2));
  if (count > 0) memory.copy(openTable(load<u32>(bucket, START), count), bucket + TOUCHED, 28);
  let records: u32 = 0;
  for (let dimension: u32 = 0; dimension < dimensions; dimension++) {
    records += giveOutCells(bucket, dimension, most, classes);
  }
  memory.fill(bucket, 0, HEADER);
  return records;
}

function giveOutCells(bucket: usize, dimension: u32, most: u32, classes: u32): u32 {
  let records: u32 = 0;
  const cells = <usize>load<u32>(entryOf(dimension), CELLS), list = <usize>load<u32>(entryOf(dimension), LIST);
  const count = load<u32>(bucket + TOUCHED + (<usize>dimension << 2));
  if (count > most && (dimension == SECTION || dimension == HOST)) {
    putFirst(bucket + list, count, bucket + cells, dimension == HOST ? HOSTS : SECTIONS, most);
  }
  for (let i: u32 = 0; i < count; i++) {
    const numberTimes16 = load<u32>(bucket + list + (<usize>i << 2)), cell = bucket + cells + numberTimes16;
    const number = numberTimes16 >> 4;
    let key: i32 = -1 - <i32>number;
    if (dimension == STATUS) key = ((number >> 8) * 100 + ((number >> 4) & 15) * 10 + (number & 15)) << KIND_BITS | STATUS;
    else if (dimension == CLASS) key = ((number % classes + 1) << PLACE_BITS | number / classes) << KIND_BITS;
    else if (dimension != SECOND) key = number << KIND_BITS | dimension;
    else records += load<u32>(cell);
    append(key, load<u32>(cell), load<u64>(cell, 8), load<u32>(cell, 4));
    v128.store(cell, i64x2.splat(0));
  }
  return records;
}
