// Role: what the announcer tests announce.

import type { Alert, Transition } from "../../src/domain/alerts/alert.ts";
import { byDimension } from "../../src/domain/dimensions/dimensions.ts";
import { type BucketRows, NO_PAIRS } from "../../src/domain/buckets/rows.ts";
import { NO_SCREENING } from "../../src/domain/screening/settings.ts";
import type { Progress, RunSummary, Saved } from "../../src/commands/replay/events.ts";

/** 2019-02-07T21:12:50Z. */
export const START = 1549573970;

/** A bucket of ten seconds with a name in each dimension that a terminal must not see. */
export function bucket(start = START): BucketRows {
  const row = (value: string, hits: number, failures = 0) => ({ value, hits, bytes: hits * 1000, failures });
  return {
    start,
    hits: 1234,
    bytes: 1_234_000,
    failures: 1,
    late: 2,
    hosts: 4,
    values: {
      ...byDimension(() => []),
      section: [row("/api", 1200, 1), row("/evil\u202e\x1b[2J", 30), row("/c", 3), row("(other)", 1)],
      host: [row("10.0.0.1", 1234, 1)],
      status: [row("200", 1233), row("503", 1, 1)],
    },
    pairs: NO_PAIRS,
  };
}

/** An alert that fires at the last second of the bucket, and the same one resolved. */
export const FIRED: Transition = {
  kind: "fired",
  alert: {
    rule: "high-traffic",
    metric: "rate",
    severity: "page",
    firedAt: START + 9,
    value: 13.4916,
    peakValue: 13.4916,
    peakAt: START + 9,
    resolvedAt: null,
    resolvedValue: null,
    threshold: 10,
    thresholdText: "> 10",
    window: 120,
    ruleText: null,
    superseded: false,
    explanation: null,
    detail: null,
  },
};

/** See {@link FIRED}. */
export const RESOLVED: Transition = {
  kind: "resolved",
  alert: { ...FIRED.alert, resolvedAt: START + 99, resolvedValue: 9.9917 },
};

/** The alert with what it is made of: a host that a terminal must not see, and a section. */
export const EXPLAINED: Alert = {
  ...FIRED.alert,
  explanation: {
    measure: "hits",
    from: START - 110,
    to: START + 10,
    causes: [
      {
        ...{ status: "500", section: null, host: "evil\u202e\x1b[2J" },
        ...{ amount: 90, share: 0.9, before: 0.04, lift: 22.5, of: "matching" },
      },
      {
        ...{ status: null, section: "/api", host: null },
        ...{ amount: 50, share: 0.5, before: null, lift: null, of: "all" },
      },
    ],
  },
};

/** Halfway through. */
export function progress(changes: Partial<Progress> = {}): Progress {
  return {
    bytesDone: 500,
    bytesTotal: 1000,
    eventTime: START,
    live: false,
    read: 20_000,
    rate: 13.491,
    threshold: 10,
    firing: null,
    elapsed: 10,
    ...changes,
  };
}

/** A commit with a bit of everything. */
export function saved(): Saved {
  return {
    closed: [bucket(), bucket(START + 10)],
    transitions: [FIRED, RESOLVED],
    explained: [EXPLAINED],
    foreseen: [],
    rejects: [{ file: "/a\x1b.csv", line: 12, offset: 99, reason: "date", sample: String.raw`x\x1b` }],
    progress: progress(),
  };
}

/** An end with something pending. */
export function summary(changes: Partial<RunSummary> = {}): RunSummary {
  return {
    source: "shop",
    format: "csv",
    status: "ok",
    read: 10_001,
    accepted: 10_000,
    rejected: 1,
    late: 4500,
    outliers: 0,
    leftOut: 0,
    excluded: 0,
    screening: NO_SCREENING,
    since: null,
    until: null,
    buckets: 2,
    alerts: 1,
    bytes: 3_000_000,
    elapsed: 0.5,
    timescale: 0,
    isEmpty: false,
    tooShort: null,
    openBuckets: 3,
    provisional: [RESOLVED],
    pendingBytes: 1,
    waiting: 0,
    database: "httplog.db",
    ...changes,
  };
}
