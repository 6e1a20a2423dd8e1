// Role: what is counted of a record, as columns: the dimensions, seconds, and what only rules ask for. A table of them says
// which are counted, where in a bucket their cells are, and what keys they are given out with; `kernel/columns.ts` fills it.

import { COLUMNS, GIVEN, NAMES } from "./memory";

/** Dimensions whose values are names, by the numbers of their name tables (`names.ts`). */
export const SECTION: u32 = 0, HOST: u32 = 1, METHOD: u32 = 2, ROUTE: u32 = 3, PATH: u32 = 4, REFERRER: u32 = 5, SITE: u32 = 6;
export const AGENT: u32 = 7, PROTOCOL: u32 = 8, VHOST: u32 = 9, ROUTE_DURATION: u32 = 10, NOT_FOUND: u32 = 11;
/** Likewise the heads of requests, up to the end of the path, which tell several dimensions at once (`heads.ts`). */
export const HEAD: u32 = 12;
/** How many name tables there are. */
export const NAMED: u32 = 13;
/** Referrers that tell their site, too; their numbers are those of {@link REFERRER}. The last column that only hours have. */
export const LINK: u32 = 13, HOURLY: u32 = 14;
/** Dimensions whose values are numbers. */
export const STATUS: u32 = 15, DURATION: u32 = 20;
/** Seconds; what only rules ask for: pairs of errors, and classes, of which each second has its own cell. */
export const SECOND: u32 = 16, STATUS_HOST: u32 = 17, STATUS_SECTION: u32 = 18, CLASS: u32 = 19;
/** How many columns there may be. */
export const MOST_COLUMNS: u32 = 24;

/**
 * What a column's flags say: tables of buckets have a place for it; it has cells in buckets; hours have the sums of them or,
 * without those, cells of their own.
 */
export const IS_GIVEN: u32 = 1, IN_BUCKETS: u32 = 2, IN_HOURS: u32 = 4;

// A bucket: its start, whether it is being filled, its hour (`hours.ts`), then per column how many cells were touched.
export const START: usize = 0, FILLED: usize = 4, HOUR_OF: usize = 8, TOUCHED: usize = 16, HEADER: usize = 128;

// Of each column, in {@link COLUMNS}: where in a bucket its cells {hits, failures (32 bits each), bytes} are, where the list
// of those touched, and for how many of them there is room; flags; the kind of its keys, as in `domain/counting/cell_key.ts`, and
// how many bits that takes; for how many an hour has room.
export const CELLS: usize = 0, LIST: usize = 4, ROOM: usize = 8, FLAGS: usize = 12, KIND: usize = 16, BITS: usize = 20;
export const HOUR_ROOM: usize = 24;

/** Bits of a second's place in the key of a class, of the name's number in that of a pair. */
export const PLACE_BITS: u32 = 17, NAME_BITS: u32 = 18;

/** Where these numbers of a column are. */
export function entryOf(column: u32): usize { return COLUMNS + (<usize>column << 5); }

/** The name table of a dimension. */
export function tableOf(column: u32): usize { return NAMES + (<usize>column << 6); }

/** Flags that say where a column is counted; 0 where it is not. */
export function flagsOf(column: u32): u32 { return load<u32>(entryOf(column), FLAGS) & (IN_BUCKETS | IN_HOURS); }

/**
 * Takes the columns over: so many {column, flags, kind of its keys, bits of it}. Tables are given out with theirs in this
 * order, seconds before them.
 */
export function setColumns(from: usize, count: u32): void {
  memory.fill(COLUMNS, 0, <usize>MOST_COLUMNS << 5);
  store<u32>(entryOf(SECOND), IN_BUCKETS, FLAGS);
  let given: u32 = 0;
  store<u32>(GIVEN, SECOND, 4);
  for (let numbers = from; numbers < from + (<usize>count << 4); numbers += 16) {
    const column = load<u32>(numbers), flags = load<u32>(numbers, 4), entry = entryOf(column);
    store<u32>(entry, flags, FLAGS);
    store<u64>(entry, load<u64>(numbers, 8), KIND);
    if ((flags & IS_GIVEN) != 0) store<u32>(GIVEN + (<usize>++given << 2), column, 4);
  }
  store<u32>(GIVEN, given + 1);
}

/** How many columns tables have. */
export function givenCount(): u32 { return load<u32>(GIVEN); }

/** The column at a place of a table. */
export function givenAt(place: u32): u32 { return load<u32>(GIVEN + (<usize>place << 2), 4); }

/** Gives all columns their places in a bucket, from {@link HEADER} on; gives its size. */
export function layOut(): usize {
  let at = HEADER;
  for (let column: u32 = 0; column < MOST_COLUMNS; column++) {
    store<u32>(entryOf(column), <u32>at, CELLS);
    at += <usize>load<u32>(entryOf(column), ROOM) << 4;
  }
  for (let column: u32 = 0; column < MOST_COLUMNS; column++) {
    if (load<u32>(entryOf(column), ROOM) == 0) continue;
    store<u32>(entryOf(column), <u32>at, LIST);
    // One more is written than there are, see `add` in `counts.ts`.
    at += <usize>(load<u32>(entryOf(column), ROOM) + 4) << 2;
  }
  return at;
}
