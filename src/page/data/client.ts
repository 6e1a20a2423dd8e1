// Role: what the page asks for, of a server or of the recording in a report file.

import type {
  AlertCourse,
  AlertFacts,
  Course,
  Extent,
  GoesWith,
  Latency,
  PageDimension,
  RateLine,
  Rows,
  SourceFacts,
  Traffic,
  Visitors,
} from "./model.ts";

/** A time range of a source; null = all sources together. */
export interface Wanted {
  readonly source: string | null;
  readonly span: Extent;
}

/** What can be asked for. */
export interface Known {
  readonly sources: readonly SourceFacts[];
  readonly dimensions: readonly PageDimension[];
  /** What lists tell of values: they have tables, but no course of one value. */
  readonly groups: readonly PageDimension[];
  /** Whether some source keeps durations. */
  readonly hasLatency: boolean;
  readonly lines: readonly RateLine[];
  /** All that can be shown; null where there is nothing. */
  readonly whole: Extent | null;
  /** How `query` is asked for the whole: epoch seconds, null = no such option. */
  readonly asked: { readonly since: number | null; readonly until: number | null };
  /** The range that is shown first. */
  readonly first: Extent | null;
  /** Seconds: begin and end of a range are rounded to multiples of it. */
  readonly grain: number;
  /** Wall clock when a recording was made; null of a server. */
  readonly made: number | null;
  readonly version: string | null;
}

/** One row of a table of values. */
export interface TopRow {
  readonly value: string;
  readonly hits: number;
  /** Most hits that it can have; null where `hits` is exact, and of `(other)`. */
  readonly atMost: number | null;
  /** Of all hits, 0 to 1. */
  readonly share: number;
  readonly failures: number | null;
  /** 0 to 1. */
  readonly availability: number | null;
  /** Hits along the range; empty where they are not known. */
  readonly trend: readonly number[];
}

/** A table of values, `(other)` last. */
export interface Top {
  readonly rows: readonly TopRow[];
  /** The rows as the report has them. */
  readonly table: Pick<Rows, "columns" | "rows">;
  readonly notes: readonly string[];
}

/** The one who answers. Every question may fail with an `Error` whose message is for people. */
export interface PageClient {
  known(): Promise<Known>;
  traffic(wanted: Wanted): Promise<{ readonly traffic: Traffic; readonly notes: readonly string[] }>;
  top(wanted: Wanted, dimension: PageDimension): Promise<Top>;
  /** The course of a value; null where it is not known. */
  course(wanted: Wanted, dimension: PageDimension, value: string): Promise<Course | null>;
  /** Null where they are not counted. */
  visitors(wanted: Wanted): Promise<Visitors | null>;
  /** What a value goes with, as far as that is counted. */
  goesWith(wanted: Wanted, dimension: PageDimension, value: string): Promise<GoesWith>;
  /** Null where the log has no durations. */
  latency(wanted: Wanted): Promise<Latency | null>;
  /** Those that fire at some time of the range, newest first. */
  alerts(wanted: Wanted): Promise<readonly AlertFacts[]>;
  /** Null where nothing more is known of it. */
  alert(id: number): Promise<AlertCourse | null>;
  /** A report as `query` has it: slo, runs, rejects, gaps. */
  report(name: ReportName, source: string | null): Promise<Rows>;
  /** Calls back after every change from what is asked first on. */
  watch(changed: () => void): void;
  /** Whether what is asked from now on may wait a little, for no one has asked for it: it follows a change. */
  isPatient: boolean;
}

/** Reports that are shown as they are. */
export type ReportName = "slo" | "runs" | "rejects" | "gaps";

/** Rows as objects by the names of their columns. */
export function recordsOf(
  { columns, rows }: Pick<Rows, "columns" | "rows">,
): Record<string, string | number | null>[] {
  return rows.map((row) => Object.fromEntries(columns.map((name, place) => [name, row[place]])));
}

/** A row of a report of a dimension; without a column of its own `atMost` is null. */
export function topRowOf(
  record: Readonly<Record<string, string | number | null>>,
  dimension: PageDimension,
  trend: readonly number[],
): TopRow {
  const optional = (name: string): number | null =>
    record[name] === null || record[name] === undefined ? null : Number(record[name]);
  const hits = Number(record.hits), atMost = optional("at_most");
  return {
    value: String(record[dimension.name]),
    hits,
    atMost: atMost === hits ? null : atMost,
    share: Number(record.share),
    failures: optional("failures"),
    availability: optional("availability"),
    trend,
  };
}

/** Whether all of a range lies within another one. */
export function covers(whole: Extent, { since, until }: Extent): boolean {
  return since <= whole.since && until >= whole.until;
}
