// Role: the buckets that are being filled, and which second belongs to which. What a record adds to one is in `counts.ts`; one
// that is full goes to `give_out.ts`.

import { CELLS, CLASS, DURATION, entryOf, FILLED, flagsOf, HOST, HOUR_OF, layOut, ROOM, ROUTE, SECOND } from "./dimensions";
import { SECTION, START, STATUS, STATUS_HOST, STATUS_SECTION } from "./dimensions";
import { allocate, SECONDS, SECONDS_SIZE } from "./memory";
import { giveOutBucket } from "./give_out";
import * as hours from "./hours";
import { MOST_ERRORS } from "./pairs";

/**
 * Most buckets that can be filled at the same time; one more gives out one of them. Fewer where they are large, or where half as
 * many reach over the lateness of one log: they stay in the cache.
 */
const MOST_BUCKETS: u32 = 8, LEAST_BUCKETS: u32 = 2;
/** Bytes of all buckets from which on there are fewer. */
const LARGE: usize = 8 << 20;
/** Where in a bucket the cells of a column are. */
export let secondCells: usize = 0, sectionCells: usize = 0, hostCells: usize = 0, statusCells: usize = 0;
/** The bucket that was found last; 0 once it may lie elsewhere. */
export let found: usize = 0;
let buckets: usize = 0, bucketBytes: usize = 0, bucketCount: u32 = MOST_BUCKETS, room: usize = 0;
let width: u32 = 10, lateness: u64 = 30, oldest: i64 = 0, newest: i64 = 0, most: u32 = 100;
/** How many classes there are: none without rules. */
export let classes: u32 = 0;
/**
 * Event time, and what is late because of it: all before `watermark`. −1 before the first record. Later times than `limit` do
 * not move it by themselves (`domain/counting/log_clock.ts`): they are for the reference.
 */
export let latest: i64 = -1;
let watermark: i64 = 0, limit: i64 = -1, maxJump: i64 = 0;
/** What is earlier is late or left out: for the reference. */
let floor: i64 = 0;
/** Of the records counted since the summary began; −1 where there are none. */
export let first: i64 = -1, smallest: i64 = -1;
/**
 * Largest time of any record before the summary (−1: unknown). Buckets that start up to `openUpTo` may be incomplete here.
 */
let before: i64 = -1, openUpTo: i64 = -1;
/** Where a summary is of several logs: the smallest watermark of the others, and the largest event time of any. */
let others: i64 = i64.MAX_VALUE, reach: i64 = -1;
/** Records given out since then, and whether logs are summed up that are behind each other by a turn. */
export let accepted: u32 = 0, isOfSeveral: bool = false;

/**
 * Sets the sizes of buckets, lateness and the longest jump, seconds, how many names of a dimension are kept and how many
 * classes there are.
 */
export function initialize(bucketSize: u32, late: u32, kept: u32, classCount: u32, jump: f64): void {
  maxJump = <i64>jump;
  classes = classCount;
  // The errors, of which both kinds of pairs are made.
  store<u32>(entryOf(STATUS_HOST), classCount == 0 ? 0 : MOST_ERRORS, ROOM);
  store<u32>(entryOf(STATUS_SECTION), 0, ROOM);
  store<u32>(entryOf(CLASS), bucketSize * classCount, ROOM);
  width = bucketSize;
  lateness = late;
  most = kept;
  room = 0;
  store<u32>(entryOf(SECOND), bucketSize, ROOM);
  store<u32>(entryOf(SECTION), 256, ROOM);
  store<u32>(entryOf(HOST), 4096, ROOM);
  store<u32>(entryOf(STATUS), 4096, ROOM);
  store<u32>(entryOf(DURATION), flagsOf(DURATION) != 0 ? 1024 : 0, ROOM);
  store<u32>(entryOf(ROUTE), flagsOf(ROUTE) != 0 ? 256 : 0, ROOM);
  place();
}

/**
 * Begins a summary in view of the event time (see {@link moveTo}), the largest time that any record before it had (−1: not
 * known), and the oldest and the newest time that is accepted.
 */
export function begin(latestBefore: f64, isOpen: bool, furthest: f64, oldestTime: f64, newestTime: f64): void {
  oldest = <i64>oldestTime;
  newest = <i64>newestTime;
  before = <i64>furthest;
  openUpTo = reach = -1;
  first = smallest = -1;
  accepted = 0;
  others = i64.MAX_VALUE;
  moveTo(latestBefore, isOpen);
}

/**
 * Turns to another log of the same summary: its event time, as {@link moveTo}, the largest time that any record had before the
 * summary, and the smallest event time of the other logs (−1: one has none).
 */
export function turn(latestOfLog: f64, isOpen: bool, furthest: f64, othersLatest: f64): void {
  reach = max(reach, latest);
  before = <i64>furthest;
  others = othersLatest < 0 ? -1 : <i64>othersLatest - <i64>lateness;
  first = smallest = -1;
  if (!isOfSeveral) { isOfSeveral = true; place(); }
  moveTo(latestOfLog, isOpen);
}

/**
 * Sets the event time; what seconds are late is found out anew. Before there is one (−1), any record sets it. Unless
 * `isOpen`, all records are for the reference.
 */
export function moveTo(time: f64, isOpen: bool): void {
  latest = <i64>time;
  watermark = latest - <i64>lateness;
  floor = max(watermark, oldest);
  limit = !isOpen ? -1 : latest < 0 ? newest : min(newest, latest + maxJump);
  memory.fill(SECONDS, 0, SECONDS_SIZE);
}

