// Role: the open buckets of a source: summaries go in; final buckets, amendments and seconds come out.

import type { Counting } from "../analysis.ts";
import { CellTable, type TablePool } from "../counting/cell_table.ts";
import { addSummed, hourEnd, hourOf } from "../counting/hours.ts";
import { isCrowded, keepNames, type Names } from "../counting/names.ts";
import type { SeriesRows } from "../counting/series_rows.ts";
import { mergeVisitors, type Summary } from "../counting/summary.ts";
import type { VisitorSketch } from "../visitors/visitor_sketch.ts";
import { amendmentOf, bucketOf, hourRowsOf, secondsOf } from "./bucket_from_cells.ts";
import type { Amendment, BucketRows, HourRows, SecondRow, VisitorHour } from "./rows.ts";

/** What one summary makes final. */
export interface FinalBuckets {
  /** Buckets that turned final, by start. */
  readonly closed: BucketRows[];
  /** Late records for buckets that were final before them, in the order in which the buckets first got one. */
  readonly amended: Amendment[];
  /** What the summary adds to each second, in no order; a second stands here at most once. */
  readonly seconds: SecondRow[];
  /** What it adds to each second and series, in no order; both may stand here together more than once. */
  readonly series: SeriesRows;
}

/** The tables that a run resumes with, see {@link OpenBuckets}. */
export interface OpenTables {
  readonly open: Map<number, CellTable>;
  readonly held: Map<number, CellTable>;
}

/** The buckets of one source that are not final yet. */
export class OpenBuckets {
  /** Bucket start → its cells. Owned by this object; a checkpoint holds them. */
  readonly tables: Map<number, CellTable>;
  /**
   * Bucket start → late records for buckets that are final in view of their own log, while another one holds the source back. They
   * amend once the bucket turns final: so its top values do not depend on the order in which logs are read.
   */
  readonly held: Map<number, CellTable>;
  readonly #options: Pick<Counting, "bucketSize" | "lateness" | "top">;
  readonly #names: Names;
  readonly #pool: TablePool;

  /** Hour → what has been added to it since the last {@link OpenBuckets.takeHours}, before it turned final. */
  readonly #hours = new Map<number, CellTable>();
  /** The same after it turned final. */
  readonly #overdueHours = new Map<number, CellTable>();
  /** Hour → who came in it since then. */
  readonly #visitors = new Map<number, VisitorSketch>();

  /** The names are those that the keys of the summaries, and of the tables to resume with, refer to. */
  constructor(
    options: Pick<Counting, "bucketSize" | "lateness" | "top">,
    names: Names,
    { open, held }: OpenTables,
    pool: TablePool,
  ) {
    this.tables = open;
    this.held = held;
    this.#options = options;
    this.#names = names;
    this.#pool = pool;
  }

