// Role: takes accepted records one by one, as positions in bytes, and adds them up into a `Summary`. A format
// (`formats/format.ts`) calls it for every line; this is the inner loop of the program.

import type { Counting } from "../analysis.ts";
import { limitValue, LONGEST_VALUE, type ValuePlace } from "../dimensions/dimension.ts";
import {
  countedPlaces,
  countedSpan,
  countsVisitors,
  DIMENSIONS,
  type NamedDimension,
} from "../dimensions/dimensions.ts";
import type { RejectReason } from "../reject.ts";
import type { LogRecord } from "../record.ts";
import { type Sampler, samplerOf } from "../screening/sample.ts";
import { NO_SCREENING } from "../screening/settings.ts";
import { KINDS, secondKey, valueKey } from "./cell_key.ts";
import { CellTable, type TablePool } from "./cell_table.ts";
import { addHourly, hourEnd, hourOf } from "./hours.ts";
import type { RuleCells } from "./rule_classes.ts";
import { IS_LATE, IS_WAITING, JumpTracker, noJumps } from "./jumps.ts";
import { type LogClockState, NOT_BEGUN } from "./log_clock.ts";
import { SeriesRows } from "./series_rows.ts";
import { VisitorCounter } from "./visitor_counter.ts";
import { emptyTables, type Summary } from "./summary.ts";

const NOTHING = noJumps(NOT_BEGUN);
/** The kinds of the dimensions' keys, in their order. */
const KIND_AT = DIMENSIONS.map(({ name }) => KINDS[name]);

/** In place of the number of a value, where a record is not counted by a dimension. */
const NOT_COUNTED = -1;

/** What values of a dimension are counted in. */
type Span = ReturnType<typeof countedSpan>;

/** Numbers the names of one dimension; `name_table.ts` is one. */
export interface Interner {
  /** The number of the name at [start, end) of `bytes`, which is not kept. */
  intern(bytes: Uint8Array, start: number, end: number): number;
}

/** Numbers the names of the dimensions that have names. */
export type Interners = Readonly<Record<NamedDimension, Interner>>;

/** Counts records in a summarizer's place; the kernel does, for the lines that it leaves to the reference. */
export interface RecordCounter {
  /**
   * Counts a record on time; `values` are its numbers in the order of the dimensions. False where it cannot, and the
   * summarizer is to do it.
   */
  count(time: number, values: Int32Array, bytes: number): boolean;
}

/**
 * Adds records up, slice by slice. Order matters: whether a record is late, and whether its bucket is final,
 * depends on the largest time before it.
 */
export class Summarizer {
  readonly #bucketSize: number;
  readonly #names: Interners;
  readonly #pool: TablePool;
  readonly #rules: RuleCells | null;
  readonly #counter: RecordCounter | null;
  readonly #place: ValuePlace = { bytes: new Uint8Array(0), start: 0, end: 0 };
  /** Null where visitors are not counted. */
  readonly #visitors: VisitorCounter | null;
  /** Where a value that is too long is cut. */
  readonly #room = new Uint8Array(LONGEST_VALUE);
  /** The record's values as numbers, in the order of the dimensions; 0 of those that are neither counted nor looked at. */
  readonly #values = new Int32Array(DIMENSIONS.length);
  /** Places of the dimensions that are counted or that rules look at; of those whose values buckets and hours have, and hours alone. */
  readonly #extracted: readonly number[];
  readonly #bucketed: readonly number[];
  readonly #hourly: readonly number[];
  readonly #hourOnly: readonly number[];
  readonly #jumps: JumpTracker;
  /** What is kept of a line. */
  readonly sample: Sampler;
  #summary = emptySummary();
  #openStart = NaN;
  #openTable = new CellTable();
  /** What the hours of the slice have besides the sums of their buckets, by hour, and the table that was added to last. */
  readonly #hours = new Map<number, CellTable>();
  #openHour = NaN;
  #hourTable = new CellTable();
  #keptRejects = 0;

  /**
   * The names are shared with the readers of the summaries. `rules`, where there are any, number the same names. What a
   * `counter` counts is in no summary, but for the times.
   */
  constructor(
    options: Pick<Counting, "bucketSize" | "lateness" | "maxJump" | "dimensions" | "screening">,
    names: Interners,
    pool: TablePool,
    rules: RuleCells | null = null,
    counter: RecordCounter | null = null,
  ) {
    this.#bucketSize = options.bucketSize;
    this.#jumps = new JumpTracker(options);
    this.#names = names;
    this.#pool = pool;
    this.#rules = rules;
    this.#counter = counter;
    this.#visitors = countsVisitors(options.dimensions ?? null) ? new VisitorCounter() : null;
    const counted = countedPlaces(options.dimensions ?? null);
    this.#extracted = [...new Set([...counted, ...rules?.places ?? []])].sort((a, b) => a - b);
    const ofSpans = (...spans: Span[]) =>
      counted.filter((place) => spans.includes(countedSpan(DIMENSIONS[place])));
    this.#bucketed = ofSpans("bucket", "both");
    this.#hourly = ofSpans("hour", "both");
    this.#hourOnly = ofSpans("hour");
    this.sample = samplerOf(options.screening ?? NO_SCREENING);
  }

  /** The clock of the log. It has to learn what others have read of the same summary. */
  get jumps(): JumpTracker {
    return this.#jumps;
  }

