// Role: what the page shows, as data: the same whether a server answers or a report file holds it. The command `report` writes it.

/** A span of time: epoch seconds, `until` exclusive. */
export interface Extent {
  readonly since: number;
  readonly until: number;
}

/** Rows as the reports of `query` have them, and what is said below them. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly notes: readonly string[];
}

/** A source of the database. */
export interface SourceFacts {
  readonly name: string;
  /** Epoch seconds of the first and the last record; null before there is one. */
  readonly first: number | null;
  readonly last: number | null;
  /** Seconds of a bucket. */
  readonly bucketSize: number;
}

/** A dimension, or groups of the values of one, that the page has a table of. */
export interface PageDimension {
  /** Names its column, and its option of `query`: "section". */
  readonly name: string;
  /** Names its report: "sections". */
  readonly plural: string;
  /** Its resource of the API. */
  readonly path: string;
  /** One value of it: "client host". */
  readonly noun: string;
  /** Whether only whole hours have its values. */
  readonly isOfHours: boolean;
}

/** Counts along the time, one place per step that has hits. */
export interface Course {
  /** Seconds of a step. */
  readonly step: number;
  /** First second of each step, ascending. */
  readonly starts: readonly number[];
  readonly hits: readonly number[];
  /** Hits with status 500 or more. */
  readonly failures: readonly number[];
  readonly bytes: readonly number[];
}

/** All hits along the time, by the first digit of the status. */
export interface Traffic extends Course {
  /** Five lists: the hits of each step with a status of 1xx, 2xx … 5xx. What is in none of them has no such status. */
  readonly classes: readonly (readonly number[])[];
}

/** The courses of values of a dimension, packed: one place of each list is one value in one step. */
export interface PackedCourses {
  /** Seconds of a step: of values that only hours have at least an hour. */
  readonly step: number;
  /** The values. */
  readonly values: readonly string[];
  /** First second of step 0. */
  readonly begin: number;
  /** Number of the step, from `begin` on. */
  readonly steps: readonly number[];
  /** Number of the value. */
  readonly places: readonly number[];
  readonly hits: readonly number[];
  readonly failures: readonly number[];
  readonly bytes: readonly number[];
}

/** A value and what it goes with: hits that have both. */
export interface Companion {
  /** Of which hits they are counted: "status 400 or more". */
  readonly of: string;
  readonly dimension: string;
  readonly value: string;
  /** The dimension of what it goes with, and the value there. */
  readonly with: string;
  readonly withValue: string;
  readonly hits: number;
  /** Most hits that both can have; null where that is not known. */
  readonly atMost: number | null;
  /** Of the most that the value can have of these hits, 0 to 1. */
  readonly share: number;
}

/** How long the answers of a route took, in milliseconds. */
export interface RouteLatency {
  /** Those with a duration, and those without. */
  readonly hits: number;
  readonly unknown: number;
  /** Most of both, with those of hours that did not keep the durations of the route; null of `(other)`. */
  readonly atMost: number | null;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly longest: number;
}

/** What a value goes with. */
export interface GoesWith {
  /** Most hits first. */
  readonly rows: readonly Companion[];
  /** Of a route; null of others, and where nothing is known. */
  readonly latency: RouteLatency | null;
  readonly notes: readonly string[];
}

/** Two values, and the most hits of the whole range that can have both, the first one, and the second one. */
export type PackedPair = readonly [
  value: string,
  withValue: string,
  atMost: number,
  mostOfValue: number,
  mostOfWith: number,
];

/** Values of two dimensions that go together, along the time, packed like {@link PackedCourses}. */
export interface PackedPairs {
  readonly of: string;
  readonly dimension: string;
  readonly with: string;
  readonly step: number;
  readonly begin: number;
  /** Two times `(other)` is what is not named. */
  readonly pairs: readonly PackedPair[];
  readonly steps: readonly number[];
  /** Number of the pair. */
  readonly places: readonly number[];
  readonly hits: readonly number[];
  readonly notes: readonly string[];
}

/** What goes together in a report file. */
export interface RecordedPairs {
  readonly packed: readonly PackedPairs[];
  /** Of routes over the whole range, by the route. */
  readonly routes: Readonly<Record<string, RouteLatency>>;
  readonly routeNotes: readonly string[];
}

