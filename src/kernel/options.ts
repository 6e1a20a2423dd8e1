// Role: how the kernel adds records up, and the sizes of its input.

import type { Counting } from "../domain/analysis.ts";

/** Room before the input for the beginning of a line that ends in it, bytes; see `kernel/assembly/memory.ts`. */
export const CARRY = 1 << 17;
/** Bytes that are read at once: they should still be in the cache when they are counted. */
export const CHUNK = 1 << 18;
/** Buckets that the kernel fills at the same time, at most; see `kernel/assembly/buckets.ts`. */
export const MOST_BUCKETS = 8;
/** Tables of a range, of which a bucket and an hour may have several, above which it is better read in small pieces. */
export const MOST_TABLES = 8192;
/** A jump from anywhere to the largest time there is, seconds. */
export const FARTHEST = 2 ** 40;

/** What decides how the kernel adds records up. */
export type KernelOptions = Counting;
