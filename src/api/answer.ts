// Role: what the API answers, as types: shared by the server, by the page, and by a report that holds its answers. A change
// that an older reader would misread makes a new version of the path.

import type { ColumnUnit } from "../domain/unit.ts";

/** Where the API is. */
export const API_ROOT = "/api/v1";

/** A cell. Blobs are hexadecimal digits, integers above 2^53 the nearest number. */
export type ApiCell = string | number | null;

/** The time range of an answer, epoch seconds. */
export interface ApiRange {
  /** Inclusive; null = from the beginning. */
  readonly since: number | null;
  /** Exclusive; null = to the end. */
  readonly until: number | null;
  /** Time of the first record of what was asked for; null where there is none. */
  readonly first: number | null;
  /** Time of the newest record; null where there is none. Spans such as "24h" count back from it. */
  readonly last: number | null;
  /** Seconds before it are final; null before there are any. Of several sources the smallest. */
  readonly final: number | null;
}

/** An answer of the API. */
export interface ApiAnswer {
  /** Column names in order. */
  readonly columns: readonly string[];
  /** Rows, each with as many cells as there are columns. */
  readonly rows: readonly (readonly ApiCell[])[];
  /** What a reader of the rows must know so as not to be misled, a sentence or two each. */
  readonly notes: readonly string[];
  /** Units of columns that hold numbers; absent: counts, sums and numbers. */
  readonly units: Readonly<Record<string, ColumnUnit>>;
  readonly range: ApiRange;
  /** Seconds of a row or of a point of a sparkline; null where rows have no step. */
  readonly step: number | null;
  /** With `step`, of values: the hits of each row's value over time. */
  readonly sparklines?: Sparklines;
  /** Of `alerts/{id}`: the alert. The rows are its value over time. */
  readonly alert?: ApiAlert;
}

/** Hits over time, a list for each row of the answer. */
export interface Sparklines {
  /** First second of the first point; the points follow each other every `step` seconds of the answer. */
  readonly from: number;
  /** In the order of the rows, each with as many points; 0 where there were none. */
  readonly hits: readonly (readonly number[])[];
}

/** One alert. */
export interface ApiAlert {
  readonly id: number;
  readonly source: string;
  readonly rule: string;
  readonly metric: string;
  /** page, ticket, info. */
  readonly severity: string;
  /** Epoch seconds, as all times here. */
  readonly firedAt: number;
  /** Null while it fires. */
  readonly resolvedAt: number | null;
  readonly value: number;
  readonly peakValue: number;
  readonly peakAt: number;
  readonly threshold: number;
  /** The comparison as it was written: "> 10/s". */
  readonly thresholdText: string;
  /** Seconds. */
  readonly window: number;
  /** Whether its rule fires on low values. */
  readonly isLow: boolean;
  /** Whether later records may still change it. */
  readonly isProvisional: boolean;
  /** Whether it ended because its rule was changed or a more severe alert took its place. */
  readonly isSuperseded: boolean;
  /** A sentence each, what explains most first; null where the alert is not explained (yet). */
  readonly causes: readonly string[] | null;
  /** Its rule or objective; null where another one is in force now. */
  readonly definition: unknown;
  /** What the rows were computed from: "seconds", "buckets of 10 s"; null where the value over time is not known. */
  readonly historyFrom: string | null;
  /** The messages about it, oldest first. */
  readonly messages: readonly ApiMessage[];
}

/** A message about an alert. */
export interface ApiMessage {
  /** Id of the notifier. */
  readonly notifier: string;
  /** "fired" or "resolved". */
  readonly transition: string;
  /** pending, sent, skipped, failed, gone. */
  readonly state: string;
  readonly attempts: number;
  /** Epoch second; null until it is sent. */
  readonly sentAt: number | null;
  /** Null where no attempt failed. */
  readonly lastError: string | null;
}

/** An error, a problem document (RFC 9457). */
export interface ApiProblem {
  /** A URI reference; "about:blank" says that `title` is that of the status. */
  readonly type: string;
  readonly title: string;
  /** As in the HTTP response. */
  readonly status: number;
  /** What is wrong with this request, and what to do. */
  readonly detail: string;
  /** The parameter that is wrong; absent where none is. */
  readonly parameter?: string;
}

/** One event of `events`: a commit was seen. */
export interface ApiEvent {
  /** The source that changed; null for something else, such as a message that was sent. */
  readonly source: string | null;
  /** Raised by every commit that changes the source. Of no source: how many such changes were seen. */
  readonly sequence: number;
  /** Time to which the source has come, epoch seconds, exclusive; null before its first record. */
  readonly until: number | null;
}

/** An answer or an error, with the status of HTTP. */
export type ApiReply =
  | { readonly status: 200; readonly body: ApiAnswer }
  | { readonly status: 400 | 404 | 500 | 503; readonly body: ApiProblem };
