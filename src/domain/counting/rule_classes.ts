// Role: what a rule file wants counted besides: records on time by second and rule class, errors by pair. `summarizer.ts`
// calls it for each record; when a summary ends, classes are taken out again, series by series.

import { ErrorCounts, errorWatches } from "./error_watch.ts";
import type { LogRecord } from "../record.ts";
import { DIMENSIONS, type KnownDimension, placeOf } from "../dimensions/dimensions.ts";
import { FIRST_PAIRED, PAIR_DIMENSIONS, PAIRED } from "../dimensions/pairs.ts";
import { binOf } from "../latency/bins.ts";
import { BIN_BITS } from "../windows/bin_counts.ts";
import {
  binnedMask,
  errorMask,
  MOST_SERIES,
  nameMask,
  type Series,
  type SeriesMask,
  SeriesMasks,
  slowMask,
  statusMask,
  timedMask,
} from "../rules/series.ts";
import type { FurtherName } from "../rules/definition.ts";
import { furtherIn } from "../rules/match.ts";
import { textOf } from "../text.ts";
import {
  CLASS_SECOND,
  classOf,
  classSecondKey,
  DURATIONS,
  kindOf,
  KINDS,
  MOST_CLASSES,
  secondPlaceOf,
  valueKey,
} from "./cell_key.ts";
import { BYTES, CELL_WIDTH, type CellTable, HITS } from "./cell_table.ts";
import type { PairNumbers } from "./error_pairs.ts";
import { NameTable } from "./name_table.ts";
import { numberOfBin, type SeriesRows } from "./series_rows.ts";
import { SeriesSums } from "./series_sums.ts";
import type { Summary } from "./summary.ts";

/** Above this many classes they are forgotten, so that the next summary has room for its own. */
const MANY_CLASSES = MOST_CLASSES >> 1;
/** Classes of several series; above them each series has classes of its own. */
const MOST_COMPOSED = MOST_CLASSES - 2 * MOST_SERIES;
/** Bytes of a class's name: its four masks. */
const CLASS_BYTES = 16;

/** The names that decide about the cells of rules; of further dimensions where rules name values of them. */
export interface RuleNames extends Readonly<Partial<Record<FurtherName, Pick<NameTable, "bytes">>>> {
  /** Sections by number. */
  readonly section: Pick<NameTable, "bytes">;
  /** Hosts by number. */
  readonly host: Pick<NameTable, "bytes">;
}

/** The series that the values of a dimension belong to. */
interface Condition {
  /** Where in a record's values the dimension's is. */
  readonly place: number;
  readonly masks: SeriesMasks;
  /** What has the names of the values; null where they are numbers. */
  readonly name: keyof RuleNames | null;
}

const STATUS_PLACE = placeOf("status");

/** Whether series look at a dimension: at those of which the kernel tells them its values, and at those of which one names values. */
function isAsked(name: string, series: readonly Series[]): boolean {
  return name === "section" || name === "host" || name === "status" ||
    series.some(({ match }) => furtherIn(match).some((further) => further === name));
}

function conditionOf({ kind, name }: KnownDimension, series: readonly Series[], names: RuleNames): Condition {
  const place = placeOf(name);
  if (kind === "number") {
    return { place, name: null, masks: new SeriesMasks((number) => statusMask(series, number)) };
  }
  const part = name as keyof RuleNames, isAny = series.every(({ match }) => !match[part]);
  const masks = new SeriesMasks(
    (number) => nameMask(series, part, isAny ? "" : textOf(names[part]!.bytes(number))),
    isAny,
  );
  return { place, name: part, masks };
}

/** Adds to the cells of buckets what a rule set's series ask for. */
export class RuleCells {
  readonly #names: RuleNames;
  readonly #pairs: PairNumbers;
  /** Rule classes by number. Their cells mean something only until the summary ends in which they came. */
  #classes = new NameTable();
  /** Some classes that came last, with their numbers: most records are of one of few. −1: none. */
  readonly #recent = { masks: new Int32Array(16 * 4), numbers: new Int32Array(16).fill(-1) };
  /** For each dimension that rules name values of: its place, and the series of its values. */
  readonly #conditions: readonly Condition[];
  /** The places of the values that are looked at, whether they are counted or not. */
  readonly places: readonly number[];
  readonly #errors: SeriesMasks;
  /** Null where no series looks at durations. */
  readonly #latencies: LatencyMasks | null;
  /** Null where no series wants to know what its errors have in common. */
  readonly #counts: ErrorCounts | null;
  /** Records of the summary that have a duration, where that matters. */
  #timed = 0;

