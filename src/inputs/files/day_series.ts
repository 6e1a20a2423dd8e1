// Role: the files of logs that have a new one each day or hour, by their names: which come before one of them. There may be thousands.

import { placeAmong } from "./listings.ts";
import { areCyclic, compareDays, dateless, type DayKey, dayKey, isLaterDay } from "./rotated_names.ts";

/** A name of a log with its day. */
interface Day {
  readonly name: string;
  readonly key: DayKey | null;
}

/** The days of a log. */
interface Series {
  readonly days: readonly Day[];
  /** Whether any two of them can be compared: then they are in order. */
  readonly isOrdered: boolean;
}

/** Names by the log that they are of, each looked at once. */
export class DaySeries {
  readonly #byLog: ReadonlyMap<string | null, Series>;

  constructor(names: Iterable<string>) {
    const groups = Map.groupBy(new Set(names), dateless);
    groups.delete(null);
    this.#byLog = new Map([...groups].map(([own, names]) => [own, seriesOf(names)]));
  }

  /** Those of the log of a name that may come before it, the latest last; where they are in order, the last `most` of them. */
  before(name: string, most: number): readonly string[] {
    const { days, isOrdered } = this.#of(name), key = dayKey(name);
    if (isOrdered && isComparable(days, key)) {
      const place = placeBefore(days, key);
      return days.slice(Math.max(0, place - most), place).map(({ name }) => name);
    }
    return days.map(({ name }) => name).filter((other) => isLaterDay(name, other) || areCyclic(name, other))
      .sort((a, b) => isLaterDay(a, b) ? 1 : -1);
  }

  /** Those of its log that come after one name and before another one. */
  between(from: string, to: string): readonly string[] {
    const { days, isOrdered } = this.#of(to), first = dayKey(from), last = dayKey(to);
    if (isOrdered && isComparable(days, first) && isComparable(days, last)) {
      const start = placeAmong(days, ({ key }) => compareDays(key, first)! <= 0);
      return days.slice(start, placeBefore(days, last)).map(({ name }) => name);
    }
    return days.map(({ name }) => name).filter((name) => isLaterDay(name, from) && isLaterDay(to, name));
  }

  /** Those of its log that come after a name. */
  after(from: string): readonly string[] {
    return this.#of(from).days.map(({ name }) => name).filter((name) => isLaterDay(name, from));
  }

  #of(name: string): Series {
    return this.#byLog.get(dateless(name)) ?? NO_DAYS;
  }
}

const NO_DAYS: Series = { days: [], isOrdered: true };

function seriesOf(names: readonly string[]): Series {
  const days = names.map((name): Day => ({ name, key: dayKey(name) }));
  const isOrdered = days.every(({ key }) => compareDays(days[0].key, key) !== null);
  return { days: isOrdered ? days.sort((a, b) => compareDays(a.key, b.key)!) : days, isOrdered };
}

function isComparable(days: readonly Day[], key: DayKey | null): boolean {
  return days.length === 0 || compareDays(days[0].key, key) !== null;
}

/** How many of the days come before another one. */
function placeBefore(days: readonly Day[], day: DayKey | null): number {
  return placeAmong(days, ({ key }) => compareDays(key, day)! < 0);
}
