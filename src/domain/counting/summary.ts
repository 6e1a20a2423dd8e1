// Role: what a slice of a log adds, in the form that the engine works on. Made by `summarizer.ts`, taken in by
// `domain/buckets/open_buckets.ts` and `domain/monitor/monitor.ts`.

import type { ErrorRow } from "./error_watch.ts";
import type { CellTable } from "./cell_table.ts";
import type { VisitorSketch } from "../visitors/visitor_sketch.ts";
import type { Jumps, LinePlace } from "./jumps.ts";
import type { RejectReason } from "../reject.ts";
import type { SeriesRows } from "./series_rows.ts";

/** A rejected line, placed relative to its slice. */
export interface RejectPlace extends LinePlace {
  /** The first check it failed. */
  readonly reason: RejectReason;
}

/**
 * What the records of one slice, or of several in a row, add. Two summaries of neighbouring slices merge by adding
 * cell by cell, in any grouping but in order; this is what the replay law rests on (architecture.md, "What flows").
 */
export interface Summary {
  /** Time of the first accepted record; null where there is none. */
  first: number | null;
  /** Event time M of the log after this summary; null before its second record. */
  latest: number | null;
  /** The clock of the log after this summary, and the records that it did not follow. */
  jumps: Jumps;
  /** Physical lines, empty ones among them. */
  lines: number;
  /** Accepted records. */
  accepted: number;
  /** Accepted records that were late. */
  late: number;
  /** Accepted records that have a duration; counted only where rules look at durations. */
  timed: number;
  /** What the errors of rules on latency have in common, by bucket, in no order. */
  readonly errorRows: ErrorRow[];
  /** Records left out: their dates lie outside `--since` and `--until`. */
  leftOut: number;
  /** Records that a filter of the source excludes. */
  excluded: number;
  /** Rejected records by reason. */
  readonly rejected: Partial<Record<RejectReason, number>>;
  /** The first of them, as many as are kept. */
  readonly rejects: RejectPlace[];
  /**
   * What on-time records add to each second and series, in no order. Taken out of the tables, in which the cells of classes
   * mean nothing any more.
   */
  readonly series: SeriesRows;
  /** Bucket start → what came while that bucket was not final. */
  readonly open: Map<number, CellTable>;
  /** Bucket start → what came late, after that bucket had turned final, but not its hour. */
  readonly amended: Map<number, CellTable>;
  /** The same after its hour had turned final, too. */
  readonly overdue: Map<number, CellTable>;
  /** Hour → what its buckets gain by `open` and `amended`, of those that are cut all values. */
  readonly hours: Map<number, CellTable>;
  /** Hour → what is in `overdue`, in the order in which it came to the hour. */
  readonly overdueHours: Map<number, CellTable>;
  /** Hour → who came in it, whether late or not; none where agents are not counted. */
  readonly visitors: Map<number, VisitorSketch>;
}

/** All kinds of tables of a summary. */
export const TABLE_KINDS = ["open", "amended", "overdue", "hours", "overdueHours"] as const;

/** The tables of a summary. */
export type SummaryTables = Pick<Summary, typeof TABLE_KINDS[number]>;

/** How many tables there are. */
export function tableCount(tables: SummaryTables): number {
  return TABLE_KINDS.reduce((sum, kind) => sum + tables[kind].size, 0);
}

/** No tables of any kind. */
export function emptyTables(): SummaryTables {
  return {
    open: new Map(),
    amended: new Map(),
    overdue: new Map(),
    hours: new Map(),
    overdueHours: new Map(),
  };
}

/** Records rejected for any reason. */
export function rejectedCount(summary: Summary): number {
  let count = 0;
  for (const n of Object.values(summary.rejected)) count += n;
  return count;
}

/** Adds what the records of another log bring to seconds, series and buckets, and takes it from there. */
export function absorb(summary: Summary, other: Summary): void {
  for (const kind of TABLE_KINDS) {
    for (const [start, table] of other[kind]) {
      const own = summary[kind].get(start);
      if (own === undefined) summary[kind].set(start, table);
      else own.merge(table);
    }
    other[kind].clear();
  }
  summary.errorRows.push(...other.errorRows.splice(0));
  mergeVisitors(summary.visitors, other.visitors);
  other.visitors.clear();
  summary.series.append(other.series.numbers);
  other.series.clear();
}

/** Adds the visitors of hours to those of others. The sketches must not be used afterwards. */
export function mergeVisitors(
  hours: Map<number, VisitorSketch>,
  more: ReadonlyMap<number, VisitorSketch>,
): void {
  for (const [hour, sketch] of more) {
    const own = hours.get(hour);
    if (own === undefined) hours.set(hour, sketch);
    else own.merge(sketch);
  }
}
