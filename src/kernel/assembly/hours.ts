// Role: what the buckets that are given out add to their hours, by dimension. Filled by `give_out.ts`, and given out like
// buckets when another hour comes, or the summary ends.

import { HOST, KIND_BITS, kindOf, METHOD, SECTION } from "./dimensions";
import { allocate, HOSTS, HOURS, METHODS, SECTIONS } from "./memory";
import { count } from "./names";
import { append, openHour } from "./tables";

/** Seconds of an hour. */
const HOUR: u32 = 3600;
// Of each dimension, in {@link HOURS}: where its cells {hits, failures (32 bits each), bytes} are, the list of those touched,
// for how many there is room, and how many are touched.
const CELLS: usize = 0, LIST: usize = 4, ROOM: usize = 8, TOUCHED: usize = 12;
/** The hour that is summed up. */
let hour: u32 = 0;

/** Forgets that there is room. */
export function initialize(): void { memory.fill(HOURS, 0, 48); }

function entryOf(dimension: u32): usize { return HOURS + (dimension == SECTION ? 0 : dimension == HOST ? 16 : 32); }

/** Whether a dimension is kept by the hour. */
export function isHourly(dimension: u32): bool { return dimension == SECTION || dimension == HOST || dimension == METHOD; }

/** Turns to the hour of a bucket. */
export function turnTo(start: u32): void {
  const next = start - start % HOUR;
  if (next != hour) give();
  hour = next;
}

/** Adds the cells of a list of numbers × 16. */
export function add(dimension: u32, list: usize, length: u32, from: usize): void {
  const entry = entryOf(dimension), names = count(dimension == SECTION ? SECTIONS : dimension == HOST ? HOSTS : METHODS);
  if (names > load<u32>(entry, ROOM)) reserve(entry, names);
  const cells = <usize>load<u32>(entry, CELLS), touchedList = <usize>load<u32>(entry, LIST);
  let touched = load<u32>(entry, TOUCHED);
  for (let at = list, end = list + (<usize>length << 2); at < end; at += 4) {
    const numberTimes16 = <usize>load<u32>(at), cell = cells + numberTimes16, before = v128.load(cell);
    // Listed whether it is the first time or not: a guess would often be wrong.
    store<u32>(touchedList + (<usize>touched << 2), <u32>numberTimes16);
    touched += u32(i32x4.extract_lane(before, 0) == 0);
    v128.store(cell, i64x2.add(before, v128.load(from + numberTimes16)));
  }
  store<u32>(entry, touched, TOUCHED);
}

/** Makes room for so many names. */
function reserve(entry: usize, names: u32): void {
  const before = load<u32>(entry, ROOM);
  let room: u32 = max<u32>(before, 64);
  while (room < names) room <<= 1;
  const cells = allocate(<usize>room << 4), list = allocate(<usize>(room + 4) << 2);
  if (before > 0) {
    memory.copy(cells, load<u32>(entry, CELLS), <usize>before << 4);
    memory.copy(list, load<u32>(entry, LIST), <usize>load<u32>(entry, TOUCHED) << 2);
  }
  store<u32>(entry, <u32>cells, CELLS);
  store<u32>(entry, <u32>list, LIST);
  store<u32>(entry, room, ROOM);
}

/** Gives the hour out, if it has anything. */
export function give(): void {
  const all = touchedOf(SECTION) + touchedOf(HOST) + touchedOf(METHOD);
  if (all == 0) return;
  openHour(hour, all);
  giveDimension(SECTION);
  giveDimension(HOST);
  giveDimension(METHOD);
}

function touchedOf(dimension: u32): u32 { return load<u32>(entryOf(dimension), TOUCHED); }

function giveDimension(dimension: u32): void {
  const entry = entryOf(dimension), cells = <usize>load<u32>(entry, CELLS), list = <usize>load<u32>(entry, LIST);
  for (let i: u32 = 0; i < load<u32>(entry, TOUCHED); i++) {
    const numberTimes16 = load<u32>(list + (<usize>i << 2)), cell = cells + numberTimes16;
    append(numberTimes16 >> 4 << KIND_BITS | kindOf(dimension), load<u32>(cell), load<u64>(cell, 8), load<u32>(cell, 4));
    v128.store(cell, i64x2.splat(0));
  }
  store<u32>(entry, 0, TOUCHED);
}
