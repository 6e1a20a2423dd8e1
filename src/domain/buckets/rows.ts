// Role: a time bucket as rows, the shape in which buckets leave the engine for the store and the screen.

import type { DimensionName } from "../dimensions/dimensions.ts";
import type { PairDimension } from "../dimensions/pairs.ts";
import type { VisitorSketch } from "../visitors/visitor_sketch.ts";

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
  /** The value as text (see `domain/text.ts`), or `(other)` for the rest. */
  readonly value: string;
}

/** The pairs of a bucket's errors: per pair dimension rows that are cut like the values of a dimension. */
export type Pairs = Readonly<Record<PairDimension, readonly ValueRow[]>>;

/** None: where no rule file asks for them, and where there was no error. */
export const NO_PAIRS: Pairs = Object.freeze({ status_host: [], status_section: [] });

/** Rows of the longer of the dimensions. */
export function longestOf({ status_host, status_section }: Pairs): number {
  return Math.max(status_host.length, status_section.length);
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
  readonly values: Readonly<Record<DimensionName, readonly ValueRow[]>>;
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

/** What on-time records of one second add to a series (`domain/rules/series.ts`). */
export interface SeriesRow {
  /** Epoch second. */
  readonly time: number;
  readonly series: number;
  /** Records, > 0. */
  readonly hits: number;
  /** Sum of their `bytes`; saturates at 2^53 − 1. */
  readonly bytes: number;
  /** Those of them that are errors. */
  readonly errors: number;
}

/** Late records that belong to a bucket that was final when they came. */
export interface Amendment extends Counts {
  /** First second of the bucket they amend. */
  readonly start: number;
  /** Late records among them: all, by definition. */
  readonly late: number;
  /** Per dimension what each value gains, in the order in which the values first came. */
  readonly values: Readonly<Record<DimensionName, readonly ValueRow[]>>;
  /** The same of the pairs. */
  readonly pairs: Pairs;
}

/** What an hour gains in each dimension that is kept by the hour; the others have no values here. */
export interface HourRows {
  /** First second of the hour, a multiple of 3600. */
  readonly start: number;
  /** Per dimension what each value gains, in the order in which the values first came. */
  readonly values: Readonly<Record<DimensionName, readonly ValueRow[]>>;
}

/** Who came in an hour. */
export interface VisitorHour {
  /** First second of the hour, a multiple of 3600. */
  readonly start: number;
  readonly sketch: VisitorSketch;
}

/** Final minutes without a break in which the records of one objective were counted, whether they had hits or not. */
export interface SloSpan {
  readonly slo: string;
  /** Canonical text of what is counted (`domain/rules/series.ts`): with another one it is about other records or errors. */
  readonly series: string;
  /** First second, epoch seconds; a multiple of 60. 0 where the objective was there before the first record. */
  readonly since: number;
  /** The second after the last one, > since; a multiple of 60. */
  readonly until: number;
}

/** One final minute of one objective that has hits. Written once; late records do not change it. */
export interface SloMinute {
  readonly slo: string;
  /** First second of the minute, epoch seconds; a multiple of 60. */
  readonly minute: number;
  /** On-time records that match, > 0. */
  readonly hits: number;
  /** Those of them that are errors. */
  readonly errors: number;
}
