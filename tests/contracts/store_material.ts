// Role: small changes to put into a store, for its contract suite and the tests of its parts.

import type { Alert } from "../../src/domain/alerts/alert.ts";
import { type Amendment, type BucketRows, NO_PAIRS, type ValueRow } from "../../src/domain/buckets/rows.ts";
import { byDimension } from "../../src/domain/dimensions/dimensions.ts";
import type { OutboxEntry } from "../../src/domain/alerts/outbox_entry.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Change, InputPosition, RunDescription, SqlValue } from "../../src/stores/store.ts";

/** A run of the source "log" with B = 10, D = 30, K = 2. */
export function run(differing: Partial<RunDescription> = {}): RunDescription {
  return {
    source: "log",
    meaning: { bucketSize: 10, lateness: 30, maxJump: 3600, idleLog: 600, top: 2, format: "csv", zone: null },
    fresh: false,
    startedAt: 50.5,
    files: ["a.csv"],
    options: { top: 2 },
    version: "1.2.3",
    ...differing,
  };
}

/** A change in which nothing happens but what is given. */
export function change(parts: Partial<Change>): Change {
  return {
    times: null,
    watermark: parts.times ? parts.times.last - 30 : null,
    seconds: [],
    closed: [],
    amended: [],
    hours: [],
    overdue: [],
    visitors: [],
    alerts: [],
    sloMinutes: [],
    sloSpans: [],
    outbox: [],
    rejects: [],
    rejected: {},
    counts: { bytes: 0, read: 0, accepted: 0, rejected: 0, late: 0, outliers: 0, leftOut: 0, excluded: 0 },
    gaps: [],
    inputs: [],
    checkpoint: Uint8Array.of(1),
    ending: null,
    ...parts,
  };
}

/** Value → hits as rows, ten bytes a hit. */
export function values(hits: Readonly<Record<string, number>>): ValueRow[] {
  return Object.entries(hits).map(([value, hits]) => ({ value, hits, bytes: hits * 10, failures: 0 }));
}

/** A bucket with these sections, of one host, all GET with status 200. */
export function bucket(start: number, sections: Readonly<Record<string, number>>): BucketRows {
  const hits = Object.values(sections).reduce((sum, hits) => sum + hits, 0);
  const dimensions = {
    ...byDimension(() => []),
    section: values(sections),
    host: values({ h: hits }),
    status: values({ 200: hits }),
  };
  return {
    start,
    hits,
    bytes: hits * 10,
    failures: 0,
    late: 0,
    hosts: 1,
    values: dimensions,
    pairs: NO_PAIRS,
  };
}

/** Late records with these sections. */
export function amendment(start: number, sections: Readonly<Record<string, number>>): Amendment {
  const { hosts: _, ...rows } = bucket(start, sections);
  return { ...rows, late: rows.hits };
}

/** An alert but for its times and values. */
export const PLAIN_ALERT: Omit<
  Alert,
  "firedAt" | "value" | "peakValue" | "peakAt" | "resolvedAt" | "resolvedValue"
> = {
  rule: "high-traffic",
  metric: "rate",
  severity: "page",
  threshold: 10,
  thresholdText: "> 10",
  window: 120,
  ruleText: null,
  superseded: false,
  explanation: null,
  detail: null,
};

/** An alert that fired, and resolved where a time is given. */
export function alert(firedAt: number, resolvedAt: number | null = null): Alert {
  const resolvedValue = resolvedAt === null ? null : 9;
  const peak = { value: 10.5, peakValue: 20, peakAt: firedAt + 1 };
  return { ...PLAIN_ALERT, firedAt, ...peak, resolvedAt, resolvedValue };
}

/** A message to "ops" about an alert. */
export function message(
  firedAt: number,
  transition: OutboxEntry["transition"] = "fired",
  notifier: string | null = "ops",
): OutboxEntry {
  const createdAt = transition === "fired" ? firedAt : firedAt + 4;
  return { notifier, rule: "high-traffic", firedAt, transition, createdAt, body: `{"at":${createdAt}}` };
}

/** An input at offset 10. */
export function input(id: number, path: string): InputPosition {
  const crc = 4_000_000_000;
  return {
    id,
    path,
    inode: 5,
    device: 6,
    offset: 10,
    lines: 2,
    head: "ab",
    tail: "cd",
    crc,
    directives: null,
  };
}

/** The rows of a query on the store at `path`. */
export function rowsOf(
  path: string,
  sql: string,
  parameters: Readonly<Record<string, SqlValue>> = {},
): (readonly SqlValue[])[] {
  using reader = sqlite.read(path);
  return [...reader.query(sql, parameters).rows];
}