  /**
   * Takes a summary in, with which the source reaches the event time `latest`, null for none. Its tables must not be used
   * afterwards.
   */
  push(summary: Summary, latest: number | null): FinalBuckets {
    const seconds: SecondRow[] = [];
    this.#sumHours(summary);
    for (const [start, table] of summary.open) this.#add(this.tables, start, table, seconds);
    const finalBefore = this.#finalBefore(latest), late: [number, CellTable][] = [];
    const { bucketSize } = this.#options;
    const isHourFinal = (hour: number): boolean => hourEnd(hour, bucketSize) <= finalBefore + bucketSize;
    for (const [start, table] of [...summary.amended, ...summary.overdue]) {
      if (start > finalBefore) this.#add(this.held, start, table, seconds);
      else {
        secondsOf(start, table, seconds);
        late.push([start, table]);
      }
    }
    const closed: BucketRows[] = [];
    for (const start of startsUpTo(finalBefore, this.tables)) {
      const table = this.tables.get(start)!;
      closed.push(bucketOf(start, table, this.#names, this.#options.top));
      this.tables.delete(start);
      this.#pool.give(table);
    }
    const amended: Amendment[] = [];
    const held = startsUpTo(finalBefore, this.held).map((start) => [start, this.held.get(start)!] as const);
    for (const [start] of held) this.held.delete(start);
    for (const [hour, table] of summary.hours) this.#mergeHour(this.#hours, hour, table);
    for (const [hour, table] of summary.overdueHours) {
      // As long as another log holds the hour open, it is not overdue.
      this.#mergeHour(isHourFinal(hour) ? this.#overdueHours : this.#hours, hour, table);
    }
    mergeVisitors(this.#visitors, summary.visitors);
    for (const [start, table] of [...held, ...late]) {
      amended.push(amendmentOf(start, table, this.#names));
      this.#pool.give(table);
    }
    if (isCrowded(this.#names)) {
      keepNames(this.#names, this.tables, this.held, this.#hours, this.#overdueHours);
    }
    return { closed, amended, seconds, series: summary.series };
  }

  /** The buckets as they are now, whole (no value is cut), by start. */
  snapshot(): BucketRows[] {
    const starts = [...new Set([...this.tables.keys(), ...this.held.keys()])].sort((a, b) => a - b);
    return starts.map((start) => bucketOf(start, wholeTable(start, this), this.#names, Infinity));
  }

  /** What hours have gained since the last call, by hour. */
  takeHours(): {
    readonly hours: HourRows[];
    readonly overdue: HourRows[];
    readonly visitors: VisitorHour[];
  } {
    const taken = (tables: Map<number, CellTable>): HourRows[] => {
      const rows = [...tables].sort(([a], [b]) => a - b)
        .map(([start, table]) => hourRowsOf(start, table, this.#names));
      for (const table of tables.values()) this.#pool.give(table);
      tables.clear();
      return rows;
    };
    const visitors = [...this.#visitors].sort(([a], [b]) => a - b)
      .map(([start, sketch]) => ({ start, sketch }));
    this.#visitors.clear();
    return { hours: taken(this.#hours), overdue: taken(this.#overdueHours), visitors };
  }

  /** Adds what its buckets gain to hours that are sums of them. */
  #sumHours({ open, amended, overdue }: Summary): void {
    for (const tables of [open, amended, overdue]) {
      for (const [start, table] of tables) addSummed(this.#hourTable(this.#hours, hourOf(start)), table);
    }
  }

  #hourTable(hours: Map<number, CellTable>, hour: number): CellTable {
    let sum = hours.get(hour);
    if (sum === undefined) hours.set(hour, sum = this.#pool.take());
    return sum;
  }

  #mergeHour(hours: Map<number, CellTable>, hour: number, table: CellTable): void {
    this.#hourTable(hours, hour).merge(table);
    this.#pool.give(table);
  }

  /** The table of an open bucket for adding to: in place of a view, which would grow, one that has the room already. */
  #owned(tables: Map<number, CellTable>, start: number, open: CellTable): CellTable {
    if (!open.isView) return open;
    const table = this.#pool.take();
    table.merge(open);
    tables.set(start, table);
    this.#pool.give(open);
    return table;
  }

  /** The last start of a bucket that is final. */
  #finalBefore(latest: number | null): number {
    return latest === null ? -Infinity : latest - this.#options.lateness - this.#options.bucketSize;
  }

  /** Adds a table of a summary to one of such tables, and its seconds to `seconds`. */
  #add(tables: Map<number, CellTable>, start: number, table: CellTable, seconds: SecondRow[]): void {
    secondsOf(start, table, seconds);
    const open = tables.get(start);
    if (open === undefined) tables.set(start, table);
    else {
      this.#owned(tables, start, open).merge(table);
      this.#pool.give(table);
    }
  }
}

/** All that an open bucket has so far. */
export function wholeTable(start: number, { tables, held }: Pick<OpenBuckets, "tables" | "held">): CellTable {
  const open = tables.get(start), late = held.get(start);
  if (open === undefined || late === undefined) return open ?? late!;
  const whole = new CellTable();
  whole.merge(open);
  whole.merge(late);
  return whole;
}

function startsUpTo(last: number, tables: ReadonlyMap<number, CellTable>): number[] {
  const starts: number[] = [];
  for (const start of tables.keys()) if (start <= last) starts.push(start);
  return starts.sort((a, b) => a - b);
}
