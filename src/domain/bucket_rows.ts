// Role: a time bucket as rows, the shape in which buckets leave the engine for the store and the screen.
// Made by `time_bucket.ts` (closing, snapshots of open ones), kept by `src/stores/`.

import type { Dimension, PairDimension } from "./dimension.ts";

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

/** The pairs of a bucket's errors: per pair dimension rows that are cut like the values of a dimension. */
export type Pairs = Readonly<Record<PairDimension, readonly ValueRow[]>>;

/** None: where no rule file asks for them, and where there was no error. */
export const NO_PAIRS: Pairs = Object.freeze({ status_host: [], status_section: [] });

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
  /** The same of the pairs of statuses from 400 on. */
  readonly pairs: Pairs;
}

/** What one second of event time holds. */
export interface SecondRow extends Counts {
  /** Epoch second. */
  readonly time: number;
  /** Records that were late when they came. */
  readonly late: number;
}

/**
 * What the on-time records of one second and one rule class add. A class is the set of series (`rules/series.ts`) that its
 * records belong to and the part of those in which they are errors, as masks: series n is bit n of `lo`, series 32 + n
 * bit n of `hi`, both unsigned 32-bit numbers.
 */
export interface ClassRow {
  /** Epoch second. */
  readonly time: number;
  /** Series 0 … 31 that the records belong to. */
  readonly hitLo: number;
  /** Series 32 … 63 that the records belong to. */
  readonly hitHi: number;
  /** Those of `hitLo` in which they are errors. */
  readonly errorLo: number;
  /** Those of `hitHi` in which they are errors. */
  readonly errorHi: number;
  /** Records, > 0. */
  readonly hits: number;
  /** Sum of their `bytes`; saturates at 2^53 − 1. */
  readonly bytes: number;
}

/** Late records that belong to a bucket that was final when they came. */
export interface Amendment extends Counts {
  /** First second of the bucket they amend. */
  readonly start: number;
  /** Late records among them: all, by definition. */
  readonly late: number;
  /** Per dimension what each value gains, in the order in which the values first came. */
  readonly values: Readonly<Record<Dimension, readonly ValueRow[]>>;
  /** The same of the pairs. */
  readonly pairs: Pairs;
}