/** Response times along the time, in milliseconds. */
export interface Latency {
  readonly step: number;
  /** The rows of the report, of which some may have no duration. */
  readonly table: Pick<Rows, "columns" | "rows">;
  readonly starts: readonly number[];
  readonly p50: readonly number[];
  readonly p90: readonly number[];
  readonly p99: readonly number[];
  /** Requests by step and class of duration. */
  readonly heat: readonly {
    readonly start: number;
    /** Milliseconds, inclusive. */
    readonly from: number;
    /** Milliseconds, exclusive. */
    readonly to: number;
    readonly hits: number;
  }[];
}

/** An alert. Its texts may hold anything. */
export interface AlertFacts {
  readonly id: number;
  readonly source: string;
  readonly rule: string;
  readonly metric: string;
  readonly severity: string;
  readonly firedAt: number;
  /** Null while it fires. */
  readonly resolvedAt: number | null;
  readonly value: number;
  readonly peakValue: number;
  readonly threshold: number;
  readonly thresholdText: string;
  readonly window: number;
  readonly isProvisional: boolean;
  /** Whether it ended without recovering: its rule was changed or taken away, or a more severe alert took its place. */
  readonly isSuperseded: boolean;
  /** The strongest cause as a sentence; null where nothing stands out. */
  readonly cause: string | null;
}

/** An alert with its course. */
export interface AlertCourse {
  /** Ends of the steps, epoch seconds. */
  readonly times: readonly number[];
  /** The watched value; null where there is none. */
  readonly values: readonly (number | null)[];
  readonly causes: readonly string[];
  /** What was sent: to whom, and with which result. */
  readonly messages: readonly { readonly name: string; readonly text: string }[];
  /** The rule's definition as JSON text; null where another one is in force now. */
  readonly definition: string | null;
}

/** About how many came, along the time. */
export interface Visitors {
  /** The span of a row. */
  readonly by: "hour" | "day" | "week";
  /** First second of each span, ascending, and its visitors. */
  readonly starts: readonly number[];
  readonly visitors: readonly number[];
  readonly notes: readonly string[];
}

/** A line of a constant rate in the traffic: of a rule about all records. Hits per second. */
export interface RateLine {
  readonly rule: string;
  readonly source: string;
  readonly rate: number;
}

/** What a report file holds of one source, or of all together. */
export interface RecordedSource {
  readonly traffic: Traffic;
  /** What is said of the traffic. */
  readonly notes: readonly string[];
  /** The canned report of each dimension, and of groups, over the whole range, by the name of the dimension. */
  readonly tops: Readonly<Record<string, Rows>>;
  /** The courses of the values with most hits, by the dimension's name. */
  readonly courses: Readonly<Record<string, PackedCourses>>;
  /** Null where the log has no durations. */
  readonly latency: Latency | null;
  readonly pairs: RecordedPairs;
  /** Null where agents are not kept. */
  readonly visitors: Visitors | null;
}

/** What a report file holds. */
export interface Recording {
  /** Wall clock when it was made, epoch seconds. */
  readonly made: number;
  readonly version: string;
  /** What was asked for: epoch seconds, null = all. */
  readonly asked: { readonly since: number | null; readonly until: number | null };
  /** The part of it of which something is stored; null for none. */
  readonly span: Extent | null;
  /** Seconds: the grain of the traffic, and that of the values, a multiple of it. A range is rounded to the latter. */
  readonly grains: { readonly fine: number; readonly coarse: number };
  readonly sources: readonly SourceFacts[];
  readonly dimensions: readonly PageDimension[];
  /** What lists tell of values: browsers, systems, bots, countries. */
  readonly groups: readonly PageDimension[];
  /** By source; "" is all sources together. */
  readonly parts: Readonly<Record<string, RecordedSource>>;
  readonly alerts: readonly AlertFacts[];
  /** The courses of alerts by their ids. */
  readonly details: Readonly<Record<string, AlertCourse | null>>;
  readonly lines: readonly RateLine[];
  readonly slo: Rows;
  readonly runs: Rows;
  readonly rejects: Rows;
  readonly gaps: Rows;
}
