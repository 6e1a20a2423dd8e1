// Role: a time bucket as rows, the shape in which buckets leave the engine for the store and the screen.
// Made by `time_bucket.ts` (closing, snapshots of open ones), kept by `src/stores/`.

import type { Dimension } from "./dimension.ts";

/** What is counted of some records. Bytes saturate at 2^53 − 1; the other three are exact. */
export interface Counts {
  /** Accepted records. */
  readonly hits: number;
  /** Sum of their `bytes`. */
  readonly bytes: number;
  /** Those with status ≥ 500. */
  readonly failures: number;
}

/** One value of a dimension within a bucket. */
export interface ValueRow extends Counts {
  /** The value as text (see `text.ts`), or `(other)` for the rest. */
  readonly value: string;
}

/** One bucket. For each dimension the values sum to the bucket. */
export interface BucketRows extends Counts {
  /** First second of the bucket; a multiple of the bucket size. */
  readonly start: number;
  /** Records that were late when they came. */
  readonly late: number;
  /** Distinct hosts among the on-time records. */
  readonly hosts: number;
  /** In no order (see `mostHits`), but `(other)` last. An open bucket has all its values. */
  readonly values: Readonly<Record<Dimension, readonly ValueRow[]>>;
}

/** What one second of event time holds. */
export interface SecondRow extends Counts {
  /** Epoch second. */
  readonly time: number;
  /** Records that were late when they came. */
  readonly late: number;
}

/** Late records that belong to a bucket that was final when they came. */
export interface Amendment extends Counts {
  /** First second of the bucket they amend. */
  readonly start: number;
  /** Late records among them: all, by definition. */
  readonly late: number;
  /** Per dimension what each value gains, in the order in which the values first came. */
  readonly values: Readonly<Record<Dimension, readonly ValueRow[]>>;
}
