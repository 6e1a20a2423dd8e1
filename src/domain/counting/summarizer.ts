// Role: takes accepted records one by one, as positions in bytes, and adds them up into a `Summary`. A format
// (`formats/format.ts`) calls it for every line; this is the inner loop of the program.

import type { Counting } from "../analysis.ts";
import { NO_SECTION } from "../dimension.ts";
import { type RejectReason, SAMPLE_LENGTH } from "../reject.ts";
import { textOf } from "../text.ts";
import { hostKey, secondKey, sectionKey, statusKey } from "./cell_key.ts";
import { CellTable, type TablePool } from "./cell_table.ts";
import type { RuleCells } from "./rule_classes.ts";
import { findSection, type SectionPlace } from "./section.ts";
import { SeriesRows } from "./series_rows.ts";
import type { Summary } from "./summary.ts";

const NONE = new TextEncoder().encode(NO_SECTION), ROOT = new TextEncoder().encode("/");

/** Numbers the names of one dimension; `name_table.ts` is one. */
export interface Interner {
  /** The number of the name at [start, end) of `bytes`, which is not kept. */
  intern(bytes: Uint8Array, start: number, end: number): number;
}

/** Counts records in a summarizer's place; the kernel does, for the lines that it leaves to the reference. */
export interface RecordCounter {
  /**
   * Counts a record on time, section and host by their numbers; false where it cannot, and the summarizer is to do it.
   */
  count(time: number, section: number, host: number, status: number, bytes: number): boolean;
}

/**
 * Adds records up, slice by slice. Order matters: whether a record is late, and whether its bucket is final,
 * depends on the largest time before it.
 */
export class Summarizer {
  readonly #bucketSize: number;
  readonly #lateness: number;
  readonly #names: { readonly section: Interner; readonly host: Interner };
  readonly #pool: TablePool;
  readonly #rules: RuleCells | null;
  readonly #counter: RecordCounter | null;
  readonly #place: SectionPlace = { start: 0, end: 0, kind: "none" };
  #summary = emptySummary(null);
  #latest: number;
  #openStart = NaN;
  #openTable = new CellTable();
  #keptRejects = 0;

  /**
   * `latest` is the source's largest time so far; the names are shared with the readers of the summaries. `rules`, where
   * there are any, number the same names. What a `counter` counts is in no summary, but for the times.
   */
  constructor(
    options: Pick<Counting, "bucketSize" | "lateness">,
    names: { readonly section: Interner; readonly host: Interner },
    latest: number | null,
    pool: TablePool,
    rules: RuleCells | null = null,
    counter: RecordCounter | null = null,
  ) {
    this.#bucketSize = options.bucketSize;
    this.#lateness = options.lateness;
    this.#names = names;
    this.#pool = pool;
    this.#rules = rules;
    this.#counter = counter;
    this.#latest = latest ?? -Infinity;
  }

  /** The source's largest time so far; −Infinity before its first record. Set where others have read records. */
  get latest(): number {
    return this.#latest;
  }
  set latest(time: number) {
    this.#latest = time;
  }

  /** Begins a slice; of its rejects, at most `keptRejects` are kept with their samples. */
  begin(keptRejects: number): void {
    this.#summary = emptySummary(this.#latest === -Infinity ? null : this.#latest);
    this.#openStart = NaN;
    this.#keptRejects = keptRejects;
  }

  /** Ends the slice and gives its summary away. */
  end(lines: number): Summary {
    this.#summary.lines = lines;
    this.#rules?.end(this.#summary);
    return this.#summary;
  }

  /**
   * One accepted record. `time` is whole epoch seconds, `status` 100 … 999, `count` its bytes (0 … 2^53 − 1); host
   * and request are given by their places in `bytes`, which is not kept.
   */
  accept(
    bytes: Uint8Array,
    time: number,
    hostStart: number,
    hostEnd: number,
    requestStart: number,
    requestEnd: number,
    status: number,
    count: number,
  ): void {
    const summary = this.#summary;
    const watermark = this.#latest - this.#lateness;
    const start = time - time % this.#bucketSize;
    const late = time < watermark ? 1 : 0;
    summary.first ??= time;
    if (time > this.#latest) this.#latest = summary.latest = time;
    const section = this.#section(bytes, requestStart, requestEnd);
    const host = this.#names.host.intern(bytes, hostStart, hostEnd);
    if (late === 0 && this.#counter?.count(time, section, host, status, count)) return;
    let table: CellTable;
    if (start === this.#openStart && late === 0) table = this.#openTable;
    else if (late !== 0 && start + this.#bucketSize <= watermark) {
      table = this.#tableOf(summary.amended, start);
    } else {
      table = this.#openTable = this.#tableOf(summary.open, start);
      this.#openStart = start;
    }
    summary.accepted++;
    summary.late += late;
    const failure = status >= 500 ? 1 : 0;
    table.add(secondKey(time - start), count, failure, late);
    table.add(sectionKey(section), count, failure, late);
    table.add(hostKey(host), count, failure, late);
    table.add(statusKey(status), count, failure, late);
    this.#rules?.add(table, time - start, section, host, status, count, failure, late);
  }

  /** One rejected record: its line is at [start, end) of `bytes`, after `line` lines of the slice. */
  reject(reason: RejectReason, bytes: Uint8Array, start: number, end: number, line: number): void {
    const { rejected, rejects } = this.#summary;
    rejected[reason] = (rejected[reason] ?? 0) + 1;
    if (rejects.length >= this.#keptRejects) return;
    const sample = textOf(bytes.subarray(start, Math.min(end, start + SAMPLE_LENGTH)));
    rejects.push({ reason, line, offset: start, sample });
  }

  #tableOf(tables: Map<number, CellTable>, start: number): CellTable {
    let table = tables.get(start);
    if (table === undefined) tables.set(start, table = this.#pool.take());
    return table;
  }

  #section(bytes: Uint8Array, start: number, end: number): number {
    const place = this.#place, names = this.#names.section;
    findSection(bytes, start, end, place);
    if (place.kind === "written") return names.intern(bytes, place.start, place.end);
    return place.kind === "root" ? names.intern(ROOT, 0, ROOT.length) : names.intern(NONE, 0, NONE.length);
  }
}

function emptySummary(latest: number | null): Summary {
  return {
    first: null,
    latest,
    lines: 0,
    accepted: 0,
    late: 0,
    rejected: {},
    rejects: [],
    open: new Map(),
    amended: new Map(),
    series: new SeriesRows(),
  };
}
