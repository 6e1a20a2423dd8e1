// Role: what a replay is to do, checked once and frozen; stages hold no option checks. Made from the command line by
// `commands/replay/make_plan.ts`.

import type { RuleSet } from "./domain/rules/definition.ts";
import type { Series } from "./domain/rules/series.ts";
import type { RuleKind } from "./domain/rules/metrics/metric.ts";
import type { Format } from "./formats/format.ts";

/** The options in force. */
export interface Plan {
  /** Paths as given; "-" for standard input. */
  readonly files: readonly string[];
  /** The database's path. */
  readonly database: string;
  /** Name of the source; null for the real path of the first input. */
  readonly source: string | null;
  /** How lines become records. */
  readonly format: Format;
  /** The kinds of alert rule there are. */
  readonly kinds: readonly RuleKind[];
  /** What the rule file says; null without one. */
  readonly rules: RuleSet | null;
  /** The series of `rules`, which are counted apart; null where it is. */
  readonly series: readonly Series[] | null;
  /** Bucket size B, seconds, 1 … 86400. */
  readonly bucketSize: number;
  /** Lateness D, seconds, 0 … 86400. */
  readonly lateness: number;
  /** Values kept per bucket and dimension K, 1 … 100000. */
  readonly top: number;
  /** Alert threshold X, hits per second, ≥ 0. */
  readonly threshold: number;
  /** Alert window W, seconds, 1 … 86400. */
  readonly window: number;
  /** Wall seconds per logged second; 0 for as fast as it goes. */
  readonly timescale: number;
  /** Replace what the store holds for the source. */
  readonly fresh: boolean;
  /** Take a last line without a line feed for a record. */
  readonly complete: boolean;
  /** Go on reading what is appended, until the run is stopped. */
  readonly follow: boolean;
  /** Threads that add up beside the main one, 0 … 16; null for as many as there are processors for, where it pays. */
  readonly workers: number | null;
  /** Read with the reference reader alone. */
  readonly reference: boolean;
  /** Seconds of silence after which `follow` lets time go on, > 0. */
  readonly idleAdvance: number;
  /**
   * Up to when the end of the run lets time go on, beyond the last record, epoch seconds; asked then. Null for no further
   * than the last record.
   */
  readonly advanceTo: (() => number) | null;
  /** The largest date that is not "future", epoch seconds: one day ahead of the clock. */
  readonly futureLimit: () => number;
}
