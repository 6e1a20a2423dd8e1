// Role: what one record adds to the cells of its bucket (`buckets.ts`).

import { classes, giveOutPart, hostCells, secondCells, sectionCells, statusCells } from "./buckets";
import { hasMore, hasNotFound, hasRouteDurations, hasRoutes } from "./counted";
import { AGENT, CELLS, CLASS, DURATION, entryOf, HOST, HOUR_OF, LIST, METHOD, ROOM, ROUTE, SECOND } from "./dimensions";
import { SECTION, STATUS, STATUS_HOST, TOUCHED } from "./dimensions";
import { addOne, addValues, numberOf } from "./hours";
import { MOST_ERRORS } from "./pairs";
import { method } from "./short_names";
import { isComplete, setPairs } from "./value_pairs";
import { valueOf } from "./values";
import { addVisitor, hasVisitors } from "./visitors";
import { classOf, FIRST_PAIRED, isWatching, UNKNOWN } from "./watch";

/**
 * Counts a record in a second that `find` of `buckets.ts` gave; names by their numbers × 16, the status as three nibbles. The
 * method is that of `short_names.ts`.
 * False, and nothing is counted, where rules do not know its names yet.
 */
export function add(entry: usize, section: u32, host: u32, status: u32, bytes: u64): bool {
  let which: u32 = 0;
  if (isWatching && (which = classOf(section >> 4, host >> 4, status)) == UNKNOWN) return false;
  const bucket = <usize>load<u32>(entry), second = <usize>load<u32>(entry, 4);
  const more = oneOf(status, bytes);
  addTo(bucket, SECOND, second, <u32>(second - bucket - secondCells), more);
  addTo(bucket, SECTION, bucket + sectionCells + section, section, more);
  addTo(bucket, STATUS, bucket + statusCells + (<usize>status << 4), status << 4, more);
  if (method != 0) addOne(load<u32>(bucket, HOUR_OF), METHOD, method, more);
  list(bucket, HOST, bucket + hostCells + host, host, more);
  if (hasMore) addMore(bucket, host, status, bytes);
  if (!isWatching) return true;
  const number = (<u32>(second - bucket - secondCells) >> 4) * classes + which << 4;
  list(bucket, CLASS, bucket + load<u32>(entryOf(CLASS), CELLS) + number, number, i32x4.replace_lane(more, 1, 0));
  // An error or not: it is written, and stays where it is one.
  const counter = bucket + TOUCHED + (<usize>STATUS_HOST << 2), errors = load<u32>(counter);
  const error = i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(host), 1, section), 2, status);
  const place = bucket + load<u32>(entryOf(STATUS_HOST), CELLS) + (<usize>errors << 4);
  v128.store(place, i32x4.replace_lane(error, 3, <u32>bytes));
  store<u32>(counter, errors + u32(status >= FIRST_PAIRED));
  if (errors + 1 == MOST_ERRORS) giveOutPart(bucket);
  return true;
}

/** Hits, failures and bytes of one record. */
function oneOf(status: u32, bytes: u64): v128 {
  return i64x2.replace_lane(i64x2.splat(<i64>(1 | (<u64>(status >= 0x500) << 32))), 1, <i64>bytes);
}

/** Adds to what not every source counts: by the values of the record. */
export function addMore(bucket: usize, host: u32, status: u32, bytes: u64): void {
  const more = oneOf(status, bytes), hour = load<u32>(bucket, HOUR_OF);
  if ((hasRouteDurations || hasNotFound) && !isComplete) setPairs(status);
  addValues(hour, more);
  if (hasVisitors) addVisitor(numberOf(hour), host, valueOf(AGENT));
  if (hasRoutes) {
    const route = valueOf(ROUTE);
    list(bucket, ROUTE, bucket + load<u32>(entryOf(ROUTE), CELLS) + route, route, more);
  }
  // Those that are not known are the rest. There is no room where durations are wanted for pairs alone.
  const bin = valueOf(DURATION);
  if (bin != 0 && load<u32>(entryOf(DURATION), ROOM) != 0) {
    list(bucket, DURATION, bucket + load<u32>(entryOf(DURATION), CELLS) + bin, bin, more);
  }
}

/** Adds to a cell that is often the first time touched: listed whether it is or not, because a guess would often be wrong. */
function list(bucket: usize, column: u32, cell: usize, numberTimes16: u32, more: v128): void {
  const before = v128.load(cell), counter = bucket + TOUCHED + (<usize>column << 2), touched = load<u32>(counter);
  store<u32>(bucket + load<u32>(entryOf(column), LIST) + (<usize>touched << 2), numberTimes16);
  store<u32>(counter, touched + u32(i32x4.extract_lane(before, 0) == 0));
  v128.store(cell, i64x2.add(before, more));
}

function addTo(bucket: usize, column: u32, cell: usize, numberTimes16: u32, more: v128): void {
  const before = v128.load(cell);
  if (i32x4.extract_lane(before, 0) == 0) touch(bucket, column, numberTimes16);
  v128.store(cell, i64x2.add(before, more));
}

function touch(bucket: usize, column: u32, numberTimes16: u32): void {
  const counter = bucket + TOUCHED + (<usize>column << 2), count = load<u32>(counter);
  store<u32>(bucket + load<u32>(entryOf(column), LIST) + (<usize>count << 2), numberTimes16);
  store<u32>(counter, count + 1);
}
