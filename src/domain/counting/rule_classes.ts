// Role: what a rule file wants counted besides: records on time by second and rule class, errors by pair. `summarizer.ts`
// calls it for each record; when a summary ends, classes are taken out again, series by series.

import { FIRST_PAIRED } from "../dimension.ts";
import {
  errorMask,
  hostMask,
  MOST_SERIES,
  sectionMask,
  type Series,
  SeriesMasks,
  statusMask,
} from "../rules/series.ts";
import { textOf } from "../text.ts";
import {
  CLASS_SECOND,
  classOf,
  classSecondKey,
  kindOf,
  MOST_CLASSES,
  secondPlaceOf,
  statusHostKey,
  statusSectionKey,
} from "./cell_key.ts";
import { BYTES, CELL_WIDTH, type CellTable, HITS } from "./cell_table.ts";
import type { PairNumbers } from "./error_pairs.ts";
import { NameTable } from "./name_table.ts";
import type { SeriesRows } from "./series_rows.ts";
import { SeriesSums } from "./series_sums.ts";
import type { Summary } from "./summary.ts";

/** Above this many classes they are forgotten, so that the next summary has room for its own. */
const MANY_CLASSES = MOST_CLASSES >> 1;
/** Classes of several series; above them each series has classes of its own. */
const MOST_COMPOSED = MOST_CLASSES - 2 * MOST_SERIES;
/** Bytes of a class's name: its four masks. */
const CLASS_BYTES = 16;

/** The names that decide about the cells of rules. */
export interface RuleNames {
  /** Sections by number. */
  readonly section: Pick<NameTable, "bytes">;
  /** Hosts by number. */
  readonly host: Pick<NameTable, "bytes">;
}

/** Adds to the cells of buckets what a rule set's series ask for. */
export class RuleCells {
  readonly #names: RuleNames;
  readonly #pairs: PairNumbers;
  /** Rule classes by number. Their cells mean something only until the summary ends in which they came. */
  #classes = new NameTable();
  readonly #sections: SeriesMasks;
  readonly #hosts: SeriesMasks;
  readonly #statuses: SeriesMasks;
  readonly #errors: SeriesMasks;

  /** The names must be those that `add` has numbers of; so must those of which `pairs` are. */
  constructor(series: readonly Series[], names: RuleNames, pairs: PairNumbers) {
    this.#pairs = pairs;
    this.#names = names;
    const nameOf = (dimension: "section" | "host") => (number: number) =>
      textOf(names[dimension].bytes(number));
    const sectionText = nameOf("section"), hostText = nameOf("host");
    const anySection = series.every(({ match }) => match.section === null);
    const anyHost = series.every(({ match }) => match.host === null);
    this.#sections = new SeriesMasks(
      (number) => sectionMask(series, anySection ? "" : sectionText(number)),
      anySection,
    );
    this.#hosts = new SeriesMasks((number) => hostMask(series, anyHost ? "" : hostText(number)), anyHost);
    this.#statuses = new SeriesMasks((status) => statusMask(series, status));
    this.#errors = new SeriesMasks((status) => errorMask(series, status));
  }

  /** Ends a summary: takes its classes out. */
  end({ open, series }: Summary): void {
    for (const [start, table] of open) takeClasses(start, table, this.#classes, series);
    if (this.#classes.count > MANY_CLASSES) this.#classes = new NameTable();
  }

  /** Adds one record, of the second at `place` in the bucket; section and host by their numbers. */
  add(
    table: CellTable,
    place: number,
    section: number,
    host: number,
    status: number,
    bytes: number,
    failure: number,
    late: number,
  ): void {
    if (late === 0) this.#addClass(table, place, section, host, status, bytes);
    if (status < FIRST_PAIRED) return;
    const withHost = this.#pairs.numberOf("status_host", status, host);
    table.add(statusHostKey(withHost), bytes, failure, late);
    const withSection = this.#pairs.numberOf("status_section", status, section);
    table.add(statusSectionKey(withSection), bytes, failure, late);
  }

  #addClass(
    table: CellTable,
    place: number,
    section: number,
    host: number,
    status: number,
    bytes: number,
  ): void {
    const sections = this.#sections, hosts = this.#hosts, statuses = this.#statuses, errors = this.#errors;
    const ofSection = sections.placeOf(section, this.#names.section),
      ofHost = hosts.placeOf(host, this.#names.host);
    const ofStatus = statuses.placeOf(status, this), ofError = errors.placeOf(status, this);
    const lo = sections.lo[ofSection] & hosts.lo[ofHost] & statuses.lo[ofStatus];
    const hi = sections.hi[ofSection] & hosts.hi[ofHost] & statuses.hi[ofStatus];
    if ((lo | hi) === 0) return;
    const errorLo = lo & errors.lo[ofError], errorHi = hi & errors.hi[ofError];
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
    const bytes = classBytes(lo, hi, errorLo, errorHi), classes = this.#classes;
    return makes ? classes.intern(bytes, 0, CLASS_BYTES) : classes.find(bytes, 0, CLASS_BYTES);
  }
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
