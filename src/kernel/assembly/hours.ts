// Role: what hours sum up: of columns with cells in buckets what the buckets that are given out hold (`give_out.ts`), of the
// others what each record adds; but not under a column's first number, whose counts are what the others leave. Two
// are summed up at a time, so that records may go to and fro at the turn of an hour; one is given out like a bucket when
// another one takes its place, or the summary ends.

import { hasHeads, hasLinks, hasNotFound, hasProtocols, hasRouteDurations } from "./counted";
import { AGENT, BITS, entryOf, flagsOf, HEAD, HOUR_ROOM, HOURLY, IN_BUCKETS, IN_HOURS, KIND, LINK } from "./dimensions";
import { METHOD, NOT_FOUND, PATH, PROTOCOL, REFERRER, ROUTE_DURATION, SITE, tableOf, VHOST } from "./dimensions";
import { allocate, HOURS } from "./memory";
import { moreOf } from "./names";
import { append, openHour } from "./tables";
import { valueOf } from "./values";
import * as visitors from "./visitors";

/** Seconds of an hour. */
const HOUR: u32 = 3600;
// An hour: its start; the sum {hits, failures (32 bits each), bytes} of the buckets that were given out; then, of each column,
// where its cells are, marks of those touched, a byte for 64 of them; and, when it is given out, the list of them, and how many
// there are.
const STARTS: usize = 0, SUM: usize = 16, FIRST: usize = 64;
const CELLS: usize = 0, MARKS: usize = 4, LIST: usize = 8, TOUCHED: usize = 12;
/** Cells of a mark, as a power of two; bytes of marks that are looked at together. */
const MARKED: u32 = 6, AT_ONCE: u32 = 8;
/** Bytes of an hour. */
const SIZE: usize = 0x200, END: usize = HOURS + 2 * SIZE;

/** Forgets everything, also that there is room. */
export function initialize(): void { memory.fill(HOURS, 0, 2 * SIZE); }

function placeOf(hour: usize, column: u32): usize { return hour + FIRST + (<usize>column << 4); }

/** Where the hour of a time is summed up. */
export function hourAt(time: u32): usize { return HOURS + (<usize>(time / HOUR) & 1) * SIZE; }

/** Where the cells of one of its columns are. */
export function cellsOf(hour: usize, column: u32): usize { return load<u32>(placeOf(hour, column), CELLS); }

/** Which of the two it is: 0 or 1. */
export function numberOf(hour: usize): usize { return (hour - HOURS) / SIZE; }

/** Whether another hour is summed up there. */
export function isOther(hour: usize, time: u32): bool { return load<u32>(hour, STARTS) != time - time % HOUR; }

/** Gives what is summed up there out, and begins the hour of a time. */
export function begin(hour: usize, time: u32): void {
  giveOne(hour);
  store<u32>(hour, time - time % HOUR, STARTS);
}

/** Adds a bucket's sum. */
export function addSum(hour: usize, sum: v128): void { v128.store(hour + SUM, i64x2.add(v128.load(hour + SUM), sum)); }

/** Adds a record by its values (`values.ts`). */
export function addValues(hour: usize, more: v128): void {
  // The first one, too, where it is as usual as others: a guess would often be wrong.
  if (hasHeads) addCell(placeOf(hour, HEAD), valueOf(HEAD), more);
  if (hasLinks) addCell(placeOf(hour, LINK), valueOf(LINK), more);
  if (visitors.hasVisitors) addCell(placeOf(hour, AGENT), valueOf(AGENT), more);
  if (hasProtocols) addCell(placeOf(hour, PROTOCOL), valueOf(PROTOCOL), more);
  addOne(hour, VHOST, valueOf(VHOST), more);
  if (hasRouteDurations) addOne(hour, ROUTE_DURATION, valueOf(ROUTE_DURATION), more);
  if (hasNotFound) addOne(hour, NOT_FOUND, valueOf(NOT_FOUND), more);
}

/** Adds a record to one column. */
export function addOne(hour: usize, column: u32, numberTimes16: u32, more: v128): void {
  if (numberTimes16 != 0) addCell(placeOf(hour, column), numberTimes16, more);
}

/** Adds a record that was read elsewhere to what heads and links tell of others: numbers × 16. */
export function addOthers(hour: usize, path: u32, referrer: u32, site: u32, status: u32, bytes: u64): void {
  const one = 1 | (<u64>(status >= 0x500) << 32), more = i64x2.replace_lane(i64x2.splat(<i64>one), 1, <i64>bytes);
  addCounted(hour, PATH, path, more);
  addCounted(hour, REFERRER, referrer, more);
  addCounted(hour, SITE, site, more);
}

function isHourOnly(column: u32): bool { return (flagsOf(column) & (IN_BUCKETS | IN_HOURS)) == IN_HOURS; }

function addCell(place: usize, numberTimes16: u32, more: v128): void {
  const cell = <usize>load<u32>(place, CELLS) + numberTimes16;
  mark(place, numberTimes16);
  v128.store(cell, i64x2.add(v128.load(cell), more));
}

function mark(place: usize, cell: u32): void { store<u8>(<usize>load<u32>(place, MARKS) + (cell >> 4 + MARKED), 1); }

/** Adds the cells of a list of numbers × 16. */
export function add(hour: usize, column: u32, list: usize, length: u32, from: usize): void {
  const place = placeOf(hour, column), cells = <usize>load<u32>(place, CELLS);
  for (let at = list, end = list + (<usize>length << 2); at < end; at += 4) {
    const numberTimes16 = <usize>load<u32>(at), cell = cells + numberTimes16;
    mark(place, <u32>numberTimes16);
    v128.store(cell, i64x2.add(v128.load(cell), v128.load(from + numberTimes16)));
  }
}