  /**
   * Begins a slice of a log whose clock stands so, or is not known (null; see {@link JumpTracker.begin}). Of its rejects,
   * at most `keptRejects` are kept with their samples. `floor` is the watermark of a source that has not waited for the log.
   */
  begin(clock: LogClockState | null, keptRejects: number, floor: number | null = null): void {
    this.#summary = emptySummary();
    this.#jumps.begin(clock, floor);
    this.#openStart = this.#openHour = NaN;
    for (const table of this.#hours.values()) this.#pool.give(table);
    this.#hours.clear();
    this.#keptRejects = keptRejects;
    this.#visitors?.begin(this.#summary.visitors);
  }

  /** Ends the slice and returns its summary. */
  end(lines: number): Summary {
    const summary = this.#summary;
    summary.lines = lines;
    summary.jumps = this.#jumps.end();
    summary.latest = summary.jumps.clock.latest;
    this.#rules?.end(summary);
    summary.hours.clear();
    for (const [start, table] of this.#hours) this.#tableOf(summary.hours, start).merge(table);
    for (const tables of [summary.open, summary.amended]) {
      for (const [start, table] of tables) addHourly(this.#tableOf(summary.hours, hourOf(start)), table);
    }
    return summary;
  }

  /** One accepted record, which is not kept. Returns whether its line is: it may turn out to be an outlier. */
  accept(record: LogRecord): boolean {
    const { time, status, size: count } = record;
    const summary = this.#summary, jumps = this.#jumps, { watermark } = jumps;
    const start = time - time % this.#bucketSize;
    let late = 0, isWanted = false;
    if (time <= jumps.limit) {
      if (time < watermark) late = 1;
      if (time > jumps.latest) jumps.moveTo(time);
    } else {
      const judged = jumps.observe(time);
      if (judged === IS_LATE || time < watermark) late = 1;
      isWanted = judged === IS_WAITING;
    }
    summary.first ??= time;
    const values = this.#valuesOf(record);
    if (late === 0 && this.#counter?.count(time, values, count)) return isWanted;
    let table: CellTable, overdue: CellTable | null = null;
    if (start === this.#openStart && late === 0) table = this.#openTable;
    else if (late !== 0 && start + this.#bucketSize <= watermark) {
      const isOverdue = hourEnd(hourOf(start), this.#bucketSize) <= watermark;
      table = this.#tableOf(isOverdue ? summary.overdue : summary.amended, start);
      if (isOverdue) overdue = this.#tableOf(summary.overdueHours, hourOf(start));
    } else {
      table = this.#openTable = this.#tableOf(summary.open, start);
      this.#openStart = start;
    }
    this.#visitors?.count(hourOf(start));
    summary.accepted++;
    summary.late += late;
    const failure = status >= 500 ? 1 : 0;
    table.add(secondKey(time - start), count, failure, late);
    add(table, this.#bucketed, values, count, failure, late);
    if (overdue !== null) add(overdue, this.#hourly, values, count, failure, late);
    else if (this.#hourOnly.length > 0) {
      add(this.#tableOfHour(hourOf(start)), this.#hourOnly, values, count, failure, late);
    }
    this.#rules?.add(table, time - start, values, count, failure, late, record);
    return isWanted;
  }

  /** The line of the record that was accepted last, which may turn out to be an outlier; see {@link Summarizer.reject}. */
  keep(bytes: Uint8Array, start: number, end: number, line: number): void {
    this.#jumps.keep({ line, offset: start, sample: this.sample(bytes, start, end) });
  }

  /** One rejected record: its line is at [start, end) of `bytes`, after `line` lines of the slice. */
  reject(reason: RejectReason, bytes: Uint8Array, start: number, end: number, line: number): void {
    const { rejected, rejects } = this.#summary;
    rejected[reason] = (rejected[reason] ?? 0) + 1;
    if (rejects.length >= this.#keptRejects) return;
    rejects.push({ reason, line, offset: start, sample: this.sample(bytes, start, end) });
  }

  /** One record that is left out. */
  leaveOut(): void {
    this.#summary.leftOut++;
  }

  #tableOfHour(hour: number): CellTable {
    if (hour !== this.#openHour) {
      this.#hourTable = this.#tableOf(this.#hours, hour);
      this.#openHour = hour;
    }
    return this.#hourTable;
  }

  /** One record that is excluded. */
  exclude(): void {
    this.#summary.excluded++;
  }

  #tableOf(tables: Map<number, CellTable>, start: number): CellTable {
    let table = tables.get(start);
    if (table === undefined) tables.set(start, table = this.#pool.take());
    return table;
  }

  /** Lent until the next record. */
  #valuesOf(record: LogRecord): Int32Array {
    const values = this.#values, place = this.#place, names = this.#names;
    for (const i of this.#extracted) {
      const dimension = DIMENSIONS[i];
      if (dimension.kind === "number") values[i] = dimension.extract(record);
      else {
        dimension.extract(record, place);
        if (dimension.isLimited) limitValue(place, this.#room);
        this.#visitors?.see(dimension.name, place);
        if (place.start < 0) {
          values[i] = NOT_COUNTED;
          continue;
        }
        values[i] = names[dimension.name as NamedDimension].intern(place.bytes, place.start, place.end);
      }
    }
    return values;
  }
}

/** Counts a record under its values of the dimensions at some places. */
function add(
  table: CellTable,
  places: readonly number[],
  values: Int32Array,
  bytes: number,
  failure: number,
  late: number,
): void {
  for (let i = 0; i < places.length; i++) {
    const place = places[i];
    if (values[place] !== NOT_COUNTED) {
      table.add(valueKey(KIND_AT[place], values[place]), bytes, failure, late);
    }
  }
}

function emptySummary(): Summary {
  return {
    first: null,
    latest: null,
    jumps: NOTHING,
    lines: 0,
    accepted: 0,
    late: 0,
    timed: 0,
    errorRows: [],
    leftOut: 0,
    excluded: 0,
    rejected: {},
    rejects: [],
    ...emptyTables(),
    visitors: new Map(),
    series: new SeriesRows(),
  };
}
