// Role: the dimensions of a bucket's cells, and where in a bucket the cells of each are.

import { DIMENSIONS } from "./memory";

/** Dimensions, in the order in which a table that is given out holds their cells. */
export const SECOND: u32 = 0, SECTION: u32 = 1, HOST: u32 = 2, STATUS: u32 = 3, METHOD: u32 = 4;
/** Those that only rules ask for; of a class, each second has its own cell. */
export const STATUS_HOST: u32 = 5, STATUS_SECTION: u32 = 6, CLASS: u32 = 7;
/** Bits of a key that say which, those of a second's place in the key of a class, of the name's number in that of a pair. */
export const KIND_BITS: u32 = 3, PLACE_BITS: u32 = 17, NAME_BITS: u32 = 18;

// A bucket: its start, whether it is being filled, then per dimension how many cells were touched.
export const START: usize = 0, FILLED: usize = 4, TOUCHED: usize = 8, HEADER: usize = 64;

// Of each dimension, in {@link DIMENSIONS}: where in a bucket its cells {hits, failures (32 bits each), bytes} are, where
// the list of those touched, and for how many of them there is room.
export const CELLS: usize = 0, LIST: usize = 4, ROOM: usize = 8;

/** The kind of a dimension's keys, as in `domain/counting/cell_key.ts`. */
export function kindOf(dimension: u32): u32 { return dimension == METHOD ? 6 : dimension > METHOD ? dimension - 1 : dimension; }

/** Where these three numbers of a dimension are. */
export function entryOf(dimension: u32): usize { return DIMENSIONS + (<usize>dimension << 4); }

/** Gives the first dimensions their places in a bucket, from `start` on; gives its size. */
export function layOut(start: usize, count: u32): usize {
  let at = start;
  for (let dimension: u32 = 0; dimension < count; dimension++) {
    store<u32>(entryOf(dimension), <u32>at, CELLS);
    at += <usize>load<u32>(entryOf(dimension), ROOM) << 4;
  }
  for (let dimension: u32 = 0; dimension < count; dimension++) {
    store<u32>(entryOf(dimension), <u32>at, LIST);
    // One more is written than there are, see `add` in `buckets.ts`.
    at += <usize>(load<u32>(entryOf(dimension), ROOM) + 4) << 2;
  }
  return at;
}
