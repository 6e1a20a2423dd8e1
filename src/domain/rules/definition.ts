// Role: the contract of alert rules as data: what a rule file says, checked and with all defaults. Source: alerts.md, "Rules".

import type { NamedDimension } from "../dimensions/dimensions.ts";

/** What a rule measures over its window. */
export type MetricName =
  | "rate"
  | "count"
  | "bytes_rate"
  | "error_ratio"
  | "slow_ratio"
  | keyof typeof PERCENTILES
  | "absence";

/** The metrics that are percentiles of durations, with the percent. */
export const PERCENTILES = { p50: 50, p90: 90, p95: 95, p99: 99 } as const;

/** The most severe first. */
export const SEVERITIES = ["page", "ticket", "info"] as const;

export type Severity = typeof SEVERITIES[number];

/** A comparison of a metric with a number: "> 10", "<= 5%" (0.05). It does not hold where there is no value. */
export interface Comparison {
  readonly operator: ">" | ">=" | "<" | "<=";
  /** Ratios from 0 to 1, rates per second, durations in microseconds. */
  readonly number: number;
  /** As in the rule file, for messages: "> 5%". */
  readonly text: string;
}

/** Statuses from … to …, both included, 100 … 999. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** The dimensions of names of which rules may name values, besides section and host: those of the registry that are matchable. */
export type FurtherName = Exclude<NamedDimension, "section" | "host">;

/**
 * Records whose values are each in their list; null, or absent, for all of them. Names are values as they are stored (see
 * `text.ts`) or globs: `*` stands for any characters, `?` for one.
 */
export interface Match extends Readonly<Partial<Record<FurtherName, readonly string[]>>> {
  /** Sections, "/api" or "/a*". */
  readonly section: readonly string[] | null;
  /** Hosts, "10.0.0.1" or "10.*". */
  readonly host: readonly string[] | null;
  readonly status: readonly StatusRange[] | null;
}

/** A rule of the kinds in `domain/rules/metrics/mod.ts`. Times are seconds. */
export interface RuleDefinition {
  /** Part of the identity of its alerts. */
  readonly id: string;
  readonly metric: MetricName;
  readonly match: Match;
  /** Statuses with which records that match are errors; for "error_ratio". */
  readonly errors: readonly StatusRange[];
  /**
   * A latency, whole microseconds: with "error_ratio" slower records are errors, too; with "slow_ratio" they are what is counted.
   * Absent where latency does not matter. A record without a duration is never slow.
   */
  readonly slowerThan?: number;
  /** Width of the window, 1 … 86400; of a percentile a multiple of the bucket size. */
  readonly window: number;
  /** When it fires; null for "absence". */
  readonly fire: Comparison | null;
  /** When it recovers; null for "absence". */
  readonly recover: Comparison | null;
  /** How long `fire` must have held, 0 … 86400. */
  readonly for: number;
  /** How long `recover` must have held, its first second included, 0 … 86400. */
  readonly keepFiringFor: number;
  /** With fewer hits in the window, of those with a duration for "slow_ratio" and percentiles, there is no value. */
  readonly minHits: number;
  readonly severity: Severity;
  /** Ids of notifiers. */
  readonly notify: readonly string[];
}

/** One tier of burn rates: fires when the burn over both windows is above the factor. */
export interface BurnTier {
  readonly severity: Severity;
  /** The long window, seconds, a multiple of 60. */
  readonly long: number;
  /** The short window, seconds, a multiple of 60. */
  readonly short: number;
  /** Times the rate at which the budget lasts exactly for the period. */
  readonly factor: number;
}

/** A service level objective. Its id is different from those of all rules. */
export interface SloDefinition {
  /** Part of the identity of its alerts. */
  readonly id: string;
  readonly match: Match;
  /** Statuses with which records that match are errors; none where latency alone matters. */
  readonly errors: readonly StatusRange[];
  /** Slower records are errors, too, as of a rule. */
  readonly slowerThan?: number;
  /** As in the rule file: "99.9%". */
  readonly objectiveText: string;
  /** The error budget, 1 − objective, as the double nearest to the decimal fraction; 0 < budget < 1. */
  readonly budget: number;
  /** Seconds that the budget is for. */
  readonly period: number;
  /** At least one tier. */
  readonly burn: readonly BurnTier[];
  /** With fewer errors in the long window a tier does not fire. */
  readonly minErrors: number;
  /** Ids of notifiers. */
  readonly notify: readonly string[];
}

export const NOTIFIER_TYPES = ["alertmanager", "pagerduty", "slack", "webhook"] as const;

/** Where to get a secret: by name only, never the secret. */
export type SecretSource = { readonly env: string } | { readonly file: string };

export interface NotifierDefinition {
  /** Named in `notify` of rules. */
  readonly id: string;
  readonly type: typeof NOTIFIER_TYPES[number];
  /** http or https; null where the secret is the address (slack), or there is a usual one (pagerduty). */
  readonly url: string | null;
  /** The routing key, address or signing key; null where none is needed. */
  readonly secret: SecretSource | null;
}

/** All that a rule file says. Ids are unique, in the order of the file. */
export interface RuleSet {
  /** With `slos`, at most 64 different combinations of match and errors. */
  readonly rules: readonly RuleDefinition[];
  readonly slos: readonly SloDefinition[];
  readonly notifiers: readonly NotifierDefinition[];
}

/** Statuses that are errors where nothing else is said: "5xx". */
export const SERVER_ERRORS: readonly StatusRange[] = Object.freeze([{ from: 500, to: 599 }]);

export const ALL_RECORDS: Match = Object.freeze({ section: null, host: null, status: null });