  /** The names must be those that `add` has numbers of; so must those of which `pairs` are. */
  constructor(series: readonly Series[], names: RuleNames, pairs: PairNumbers) {
    this.#pairs = pairs;
    this.#names = names;
    this.#conditions = DIMENSIONS.filter(({ name }) => isAsked(name, series))
      .map((dimension) => conditionOf(dimension, series, names));
    this.places = this.#conditions.map(({ place }) => place);
    this.#errors = new SeriesMasks((status) => errorMask(series, status));
    this.#latencies = latencyMasks(series);
    const watches = errorWatches(series.filter(({ isExplained }) => isExplained).length > 0 ? series : []);
    this.#counts = watches.length > 0 ? new ErrorCounts(watches) : null;
  }

  /** Ends a summary: takes its classes out, and tells what came with a duration. */
  end(summary: Summary): void {
    const { open, series } = summary;
    summary.timed += this.#timed;
    this.#timed = 0;
    if (this.#counts !== null) summary.errorRows.push(...this.#counts.take());
    for (const [start, table] of open) takeClasses(start, table, this.#classes, series);
    if (this.#classes.count <= MANY_CLASSES) return;
    this.#classes = new NameTable();
    this.#recent.numbers.fill(-1);
  }

  /**
   * Adds one record, of the second at `place` in the bucket; its values as numbers, in the order of the dimensions.
   */
  add(
    table: CellTable,
    place: number,
    values: Int32Array,
    bytes: number,
    failure: number,
    late: number,
    record: LogRecord,
  ): void {
    const status = values[STATUS_PLACE];
    if (this.#latencies !== null && record.duration >= 0) this.#timed++;
    if (late === 0) this.#addClass(table, place, values, bytes, record);
    if (status < FIRST_PAIRED) return;
    for (const pair of PAIR_DIMENSIONS) {
      const number = this.#pairs.numberOf(pair, status, values[placeOf(PAIRED[pair])]);
      table.add(valueKey(KINDS[pair], number), bytes, failure, late);
    }
  }

  #addClass(table: CellTable, place: number, values: Int32Array, bytes: number, record: LogRecord): void {
    const conditions = this.#conditions, errors = this.#errors, latencies = this.#latencies;
    let lo = -1, hi = -1;
    for (let i = 0; i < conditions.length; i++) {
      const { masks, place, name } = conditions[i];
      // Names may be numbered anew; what a number means that is none never changes.
      const at = masks.placeOf(values[place], name === null ? this : this.#names[name]!);
      lo &= masks.lo[at];
      hi &= masks.hi[at];
    }
    const ofError = errors.placeOf(values[STATUS_PLACE], this);
    let errorLo = errors.lo[ofError], errorHi = errors.hi[ofError];
    if (latencies !== null) {
      const { duration, time } = record, { timed, binned } = latencies;
      if (duration < 0) {
        lo &= ~timed.lo;
        hi &= ~timed.hi;
      } else {
        const slow = latencies.slow[exceeded(latencies.limits, duration)];
        errorLo |= slow.lo;
        errorHi |= slow.hi;
      }
      this.#counts?.add(time - place, record, lo, hi, errorLo, errorHi);
      if ((lo & binned.lo | hi & binned.hi) !== 0) {
        addDuration(table, lo & binned.lo, hi & binned.hi, duration);
        lo &= ~binned.lo;
        hi &= ~binned.hi;
      }
    }
    if ((lo | hi) === 0) return;
    errorLo &= lo;
    errorHi &= hi;
    const number = this.#classNumber(lo, hi, errorLo, errorHi, this.#classes.count < MOST_COMPOSED);
    if (number >= 0) return table.add(classSecondKey(number, place), bytes, 0, 0);
    // There are too many sets of series to number them all: each series by itself says the same.
    for (let bit = 0; bit < MOST_SERIES; bit++) {
      const low = bit < 32 ? 1 << bit : 0, high = bit < 32 ? 0 : 1 << bit - 32;
      if ((lo & low | hi & high) === 0) continue;
      const single = this.#classNumber(low, high, errorLo & low, errorHi & high, true);
      table.add(classSecondKey(single, place), bytes, 0, 0);
    }
  }

  /** The number of a class; −1 where it has none and is not to get one. */
  #classNumber(lo: number, hi: number, errorLo: number, errorHi: number, makes: boolean): number {
    const { masks, numbers } = this.#recent,
      place = Math.imul(lo ^ hi ^ errorLo ^ errorHi, 0x9e3779b1) >>> 28,
      at = place * 4;
    const isRecent = masks[at] === lo && masks[at + 1] === hi && masks[at + 2] === errorLo &&
      masks[at + 3] === errorHi;
    if (isRecent && numbers[place] >= 0) return numbers[place];
    const bytes = classBytes(lo, hi, errorLo, errorHi), classes = this.#classes;
    masks[at] = lo;
    masks[at + 1] = hi;
    masks[at + 2] = errorLo;
    masks[at + 3] = errorHi;
    return numbers[place] = makes
      ? classes.intern(bytes, 0, CLASS_BYTES)
      : classes.find(bytes, 0, CLASS_BYTES);
  }
}

/** What durations say of records, for all series. */
interface LatencyMasks {
  /** The series that records without one are none of. */
  readonly timed: SeriesMask;
  /** Those of them whose durations are counted. */
  readonly binned: SeriesMask;
  /** All that series compare with, ascending, microseconds. */
  readonly limits: readonly number[];
  /** The series for which a record is slow, by how many limits its duration is above. */
  readonly slow: readonly SeriesMask[];
}

function latencyMasks(series: readonly Series[]): LatencyMasks | null {
  const limits = [...new Set(series.flatMap(({ slowerThan }) => slowerThan ?? []))].sort((a, b) => a - b);
  if (limits.length === 0 && !series.some(({ isBinned }) => isBinned)) return null;
  const slow = [0, ...limits.map((limit) => limit + 1)].map((duration) => slowMask(series, duration));
  return { timed: timedMask(series), binned: binnedMask(series), limits, slow };
}

/** Adds a duration to each of the series. */
function addDuration(table: CellTable, lo: number, hi: number, duration: number): void {
  const bin = binOf(duration);
  for (let half = 0; half < 2; half++) {
    for (let left = half === 0 ? lo : hi; left !== 0; left &= left - 1) {
      const bit = 31 - Math.clz32(left & -left) + 32 * half;
      table.add(classSecondKey(DURATIONS, bit << BIN_BITS | bin), 0, 0, 0);
    }
  }
}

/** How many of the limits, which ascend, a duration is above. */
function exceeded(limits: readonly number[], duration: number): number {
  let count = 0;
  while (count < limits.length && duration > limits[count]) count++;
  return count;
}

/** The name of a class: the masks of the series that its records belong to, and of those for which they are errors. */
export function classBytes(lo: number, hi: number, errorLo: number, errorHi: number): Uint8Array {
  const bytes = new Uint8Array(CLASS_BYTES), view = new DataView(bytes.buffer);
  view.setInt32(0, lo, true);
  view.setInt32(4, hi, true);
  view.setInt32(8, errorLo, true);
  view.setInt32(12, errorHi, true);
  return bytes;
}

/** Appends what the classes of a bucket's table add to each second and series. */
function takeClasses(start: number, table: CellTable, classes: NameTable, rows: SeriesRows): void {
  const { keys, values, count } = table, known: (readonly number[])[] = [], sums = new SeriesSums(rows);
  for (let cell = 0; cell < count; cell++) {
    const key = keys[cell];
    if (key <= 0 || kindOf(key) !== CLASS_SECOND) continue;
    const number = classOf(key), at = cell * CELL_WIDTH;
    if (number === DURATIONS) {
      const place = secondPlaceOf(key), bin = place & (1 << BIN_BITS) - 1;
      rows.add(start, numberOfBin(place >> BIN_BITS, bin), values[at + HITS], 0, 0);
      continue;
    }
    const series = known[number] ??= seriesIn(classes.bytes(number));
    sums.add(start + secondPlaceOf(key), series, values[at + HITS], values[at + BYTES]);
  }
  sums.end();
}

/** What {@link classBytes} says, as {@link SeriesSums} wants it. */
export function seriesIn(name: Uint8Array): number[] {
  const series: number[] = [], errors = CLASS_BYTES >> 1;
  for (let byte = 0; byte < errors; byte++) {
    for (let left = name[byte]; left !== 0; left &= left - 1) {
      const bit = 31 - Math.clz32(left & -left);
      series.push((byte * 8 + bit) << 1 | name[errors + byte] >> bit & 1);
    }
  }
  return series;
}
