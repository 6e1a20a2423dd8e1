// Role: the counts of the buckets that are being filled, and which second belongs to which. A bucket that is full goes to
// `tables.ts`. Called by `line.ts`, `fields.ts` and `kernel.ts`.

import { allocate, DIMENSIONS, HOSTS, SECONDS, SECONDS_SIZE, SECTIONS } from "./memory";
import { putFirst } from "./order";
import { append, openTable } from "./tables";

/** Buckets that can be filled at the same time; one more gives out one of them. */
const BUCKETS: u32 = 8;
/** Dimensions of a bucket's cells: kinds of keys, as in `src/domain/cell_key.ts`. */
const SECOND: u32 = 0, SECTION: u32 = 1, HOST: u32 = 2, STATUS: u32 = 3;

// A bucket: its start, whether it is being filled, then per dimension how many cells were touched.
const START: usize = 0, FILLED: usize = 4, TOUCHED: usize = 8, HEADER: usize = 32;

// Of each dimension, in {@link DIMENSIONS}: where in a bucket its cells {hits, failures (32 bits each), bytes} are, where
// the list of those touched, and for how many of them there is room.
const CELLS: usize = 0, LIST: usize = 4, ROOM: usize = 8;

let secondCells: usize = 0, sectionCells: usize = 0, hostCells: usize = 0, statusCells: usize = 0;
let hostList: usize = 0, buckets: usize = 0, bucketBytes: usize = 0;
let width: u32 = 10, lateness: u64 = 30, newest: u64 = 0, most: u32 = 100;
/** Largest time so far, and what is late because of it: all before `watermark`. −1 before the first record. */
export let latest: i64 = -1;
let watermark: i64 = 0;
/** Of the records counted since the summary began; −1 where there are none. */
export let first: i64 = -1, smallest: i64 = -1, largest: i64 = -1;
/** Records given out since then. */
export let accepted: u32 = 0;

/** Sets the sizes of buckets and lateness, seconds, and how many names of a dimension are kept, and makes room. */
export function initialize(bucketSize: u32, late: u32, kept: u32): void {
  width = bucketSize;
  lateness = late;
  most = kept;
  store<u32>(entryOf(SECOND), bucketSize, ROOM);
  store<u32>(entryOf(SECTION), 256, ROOM);
  store<u32>(entryOf(HOST), 4096, ROOM);
  store<u32>(entryOf(STATUS), 4096, ROOM);
  place();
}

/** Begins a summary in view of the largest time so far (−1: none) and the largest that is not "future". */
export function begin(latestBefore: i64, newestTime: u64): void {
  newest = newestTime;
  first = smallest = largest = -1;
  accepted = 0;
  moveTo(latestBefore);
}

/** Sets the largest time so far; what seconds are late is found out anew. */
export function moveTo(time: i64): void {
  latest = time;
  watermark = time - <i64>lateness;
  memory.fill(SECONDS, 0, SECONDS_SIZE);
}

/** Makes the cells large enough for these numbers of names; gives all buckets out where they have to move. */
export function reserve(sections: u32, hosts: u32): void {
  if (sections <= load<u32>(entryOf(SECTION), ROOM) && hosts <= load<u32>(entryOf(HOST), ROOM)) return;
  giveOut();
  while (load<u32>(entryOf(SECTION), ROOM) < sections) store<u32>(entryOf(SECTION), load<u32>(entryOf(SECTION), ROOM) << 1, ROOM);
  while (load<u32>(entryOf(HOST), ROOM) < hosts) store<u32>(entryOf(HOST), load<u32>(entryOf(HOST), ROOM) << 1, ROOM);
  place();
}

function entryOf(dimension: u32): usize {
  return DIMENSIONS + (<usize>dimension << 4);
}

function place(): void {
  let at = HEADER;
  for (let dimension: u32 = 0; dimension < 4; dimension++) {
    store<u32>(entryOf(dimension), <u32>at, CELLS);
    at += <usize>load<u32>(entryOf(dimension), ROOM) << 4;
  }
  for (let dimension: u32 = 0; dimension < 4; dimension++) {
    store<u32>(entryOf(dimension), <u32>at, LIST);
    // One more is written than there are, see `add`.
    at += <usize>(load<u32>(entryOf(dimension), ROOM) + 4) << 2;
  }
  secondCells = load<u32>(entryOf(SECOND), CELLS);
  sectionCells = load<u32>(entryOf(SECTION), CELLS);
  hostCells = load<u32>(entryOf(HOST), CELLS);
  statusCells = load<u32>(entryOf(STATUS), CELLS);
  hostList = load<u32>(entryOf(HOST), LIST);
  // Not a multiple of a page, so that the buckets do not compete for the same lines of the cache.
  bucketBytes = ((at + 4095) & ~4095) + 64;
  buckets = allocate(bucketBytes * BUCKETS);
  memory.fill(SECONDS, 0, SECONDS_SIZE);
}

