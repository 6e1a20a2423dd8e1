// Role: the open buckets of a source: summaries go in; final buckets, amendments and seconds come out.

import type { Counting } from "../analysis.ts";
import type { CellTable, TablePool } from "../counting/cell_table.ts";
import { isCrowded, keepNames, type Names } from "../counting/names.ts";
import type { SeriesRows } from "../counting/series_rows.ts";
import type { Summary } from "../counting/summary.ts";
import { amendmentOf, bucketOf, secondsOf } from "./bucket_from_cells.ts";
import type { Amendment, BucketRows, SecondRow } from "./rows.ts";

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

/** The buckets of one source that are not final yet. */
export class OpenBuckets {
  /** Bucket start → its cells. Owned by this object; a checkpoint holds them. */
  readonly tables: Map<number, CellTable>;
  readonly #options: Pick<Counting, "bucketSize" | "lateness" | "top">;
  readonly #names: Names;
  readonly #pool: TablePool;

  /** The names are those that the keys of the summaries, and of the tables to resume with, refer to. */
  constructor(
    options: Pick<Counting, "bucketSize" | "lateness" | "top">,
    names: Names,
    tables: Map<number, CellTable>,
    pool: TablePool,
  ) {
    this.tables = tables;
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
    for (const [start, table] of summary.open) {
      secondsOf(start, table, seconds);
      const open = this.tables.get(start);
      if (open === undefined) this.tables.set(start, table);
      else {
        this.#owned(start, open).merge(table);
        this.#pool.give(table);
      }
    }
    const closed: BucketRows[] = [];
    for (const start of this.#finalStarts(latest)) {
      const table = this.tables.get(start)!;
      closed.push(bucketOf(start, table, this.#names, this.#options.top));
      this.tables.delete(start);
      this.#pool.give(table);
    }
    const amended: Amendment[] = [];
    for (const [start, table] of summary.amended) {
      secondsOf(start, table, seconds);
      amended.push(amendmentOf(start, table, this.#names));
      this.#pool.give(table);
    }
    if (isCrowded(this.#names)) keepNames(this.#names, this.tables);
    return { closed, amended, seconds, series: summary.series };
  }

  /** The buckets as they are now, whole (no value is cut), by start. */
  snapshot(): BucketRows[] {
    const starts = [...this.tables.keys()].sort((a, b) => a - b);
    return starts.map((start) => bucketOf(start, this.tables.get(start)!, this.#names, Infinity));
  }

  /** The table of an open bucket for adding to: in place of a view, which would grow, one that has the room already. */
  #owned(start: number, open: CellTable): CellTable {
    if (!open.isView) return open;
    const table = this.#pool.take();
    table.merge(open);
    this.tables.set(start, table);
    this.#pool.give(open);
    return table;
  }

  #finalStarts(latest: number | null): number[] {
    if (latest === null) return [];
    const finalBefore = latest - this.#options.lateness - this.#options.bucketSize;
    const starts: number[] = [];
    for (const start of this.tables.keys()) if (start <= finalBefore) starts.push(start);
    return starts.sort((a, b) => a - b);
  }
}