/** Makes a column's cells enough for so many names; gives all buckets out where they have to move. */
export function reserve(column: u32, names: u32): void {
  const entry = entryOf(column);
  if (names <= load<u32>(entry, ROOM)) return;
  giveOut();
  keepOpen(<f64>max(latest, reach));
  while (load<u32>(entry, ROOM) < names) store<u32>(entry, load<u32>(entry, ROOM) << 1, ROOM);
  place();
}

function place(): void {
  found = 0;
  const size = layOut();
  secondCells = load<u32>(entryOf(SECOND), CELLS);
  sectionCells = load<u32>(entryOf(SECTION), CELLS);
  hostCells = load<u32>(entryOf(HOST), CELLS);
  statusCells = load<u32>(entryOf(STATUS), CELLS);
  // Not a multiple of a page, so that the buckets do not compete for the same lines of the cache.
  bucketBytes = ((size + 4095) & ~4095) + 64;
  const spanned: u32 = isOfSeveral ? u32.MAX_VALUE : <u32>lateness;
  for (bucketCount = MOST_BUCKETS; bucketCount > LEAST_BUCKETS; bucketCount >>= 1) {
    if (bucketBytes * bucketCount <= LARGE && (bucketCount / 2 - 1) * width < spanned) break;
  }
  // More room than is needed, so that not every column that grows leaves a place behind. Where lists were are cells now.
  if (bucketBytes * bucketCount > room) buckets = allocate(room = max(bucketBytes * bucketCount, room * 2));
  else memory.fill(buckets, 0, bucketBytes * bucketCount);
  memory.fill(SECONDS, 0, SECONDS_SIZE);
}

/**
 * The bucket of a second, into {@link SECONDS} at `digits` where that is below 256; 0 where it is for the reference: late, a
 * jump, future or left out.
 */
export function find(time: u64, digits: u32): usize {
  if (<i64>time > limit || <i64>time < floor) return 0;
  if (<i64>time > latest) advance(<i64>time);
  if (first < 0) first = <i64>time;
  if (smallest < 0 || <i64>time < smallest) smallest = <i64>time;
  const number = <u32>time / width, start = number * width, bucket = buckets + <usize>(number & (bucketCount - 1)) * bucketBytes;
  if (load<u32>(bucket, FILLED) != 0 && load<u32>(bucket, START) != start) giveOutPart(bucket);
  const hour = hours.hourAt(start);
  if (hours.isOther(hour, start)) turnHour(hour, start);
  found = bucket;
  store<u32>(bucket, start, START);
  store<u32>(bucket, 1, FILLED);
  store<u32>(bucket, <u32>hour, HOUR_OF);
  const entry = SECONDS + (<usize>min<u32>(digits, 256) << 3);
  store<u32>(entry, <u32>bucket);
  store<u32>(entry, <u32>(bucket + secondCells) + ((<u32>time - start) << 4), 4);
  return entry;
}

/** Where the hour of the bucket of a time is summed up. */
export function hourOf(time: u64): usize { return hours.hourAt(<u32>time / width * width); }

/** Begins the hour of a time in the place of another one, whose buckets are given out before it. */
function turnHour(hour: usize, time: u32): void {
  for (let i: u32 = 0; i < bucketCount; i++) {
    const bucket = buckets + <usize>i * bucketBytes;
    if (load<u32>(bucket, FILLED) != 0 && load<u32>(bucket, HOUR_OF) == <u32>hour) giveOutPart(bucket);
  }
  hours.begin(hour, time);
}

/** A later second than all before: those that are late now leave the table of seconds. */
function advance(time: i64): void {
  latest = time;
  watermark = time - <i64>lateness;
  floor = max(watermark, oldest);
  limit = min(newest, time + maxJump);
  for (let entry = SECONDS; entry < SECONDS + SECONDS_SIZE; entry += 8) {
    const bucket = <usize>load<u32>(entry);
    if (bucket == 0) continue;
    const place = (load<u32>(entry, 4) - <u32>(bucket + secondCells)) >> 4;
    if (<i64>(load<u32>(bucket, START) + place) < watermark) store<u64>(entry, 0);
  }
}

/** Gives a bucket out to which more may come. */
export function giveOutPart(bucket: usize): void {
  if (!isFinal(bucket)) keepOpen(<f64>load<u32>(bucket, START));
  giveOutOne(bucket);
  memory.fill(SECONDS, 0, SECONDS_SIZE);
}

/** Marks the bucket of this time, and all before it, as incomplete here: fallback lines may have more. */
export function keepOpen(time: f64): void { openUpTo = max(openUpTo, <i64>time); }

/** Gives all buckets out. */
export function giveOut(): void {
  for (let i: u32 = 0; i < bucketCount; i++) {
    const bucket = buckets + <usize>i * bucketBytes;
    if (load<u32>(bucket, FILLED) != 0) giveOutOne(bucket);
  }
  memory.fill(SECONDS, 0, SECONDS_SIZE);
}

function isFinal(bucket: usize): bool { return <i64>load<u32>(bucket, START) + <i64>width <= min(watermark, others); }

/** Gives a bucket out; only the kept names where it is final and complete. */
function giveOutOne(bucket: usize): void {
  // No record on time lies further back than the lateness: what came before the summary is not later than this.
  const openTo = max(before >= 0 ? before : smallest + <i64>lateness, openUpTo);
  const isWhole = isFinal(bucket) && <i64>load<u32>(bucket, START) > openTo;
  accepted += giveOutBucket(bucket, most, classes, isWhole);
}