/** The bucket of a second, into {@link SECONDS} at `digits` where that is below 256; 0 where it is late or future. */
export function find(time: u64, digits: u32): usize {
  if (time > newest || <i64>time < watermark) return 0;
  if (<i64>time > latest) advance(<i64>time);
  if (first < 0) first = <i64>time;
  if (smallest < 0 || <i64>time < smallest) smallest = <i64>time;
  if (<i64>time > largest) largest = <i64>time;
  const number = <u32>time / width, start = number * width;
  const bucket = buckets + <usize>(number & (BUCKETS - 1)) * bucketBytes;
  if (load<u32>(bucket, FILLED) != 0 && load<u32>(bucket, START) != start) {
    giveOutBucket(bucket);
    memory.fill(SECONDS, 0, SECONDS_SIZE);
  }
  store<u32>(bucket, start, START);
  store<u32>(bucket, 1, FILLED);
  const entry = SECONDS + (<usize>min<u32>(digits, 256) << 3);
  store<u32>(entry, <u32>bucket);
  store<u32>(entry, <u32>(bucket + secondCells) + ((<u32>time - start) << 4), 4);
  return entry;
}

/** A later second than all before: those that are late now leave the table of seconds. */
function advance(time: i64): void {
  latest = time;
  watermark = time - <i64>lateness;
  for (let entry = SECONDS; entry < SECONDS + SECONDS_SIZE; entry += 8) {
    const bucket = <usize>load<u32>(entry);
    if (bucket == 0) continue;
    const place = (load<u32>(entry, 4) - <u32>(bucket + secondCells)) >> 4;
    if (<i64>(load<u32>(bucket, START) + place) < watermark) store<u64>(entry, 0);
  }
}

/** Counts a record in a second that {@link find} gave; names by their numbers × 16, the status as three nibbles. */
export function add(entry: usize, section: u32, host: u32, status: u32, bytes: u64): void {
  const bucket = <usize>load<u32>(entry), second = <usize>load<u32>(entry, 4);
  const one = 1 | (<u64>(status >= 0x500) << 32);
  const more = i64x2.replace_lane(i64x2.splat(<i64>one), 1, <i64>bytes);
  addTo(bucket, SECOND, second, <u32>(second - bucket - secondCells), more);
  addTo(bucket, SECTION, bucket + sectionCells + section, section, more);
  addTo(bucket, STATUS, bucket + statusCells + (<usize>status << 4), status << 4, more);
  // Listed whether it is the first time or not: of hosts that is often the case, and a guess would often be wrong.
  const cell = bucket + hostCells + host, before = v128.load(cell);
  const counter = bucket + TOUCHED + (<usize>HOST << 2), touched = load<u32>(counter);
  store<u32>(bucket + hostList + (<usize>touched << 2), host);
  store<u32>(counter, touched + u32(i32x4.extract_lane(before, 0) == 0));
  v128.store(cell, i64x2.add(before, more));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function addTo(bucket: usize, dimension: u32, cell: usize, numberTimes16: u32, more: v128): void {
  const before = v128.load(cell);
  if (i32x4.extract_lane(before, 0) == 0) touch(bucket, dimension, numberTimes16);
  v128.store(cell, i64x2.add(before, more));
}

function touch(bucket: usize, dimension: u32, numberTimes16: u32): void {
  const counter = bucket + TOUCHED + (<usize>dimension << 2), count = load<u32>(counter);
  store<u32>(bucket + load<u32>(entryOf(dimension), LIST) + (<usize>count << 2), numberTimes16);
  store<u32>(counter, count + 1);
}

/** Gives all buckets out. */
export function giveOut(): void {
  for (let i: u32 = 0; i < BUCKETS; i++) {
    const bucket = buckets + <usize>i * bucketBytes;
    if (load<u32>(bucket, FILLED) != 0) giveOutBucket(bucket);
  }
  memory.fill(SECONDS, 0, SECONDS_SIZE);
}

function giveOutBucket(bucket: usize): void {
  let count: u32 = 0;
  for (let i: usize = 0; i < 4; i++) count += load<u32>(bucket + TOUCHED + (i << 2));
  if (count > 0) memory.copy(openTable(load<u32>(bucket, START), count), bucket + TOUCHED, 16);
  for (let dimension: u32 = 0; dimension < 4; dimension++) giveOutCells(bucket, dimension);
  memory.fill(bucket, 0, HEADER);
}

function giveOutCells(bucket: usize, dimension: u32): void {
  const cells = <usize>load<u32>(entryOf(dimension), CELLS), list = <usize>load<u32>(entryOf(dimension), LIST);
  const count = load<u32>(bucket + TOUCHED + (<usize>dimension << 2));
  if (count > most && (dimension == SECTION || dimension == HOST)) {
    putFirst(bucket + list, count, bucket + cells, dimension == HOST ? HOSTS : SECTIONS, most);
  }
  for (let i: u32 = 0; i < count; i++) {
    const numberTimes16 = load<u32>(bucket + list + (<usize>i << 2)), cell = bucket + cells + numberTimes16;
    const number = numberTimes16 >> 4;
    let key: i32 = -1 - <i32>number;
    if (dimension == STATUS) key = ((number >> 8) * 100 + ((number >> 4) & 15) * 10 + (number & 15)) << 2 | STATUS;
    else if (dimension != SECOND) key = number << 2 | dimension;
    else accepted += load<u32>(cell);
    append(key, load<u32>(cell), load<u64>(cell, 8), load<u32>(cell, 4));
    v128.store(cell, i64x2.splat(0));
  }
}
