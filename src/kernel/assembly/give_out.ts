// Role: a bucket that is full, or whose summary ends, as a table (`tables.ts`). Called by `buckets.ts`.

import { CELLS, CLASS, DURATION, entryOf, FLAGS, flagsOf, givenAt, givenCount, HEADER, HOST, HOUR_OF } from "./dimensions";
import { BITS, KIND, LIST, NAME_BITS, NAMED, PLACE_BITS, SECOND, SECTION, START, STATUS, STATUS_HOST } from "./dimensions";
import { IN_BUCKETS, IN_HOURS, STATUS_SECTION, tableOf, TOUCHED } from "./dimensions";
import * as hours from "./hours";
import { HOSTS, PAIRS, SECTIONS } from "./memory";
import { putFirst, sortFirst } from "./order";
import { pairAt, pairCells, pairList, pairUp } from "./pairs";
import { append, cellCount, COUNTS, DISTINCT_HOSTS, IS_CUT, openTable } from "./tables";

/** From so many bytes on, what is kept does not say exactly what the rest holds: the reference's numbers end there. */
const INEXACT: u64 = 1 << 53;

/**
 * Gives a bucket out, with the `most` names and pairs of each column that are kept first; of one that is `whole`, only these
 * where that can be. Returns how many records are in it.
 */
export function giveOutBucket(bucket: usize, most: u32, classes: u32, whole: bool): u32 {
  const sum = sumOf(bucket), records = <u32>i32x4.extract_lane(sum, 0);
  if (records > 0) {
    const isCut = whole && <u64>i64x2.extract_lane(sum, 1) < INEXACT, columns = givenCount();
    if (flagsOf(DURATION) != 0) addUnknown(bucket, sum);
    let cells: u32 = 0;
    for (let place: u32 = 0; place < columns; place++) cells += touchedOf(bucket, givenAt(place));
    hours.addSum(load<u32>(bucket, HOUR_OF), sum);
    // Each error is in a pair of either kind.
    const table = openTable(load<u32>(bucket, START), cells + touchedOf(bucket, STATUS_HOST));
    store<u32>(table, touchedOf(bucket, HOST), DISTINCT_HOSTS);
    store<u32>(table, u32(isCut), IS_CUT);
    for (let place: u32 = 0; place < columns; place++) {
      const before = cellCount;
      giveOutCells(bucket, givenAt(place), most, classes, isCut);
      store<u32>(table + (<usize>place << 2), cellCount - before, COUNTS);
    }
  }
  memory.fill(bucket, 0, HEADER);
  return records;
}

function touchedOf(bucket: usize, column: u32): u32 { return load<u32>(bucket + TOUCHED + (<usize>column << 2)); }

/** The table of a column's names or pairs, where a bucket keeps only some of them; else 0. */
function namesOf(column: u32): usize {
  if (column < NAMED) return tableOf(column);
  return column == STATUS_HOST ? HOSTS + PAIRS : column == STATUS_SECTION ? SECTIONS + PAIRS : 0;
}

/** Hits, failures and bytes of all its records: those of its statuses. */
function sumOf(bucket: usize): v128 {
  const cells = bucket + load<u32>(entryOf(STATUS), CELLS), list = bucket + load<u32>(entryOf(STATUS), LIST);
  let sum = i64x2.splat(0);
  for (let at = list, end = list + (<usize>touchedOf(bucket, STATUS) << 2); at < end; at += 4) {
    sum = i64x2.add(sum, v128.load(cells + load<u32>(at)));
  }
  return sum;
}

/** Adds the records whose duration is not known: what the others leave. */
function addUnknown(bucket: usize, sum: v128): void {
  const cells = bucket + load<u32>(entryOf(DURATION), CELLS), list = bucket + load<u32>(entryOf(DURATION), LIST);
  const count = touchedOf(bucket, DURATION);
  let rest = sum;
  for (let i: u32 = 0; i < count; i++) rest = i64x2.sub(rest, v128.load(cells + load<u32>(list + (<usize>i << 2))));
  if (!v128.any_true(rest)) return;
  store<u32>(list + (<usize>count << 2), 0);
  store<u32>(bucket + TOUCHED + (<usize>DURATION << 2), count + 1);
  v128.store(cells, rest);
}

/** A status out of its three nibbles. */
function decimal(status: u32): i32 { return (status >> 8) * 100 + ((status >> 4) & 15) * 10 + (status & 15); }

/** What a pair is known by outside: status and number of the name. */
function pairKey(pair: usize): i32 { return decimal(load<u32>(pair)) << NAME_BITS | load<u32>(pair, 4); }

function giveOutCells(bucket: usize, column: u32, most: u32, classes: u32, isCut: bool): void {
  const entry = entryOf(column), names = namesOf(column), isPair = (names & PAIRS) != 0, flags = load<u32>(entry, FLAGS);
  let count: u32 = touchedOf(bucket, column), cells = bucket + <usize>load<u32>(entry, CELLS);
  let list = bucket + <usize>load<u32>(entry, LIST);
  if (isPair) {
    count = pairUp(bucket + <usize>load<u32>(entryOf(STATUS_HOST), CELLS), touchedOf(bucket, STATUS_HOST), names);
    cells = pairCells;
    list = pairList;
  }
  if ((flags & IN_HOURS) != 0) hours.add(load<u32>(bucket, HOUR_OF), column, list, count, cells);
  const kept: u32 = min(count, most), given: u32 = (flags & IN_BUCKETS) == 0 ? 0 : isCut && names != 0 ? kept : count;
  if (names != 0 && count > most) putFirst(list, count, cells, names, most);
  // Pairs are stored by name: sorting what is in order already is quick outside.
  if (isPair && kept > 0) sortFirst(list, kept, kept, names);
  const kind = load<u32>(entry, KIND), bits = load<u32>(entry, BITS);
  for (let i: u32 = 0; i < count; i++) {
    const numberTimes16 = load<u32>(list + (<usize>i << 2)), cell = cells + numberTimes16;
    if (i < given) {
      const number = numberTimes16 >> 4;
      let key: i32 = number << bits | kind;
      if (column == STATUS) key = decimal(number) << bits | kind;
      else if (column == CLASS) key = ((number & (classes - 1)) + 1 << PLACE_BITS | number >> ctz(classes)) << bits;
      else if (isPair) key = pairKey(pairAt(number)) << bits | kind;
      else if (column == SECOND) key = -1 - <i32>number;
      append(key, load<u32>(cell), load<u64>(cell, 8), load<u32>(cell, 4));
    }
    v128.store(cell, i64x2.splat(0));
  }
}
