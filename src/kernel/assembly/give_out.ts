// Role: a bucket that is full, or whose summary ends, as a table (`tables.ts`). Called by `buckets.ts`.

import { CELLS, CLASS, entryOf, HEADER, HOST, KIND_BITS, kindOf, LIST, METHOD, NAME_BITS, PLACE_BITS } from "./dimensions";
import { SECOND, SECTION, START, STATUS, STATUS_HOST, STATUS_SECTION, TOUCHED } from "./dimensions";
import * as hours from "./hours";
import { HOSTS, METHODS, PAIRS, SECTIONS } from "./memory";
import { putFirst, sortFirst } from "./order";
import { pairAt, pairCells, pairList, pairUp } from "./pairs";
import { append, cellCount, openTable } from "./tables";

/** From so many bytes on, what is kept does not say exactly what the rest holds: the reference's numbers end there. */
const INEXACT: u64 = 1 << 53;

/**
 * Gives a bucket out: so many dimensions, the `most` names and pairs of each that are kept first; of one that is `whole`,
 * only these where that can be. Returns how many records are in it.
 */
export function giveOutBucket(bucket: usize, dimensions: u32, most: u32, classes: u32, whole: bool): u32 {
  const isCut = whole && isExact(bucket);
  let cells: u32 = 0, records: u32 = 0;
  for (let dimension: u32 = 0; dimension < dimensions; dimension++) cells += touchedOf(bucket, dimension);
  if (cells > 0) {
    hours.turnTo(load<u32>(bucket, START));
    // Each error is in a pair of either kind.
    const numbers = openTable(load<u32>(bucket, START), cells + touchedOf(bucket, STATUS_HOST));
    for (let dimension: u32 = 0; dimension < dimensions; dimension++) {
      const before = cellCount;
      records += giveOutCells(bucket, dimension, most, classes, isCut);
      store<u32>(numbers + (<usize>dimension << 2), cellCount - before);
    }
    store<u32>(numbers, touchedOf(bucket, HOST), 32);
    store<u32>(numbers, u32(isCut), 36);
  }
  memory.fill(bucket, 0, HEADER);
  return records;
}

function touchedOf(bucket: usize, dimension: u32): u32 { return load<u32>(bucket + TOUCHED + (<usize>dimension << 2)); }

/** The table of a dimension's names or pairs, where a bucket keeps only some of them; else 0. */
function namesOf(dimension: u32): usize {
  if (dimension == SECTION || dimension == HOST) return dimension == HOST ? HOSTS : SECTIONS;
  if (dimension == METHOD) return METHODS;
  return dimension == STATUS_HOST ? HOSTS + PAIRS : dimension == STATUS_SECTION ? SECTIONS + PAIRS : 0;
}

function isExact(bucket: usize): bool {
  const cells = bucket + load<u32>(entryOf(STATUS), CELLS), list = bucket + load<u32>(entryOf(STATUS), LIST);
  let bytes: u64 = 0;
  for (let i: u32 = 0; i < touchedOf(bucket, STATUS); i++) bytes += load<u64>(cells + load<u32>(list + (<usize>i << 2)), 8);
  return bytes < INEXACT;
}

/** A status out of its three nibbles. */
function decimal(status: u32): i32 { return (status >> 8) * 100 + ((status >> 4) & 15) * 10 + (status & 15); }

/** What a pair is known by outside: status and number of the name. */
function pairKey(pair: usize): i32 { return decimal(load<u32>(pair)) << NAME_BITS | load<u32>(pair, 4); }

function giveOutCells(bucket: usize, dimension: u32, most: u32, classes: u32, isCut: bool): u32 {
  let records: u32 = 0, count = touchedOf(bucket, dimension), names = namesOf(dimension);
  let cells = bucket + <usize>load<u32>(entryOf(dimension), CELLS), list = bucket + <usize>load<u32>(entryOf(dimension), LIST);
  const isPair = (names & PAIRS) != 0;
  if (isPair) {
    count = pairUp(bucket + <usize>load<u32>(entryOf(STATUS_HOST), CELLS), touchedOf(bucket, STATUS_HOST), names);
    cells = pairCells;
    list = pairList;
  }
  if (hours.isHourly(dimension)) hours.add(dimension, list, count, cells);
  const kept = min(count, most), given = isCut && names != 0 ? kept : count;
  if (names != 0 && count > most) putFirst(list, count, cells, names, most);
  // Pairs are stored by name: sorting what is in order already is quick outside.
  if (isPair && kept > 0) sortFirst(list, kept, kept, names);
  for (let i: u32 = 0; i < count; i++) {
    const numberTimes16 = load<u32>(list + (<usize>i << 2)), cell = cells + numberTimes16;
    if (i < given) {
      const number = numberTimes16 >> 4;
      let key: i32 = -1 - <i32>number;
      if (dimension == STATUS) key = decimal(number) << KIND_BITS | STATUS;
      else if (dimension == CLASS) key = ((number & (classes - 1)) + 1 << PLACE_BITS | number >> ctz(classes)) << KIND_BITS;
      else if (isPair) key = pairKey(pairAt(number)) << KIND_BITS | kindOf(dimension);
      else if (dimension != SECOND) key = number << KIND_BITS | kindOf(dimension);
      else records += load<u32>(cell);
      append(key, load<u32>(cell), load<u64>(cell, 8), load<u32>(cell, 4));
    }
    v128.store(cell, i64x2.splat(0));
  }
  return records;
}
