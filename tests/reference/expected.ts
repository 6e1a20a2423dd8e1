// Role: what a replay must leave in the store, as one plain structure that `deepEqual` can compare. Made by
// `reference.ts` from the log alone, and by `tests/law/dump.ts` from a database.

import type { AnonymizeLevel } from "../../src/domain/screening/settings.ts";

/** The options that decide what is computed. */
export interface Options {
  /** B, seconds. */
  readonly bucketSize: number;
  /** D, seconds. */
  readonly lateness: number;
  /** K, values kept per bucket and dimension. */
  readonly top: number;
  /** X, hits per second. */
  readonly threshold: number;
  /** W, seconds. */
  readonly window: number;
  /** Other X and W for the seconds from some second on, in order. */
  readonly changes?: readonly {
    readonly from: number;
    readonly threshold: number;
    readonly window: number;
  }[];
  /** The injected clock, epoch seconds. */
  readonly now: number;
  /** Whether a last line without a newline is a record. */
  readonly complete: boolean;
  /** J, seconds; absent: nothing is a jump. */
  readonly maxJump?: number;
  /** Records before it are left out, and those from `until` on, epoch seconds; absent: none. */
  readonly since?: number;
  readonly until?: number;
  /** Which records are counted, and what of their hosts is stored; absent: all. */
  readonly screening?: {
    /** A record that fits one of them is excluded, as well as one that does not fit all of `only`; `*` stands for any text. */
    readonly exclude?:
      readonly (readonly [dimension: "section" | "host" | "status" | "method", glob: string])[];
    readonly only?: readonly (readonly [dimension: "section" | "host" | "status" | "method", glob: string])[];
    readonly anonymize?: AnonymizeLevel;
    readonly keepQuery?: boolean;
  };
  /** I, seconds; absent: the default. */
  readonly idleLog?: number;
}

/** What is counted everywhere. */
export interface Counted {
  hits: number;
  bytes: number;
  failures: number;
}

/** One second of event time. */
export interface ExpectedSecond extends Counted {
  time: number;
  late: number;
}

/** One bucket. */
export interface ExpectedBucket extends Counted {
  start: number;
  size: number;
  successes: number;
  late: number;
  hosts: number;
  state: "open" | "final";
}

/** One value of a dimension within a bucket. */
export interface ExpectedValue extends Counted {
  start: number;
  value: string;
}

/** One alert. */
export interface ExpectedAlert {
  rule: string;
  firedAt: number;
  value: number;
  peakValue: number;
  peakAt: number;
  resolvedAt: number | null;
  threshold: number;
  window: number;
  provisional: 0 | 1;
}

/**
 * One rejected line, or one of the first of an episode of outliers, which is counted all the same. `input` is its file's
 * place in the list that was given.
 */
export interface ExpectedReject {
  input: number;
  line: number;
  offset: number;
  reason: string;
  sample: string;
}

/** All of it; lists are sorted by time, then by value or place. */
export interface Expected {
  read: number;
  accepted: number;
  rejected: number;
  /** Records outside `--since` and `--until`. */
  leftOut: number;
  /** Records that filters exclude. */
  excluded: number;
  late: number;
  /** Accepted records that came with a time which the log did not follow. */
  outliers: number;
  /** T0, and the largest M or L of all logs; null where there is no accepted record. */
  firstTime: number | null;
  lastTime: number | null;
  reasons: Record<string, number>;
  rejects: ExpectedReject[];
  seconds: ExpectedSecond[];
  buckets: ExpectedBucket[];
  sections: ExpectedValue[];
  hosts: ExpectedValue[];
  statuses: ExpectedValue[];
  /** By hour; `start` is that of the hour. */
  hourlySections: ExpectedValue[];
  hourlyHosts: ExpectedValue[];
  hourlyMethods: ExpectedValue[];
  alerts: ExpectedAlert[];
}
