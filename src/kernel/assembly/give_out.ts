// Role: a bucket that is full, or whose summary ends, as a table (`tables.ts`). Called by `buckets.ts`.

import { CELLS, CLASS, entryOf, HEADER, HOST, KIND_BITS, LIST, PLACE_BITS, SECOND, SECTION, START } from "./dimensions";
import { STATUS, STATUS_HOST, STATUS_SECTION, TOUCHED } from "./dimensions";
import { HOSTS, SECTIONS, STATUS_HOSTS, STATUS_SECTIONS } from "./memory";
import { putFirst, sortFirst } from "./order";
import { append, openTable } from "./tables";

/** From so many bytes on, what is kept does not say exactly what the rest holds: the reference's numbers end there. */
const INEXACT: u64 = 1 << 53;

/**
 * Gives a bucket out: so many dimensions, the `most` sections, hosts and pairs that are kept first; of one that is `whole`,
 * these alone. Kept pairs are in the order of their names. Gives how many records are in it.
 */
export function giveOutBucket(bucket: usize, dimensions: u32, most: u32, classes: u32, whole: bool): u32 {
  const isCut = whole && isExact(bucket);
  let count: u32 = 0;
  for (let dimension: u32 = 0; dimension < dimensions; dimension++) count += cellsOf(bucket, dimension, most, isCut);
  if (count > 0) {
    const numbers = openTable(load<u32>(bucket, START), count);
    for (let dimension: u32 = 0; dimension < dimensions; dimension++) {
      store<u32>(numbers + (<usize>dimension << 2), cellsOf(bucket, dimension, most, isCut));
    }
    store<u32>(numbers, touchedOf(bucket, HOST), 28);
    store<u32>(numbers, u32(isCut), 32);
  }
  let records: u32 = 0;
  for (let dimension: u32 = 0; dimension < dimensions; dimension++) {
    records += giveOutCells(bucket, dimension, most, classes, isCut);
  }
  memory.fill(bucket, 0, HEADER);
  return records;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function touchedOf(bucket: usize, dimension: u32): u32 {
  return load<u32>(bucket + TOUCHED + (<usize>dimension << 2));
}

/** The table of a dimension's names, where a bucket keeps only some of them; else 0. */
function namesOf(dimension: u32): usize {
  if (dimension == SECTION) return SECTIONS;
  if (dimension == HOST) return HOSTS;
  if (dimension == STATUS_HOST) return STATUS_HOSTS;
  return dimension == STATUS_SECTION ? STATUS_SECTIONS : 0;
}

/** How many cells of a dimension are given out. */
function cellsOf(bucket: usize, dimension: u32, most: u32, isCut: bool): u32 {
  const count = touchedOf(bucket, dimension);
  return isCut && namesOf(dimension) != 0 ? min(count, most) : count;
}

function isExact(bucket: usize): bool {
  const cells = bucket + load<u32>(entryOf(STATUS), CELLS), list = bucket + load<u32>(entryOf(STATUS), LIST);
  let bytes: u64 = 0;
  for (let i: u32 = 0; i < touchedOf(bucket, STATUS); i++) bytes += load<u64>(cells + load<u32>(list + (<usize>i << 2)), 8);
  return bytes < INEXACT;
}

function giveOutCells(bucket: usize, dimension: u32, most: u32, classes: u32, isCut: bool): u32 {
  let records: u32 = 0;
  const cells = bucket + <usize>load<u32>(entryOf(dimension), CELLS), names = namesOf(dimension);
  const list = bucket + <usize>load<u32>(entryOf(dimension), LIST);
  const count = touchedOf(bucket, dimension), given = cellsOf(bucket, dimension, most, isCut);
  if (names != 0 && count > most) putFirst(list, count, cells, names, most);
  // They are stored in order.
  if (names >= STATUS_HOSTS && count > 0) sortFirst(list, min(count, most), min(count, most), names);
  for (let i: u32 = 0; i < count; i++) {
    const numberTimes16 = load<u32>(list + (<usize>i << 2)), cell = cells + numberTimes16;
    if (i < given) {
      const number = numberTimes16 >> 4;
      let key: i32 = -1 - <i32>number;
      if (dimension == STATUS) key = ((number >> 8) * 100 + ((number >> 4) & 15) * 10 + (number & 15)) << KIND_BITS | STATUS;
      else if (dimension == CLASS) key = ((number % classes + 1) << PLACE_BITS | number / classes) << KIND_BITS;
      else if (dimension != SECOND) key = number << KIND_BITS | dimension;
      else records += load<u32>(cell);
      append(key, load<u32>(cell), load<u64>(cell, 8), load<u32>(cell, 4));
    }
    v128.store(cell, i64x2.splat(0));
  }
  return records;
}
