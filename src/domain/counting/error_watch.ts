// Role: counts what the errors of rules on latency have in common, for their explanations. `rule_classes.ts` calls it for
// each record on time; most records are no errors, so that what they are is looked at again.

import { limitValue, LONGEST_VALUE, type NameDimension, type ValuePlace } from "../dimensions/dimension.ts";
import { agent } from "../dimensions/agent.ts";
import { host } from "../dimensions/host.ts";
import { route } from "../dimensions/route.ts";
import { section } from "../dimensions/section.ts";
import type { LogRecord } from "../record.ts";
import type { Series } from "../rules/series.ts";
import { NameTable } from "./name_table.ts";

/** By what errors are counted. */
export const ERROR_KINDS = ["status", "section", "host", "route", "agent"] as const;

export type ErrorKind = typeof ERROR_KINDS[number];

/** Whose errors are counted: those of a series, or, where its durations are counted, those above a limit. */
export interface ErrorWatch {
  /** Number of the series. */
  readonly series: number;
  /** Microseconds; null for what is an error to the series. */
  readonly limit: number | null;
  /** What it is known by from run to run. */
  readonly key: string;
}

/** What a summary adds to the errors of a bucket. */
export interface ErrorRow {
  /** First second of the bucket. */
  readonly start: number;
  /** Number of the watch. */
  readonly watch: number;
  readonly kind: ErrorKind;
  /** As it is stored, see `domain/text.ts`. */
  readonly value: string;
  readonly hits: number;
}

/** What is watched of these series, in order. */
export function errorWatches(series: readonly Series[]): ErrorWatch[] {
  return series.flatMap((one, number): ErrorWatch[] => {
    if (one.isBinned) {
      return one.limits.map((limit) => ({ series: number, limit, key: `${one.text} ${limit}` }));
    }
    return one.slowerThan === null ? [] : [{ series: number, limit: null, key: one.text }];
  });
}

const NAMED: readonly NameDimension<"section" | "host" | "route" | "agent">[] = [section, host, route, agent];

/** Above so many names of a kind, or bytes of them, all are forgotten before the next summary. */
const MOST_NAMES = 1 << 16, MOST_BYTES = 4 << 20;

/** The errors of one bucket and watch: of each of {@link ERROR_KINDS} value → errors. Values are statuses, or numbers of names. */
type Counts = readonly Map<number, number>[];

/** Counts the errors of one summary after the other. */
export class ErrorCounts {
  readonly #watches: readonly ErrorWatch[];
  readonly #place: ValuePlace = { bytes: new Uint8Array(0), start: 0, end: 0 };
  readonly #room = new Uint8Array(LONGEST_VALUE);
  /** By the places of {@link NAMED}. */
  #names: readonly NameTable[] = NAMED.map(() => new NameTable());
  /** What the record at hand is, by the places of {@link ERROR_KINDS}. */
  readonly #values = new Int32Array(ERROR_KINDS.length);
  /** Bucket start → by watch. */
  #buckets = new Map<number, (Counts | null)[]>();

  constructor(watches: readonly ErrorWatch[]) {
    this.#watches = watches;
  }

  /**
   * Adds a record on time of a bucket. The masks are those of the series that it belongs to, and of those to which it is an error.
   */
  add(start: number, record: LogRecord, lo: number, hi: number, errorLo: number, errorHi: number): void {
    const watches = this.#watches;
    let isKnown = false;
    for (let watch = 0; watch < watches.length; watch++) {
      const { series, limit } = watches[watch];
      const isIn = series < 32 ? lo >>> series & 1 : hi >>> series - 32 & 1;
      const isError = limit !== null
        ? record.duration > limit
        : (series < 32 ? errorLo >>> series & 1 : errorHi >>> series - 32 & 1) === 1;
      if (isIn === 0 || !isError) continue;
      if (!isKnown) this.#find(record);
      isKnown = true;
      this.#count(start, watch);
    }
  }

  /** What was added since the last call. */
  take(): ErrorRow[] {
    const rows: ErrorRow[] = [];
    for (const [start, watches] of this.#buckets) {
      watches.forEach((counts, watch) =>
        counts?.forEach((values, at) => {
          const kind = ERROR_KINDS[at], names = at === 0 ? null : this.#names[at - 1];
          for (const [value, hits] of values) {
            rows.push({ start, watch, kind, value: names?.text(value) ?? String(value), hits });
          }
        })
      );
    }
    this.#buckets = new Map();
    if (this.#names.some(({ count, used }) => count > MOST_NAMES || used > MOST_BYTES)) {
      this.#names = NAMED.map(() => new NameTable());
    }
    return rows;
  }

  #count(start: number, watch: number): void {
    let watches = this.#buckets.get(start);
    if (watches === undefined) this.#buckets.set(start, watches = this.#watches.map(() => null));
    const counts = watches[watch] ??= ERROR_KINDS.map(() => new Map<number, number>());
    for (let at = 0; at < counts.length; at++) {
      const value = this.#values[at];
      counts[at].set(value, (counts[at].get(value) ?? 0) + 1);
    }
  }

  #find(record: LogRecord): void {
    const place = this.#place, values = this.#values;
    values[0] = record.status;
    for (let at = 0; at < NAMED.length; at++) {
      NAMED[at].extract(record, place);
      if (NAMED[at].isLimited) limitValue(place, this.#room);
      values[at + 1] = this.#names[at].intern(place.bytes, place.start, place.end);
    }
  }
}
