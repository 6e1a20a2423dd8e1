// Role: the counts of the buckets that are being filled, and which second belongs to which. A bucket that is full goes to
// `tables.ts`. Called by `line.ts`, `fields.ts` and `kernel.ts`.

import {
  CELLS,
  CLASS,
  entryOf,
  FILLED,
  HEADER,
  HOST,
  layOut,
  LIST,
  ROOM,
  SECOND,
  SECTION,
  START,
  STATUS,
  STATUS_HOST,
  STATUS_SECTION,
  TOUCHED,
} from "./dimensions";
import { allocate, SECONDS, SECONDS_SIZE } from "./memory";
import { giveOutBucket } from "./give_out";
import { classOf, FIRST_PAIRED, UNKNOWN } from "./watch";

/** Most buckets that can be filled at the same time; one more gives out one of them. Fewer where they are large. */
const MOST_BUCKETS: u32 = 8, LEAST_BUCKETS: u32 = 2;
/** Bytes of all buckets from which on there are fewer. */
const LARGE: usize = 16 << 20;
let secondCells: usize = 0, sectionCells: usize = 0, hostCells: usize = 0, statusCells: usize = 0;
let hostList: usize = 0, buckets: usize = 0, bucketBytes: usize = 0, bucketCount: u32 = MOST_BUCKETS, room: usize = 0;
let width: u32 = 10, lateness: u64 = 30, newest: u64 = 0, most: u32 = 100;
/** How many dimensions there are, and classes: none without rules. */
let dimensions: u32 = 4, classes: u32 = 0;
/** Numbers × 16 of the pairs of the record that comes next, see `pairs.ts`. */
let statusHost: u32 = 0, statusSection: u32 = 0;
/** Largest time so far, and what is late because of it: all before `watermark`. −1 before the first record. */
export let latest: i64 = -1;
let watermark: i64 = 0;
/** Of the records counted since the summary began; −1 where there are none. */
export let first: i64 = -1, smallest: i64 = -1, largest: i64 = -1;
/** Records given out since then. */
export let accepted: u32 = 0;

/** Sets the sizes of buckets and lateness, seconds, how many names of a dimension are kept and how many classes there are. */
export function initialize(bucketSize: u32, late: u32, kept: u32, classCount: u32): void {
  classes = classCount;
  dimensions = classCount == 0 ? 4 : 7;
  store<u32>(entryOf(STATUS_HOST), 1024, ROOM);
  store<u32>(entryOf(STATUS_SECTION), 256, ROOM);
  store<u32>(entryOf(CLASS), bucketSize * classCount, ROOM);
  width = bucketSize;
  lateness = late;
  most = kept;
  room = 0;
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

/** Makes a dimension's cells enough for so many names; gives all buckets out where they have to move. */
export function reserve(dimension: u32, names: u32): void {
  const entry = entryOf(dimension);
  if (names <= load<u32>(entry, ROOM)) return;
  giveOut();
  while (load<u32>(entry, ROOM) < names) store<u32>(entry, load<u32>(entry, ROOM) << 1, ROOM);
  place();
}

function place(): void {
  const size = layOut(HEADER, dimensions);
  secondCells = load<u32>(entryOf(SECOND), CELLS);
  sectionCells = load<u32>(entryOf(SECTION), CELLS);
  hostCells = load<u32>(entryOf(HOST), CELLS);
  statusCells = load<u32>(entryOf(STATUS), CELLS);
  hostList = load<u32>(entryOf(HOST), LIST);
  // Not a multiple of a page, so that the buckets do not compete for the same lines of the cache.
  bucketBytes = ((size + 4095) & ~4095) + 64;
  bucketCount = MOST_BUCKETS;
  while (bucketCount > LEAST_BUCKETS && bucketBytes * bucketCount > LARGE) bucketCount >>= 1;
  // More room than is needed, so that not every dimension that grows leaves a place behind. Where lists were are cells now.
  if (bucketBytes * bucketCount > room) buckets = allocate(room = max(bucketBytes * bucketCount, room * 2));
  else memory.fill(buckets, 0, bucketBytes * bucketCount);
  memory.fill(SECONDS, 0, SECONDS_SIZE);
}

/** Says which pairs the next record is of, if it is an error. */
export function setPairs(withHost: u32, withSection: u32): void {
  statusHost = withHost;
  statusSection = withSection;
}

/** The bucket of a second, into {@link SECONDS} at `digits` where that is below 256; 0 where it is late or future. */
export function find(time: u64, digits: u32): usize {
  if (time > newest || <i64>time < watermark) return 0;
  if (<i64>time > latest) advance(<i64>time);
  if (first < 0) first = <i64>time;
  if (smallest < 0 || <i64>time < smallest) smallest = <i64>time;
  if (<i64>time > largest) largest = <i64>time;
  const number = <u32>time / width, start = number * width;
  const bucket = buckets + <usize>(number & (bucketCount - 1)) * bucketBytes;
  if (load<u32>(bucket, FILLED) != 0 && load<u32>(bucket, START) != start) {
    accepted += giveOutBucket(bucket, dimensions, most, classes);
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

/** The same with what rules ask for. False, and nothing is counted, where they do not know its names yet. */
export function addWatched(entry: usize, section: u32, host: u32, status: u32, bytes: u64): bool {
  const which = classOf(section >> 4, host >> 4, status);
  if (which == UNKNOWN) return false;
  add(entry, section, host, status, bytes);
  const bucket = <usize>load<u32>(entry), second = load<u32>(entry, 4) - <u32>(bucket + secondCells) >> 4;
  const more = i64x2.replace_lane(i64x2.splat(1), 1, <i64>bytes);
  addNumbered(bucket, CLASS, (second * classes + which) << 4, more);
  if (status < FIRST_PAIRED) return true;
  const counts = i32x4.replace_lane(more, 1, i32(status >= 0x500));
  addNumbered(bucket, STATUS_HOST, statusHost, counts);
  addNumbered(bucket, STATUS_SECTION, statusSection, counts);
  return true;
}

function addNumbered(bucket: usize, dimension: u32, numberTimes16: u32, more: v128): void {
  addTo(bucket, dimension, bucket + load<u32>(entryOf(dimension), CELLS) + numberTimes16, numberTimes16, more);
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
  for (let i: u32 = 0; i < bucketCount; i++) {
    const bucket = buckets + <usize>i * bucketBytes;
    if (load<u32>(bucket, FILLED) != 0) accepted += giveOutBucket(bucket, dimensions, most, classes);
  }
  memory.fill(SECONDS, 0, SECONDS_SIZE);
}