/** Makes room in both hours for so many names of a dimension. */
export function reserve(column: u32, names: u32): void {
  const before = load<u32>(entryOf(column), HOUR_ROOM);
  if (names <= before || column < HEAD && (flagsOf(column) & IN_HOURS) == 0) return;
  let room = max<u32>(before, 64);
  while (room < names) room <<= 1;
  for (let hour = HOURS; hour < END; hour += SIZE) {
    const place = placeOf(hour, column), cells = allocate(<usize>room * 21 + 16), marks = cells + (<usize>room << 4);
    if (before > 0) {
      memory.copy(cells, load<u32>(place, CELLS), <usize>before << 4);
      memory.copy(marks, load<u32>(place, MARKS), before);
    }
    store<u32>(place, <u32>cells, CELLS);
    store<u32>(place, <u32>marks, MARKS);
    store<u32>(place, <u32>marks + room, LIST);
  }
  store<u32>(entryOf(column), room, HOUR_ROOM);
}

/** Gives both hours out. */
export function give(): void { for (let hour = HOURS; hour < END; hour += SIZE) giveOne(hour); }

/** Gives one out, if it has anything; all its buckets are. */
function giveOne(hour: usize): void {
  visitors.give(numberOf(hour), load<u32>(hour, STARTS));
  resolve(hour);
  let all: u32 = 0;
  for (let column: u32 = 0; column < HEAD; column++) {
    const place = placeOf(hour, column);
    listTouched(place, load<u32>(entryOf(column), HOUR_ROOM));
    // Not every record has one of what was not found.
    if (isHourOnly(column) && column != NOT_FOUND) addFirst(place, v128.load(hour + SUM));
    all += load<u32>(place, TOUCHED);
  }
  v128.store(hour + SUM, i64x2.splat(0));
  if (all == 0) return;
  openHour(load<u32>(hour, STARTS), all);
  for (let column: u32 = 0; column < HEAD; column++) giveColumn(placeOf(hour, column), entryOf(column));
}

/** Lists the cells that were touched, of a column that has room for so many, and takes their marks away. */
function listTouched(place: usize, room: u32): void {
  const cells = <usize>load<u32>(place, CELLS), marks = <usize>load<u32>(place, MARKS), list = <usize>load<u32>(place, LIST);
  let touched: u32 = 0;
  for (let at: u32 = 0; at < room >> MARKED; at += AT_ONCE) {
    if (load<u64>(marks + at) == 0) continue;
    store<u64>(marks + at, 0);
    for (let numberTimes16 = at << 4 + MARKED; numberTimes16 < min(at + AT_ONCE << MARKED, room) << 4; numberTimes16 += 16) {
      if (load<u32>(cells + numberTimes16) != 0) store<u32>(list + (<usize>(touched++) << 2), numberTimes16);
    }
  }
  store<u32>(place, touched, TOUCHED);
}

/** Adds what heads and links hold to what they tell. */
function resolve(hour: usize): void {
  for (let column = HEAD; column < HOURLY; column++) {
    const place = placeOf(hour, column), cells = <usize>load<u32>(place, CELLS), list = <usize>load<u32>(place, LIST);
    listTouched(place, load<u32>(entryOf(column), HOUR_ROOM));
    for (let i: u32 = 0; i < load<u32>(place, TOUCHED); i++) {
      const numberTimes16 = load<u32>(list + (<usize>i << 2)), cell = cells + numberTimes16, sum = v128.load(cell);
      const more = moreOf(tableOf(column == HEAD ? HEAD : REFERRER), numberTimes16 >> 4);
      if (column == HEAD) {
        addCounted(hour, METHOD, load<u32>(more, 4), sum);
        addCounted(hour, PATH, load<u32>(more, 8), sum);
      } else {
        addCounted(hour, REFERRER, numberTimes16, sum);
        addCounted(hour, SITE, load<u32>(more) & ~1, sum);
      }
      v128.store(cell, i64x2.splat(0));
    }
  }
}

function addCounted(hour: usize, column: u32, numberTimes16: u32, sum: v128): void {
  if (isHourOnly(column)) addOne(hour, column, numberTimes16, sum);
}

/** Adds to the first cell of a column what the others leave of the sum. */
function addFirst(place: usize, sum: v128): void {
  const cells = <usize>load<u32>(place, CELLS), list = <usize>load<u32>(place, LIST), touched = load<u32>(place, TOUCHED);
  let rest = sum;
  for (let i: u32 = 0; i < touched; i++) rest = i64x2.sub(rest, v128.load(cells + load<u32>(list + (<usize>i << 2))));
  if (!v128.any_true(rest)) return;
  // It may be listed already, as the first one; else there is room.
  store<u32>(list + (<usize>touched << 2), 0);
  store<u32>(place, touched + u32(load<u32>(cells) == 0), TOUCHED);
  v128.store(cells, i64x2.add(v128.load(cells), rest));
}

function giveColumn(place: usize, entry: usize): void {
  const kind = load<u32>(entry, KIND), bits = load<u32>(entry, BITS);
  const cells = <usize>load<u32>(place, CELLS), list = <usize>load<u32>(place, LIST);
  for (let i: u32 = 0; i < load<u32>(place, TOUCHED); i++) {
    const numberTimes16 = load<u32>(list + (<usize>i << 2)), cell = cells + numberTimes16;
    append(numberTimes16 >> 4 << bits | kind, load<u32>(cell), load<u64>(cell, 8), load<u32>(cell, 4));
    v128.store(cell, i64x2.splat(0));
  }
  store<u32>(place, 0, TOUCHED);
}
