// Role: counts what the errors of rules on latency have in common, for their explanations. `rule_classes.ts` calls it for
// each record on time; most records are no errors, so that what they are is looked at again.

import { limitValue, LONGEST_VALUE, type NameDimension, type ValuePlace } from "../dimensions/dimension.ts";
import { agent } from "../dimensions/agent.ts";
import { host } from "../dimensions/host.ts";
import { route } from "../dimensions/route.ts";
import { section } from "../dimensions/section.ts";
import type { LogRecord } from "../record.ts";
import type { Series } from "../rules/series.ts";
import { textOf } from "../text.ts";

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

/** Counts the errors of one summary after the other. */
export class ErrorCounts {
  readonly #watches: readonly ErrorWatch[];
  readonly #place: ValuePlace = { bytes: new Uint8Array(0), start: 0, end: 0 };
  readonly #room = new Uint8Array(LONGEST_VALUE);
  /** Bucket start → by watch: kind and value → errors. */
  #buckets = new Map<number, Map<string, { kind: ErrorKind; value: string; hits: number }>[]>();

  constructor(watches: readonly ErrorWatch[]) {
    this.#watches = watches;
  }

  /**
   * Adds a record on time of a bucket. The masks are those of the series that it belongs to, and of those to which it is an error.
   */
  add(start: number, record: LogRecord, lo: number, hi: number, errorLo: number, errorHi: number): void {
    const watches = this.#watches;
    let values: readonly (readonly [ErrorKind, string])[] | null = null;
    for (let watch = 0; watch < watches.length; watch++) {
      const { series, limit } = watches[watch];
      const isIn = series < 32 ? lo >>> series & 1 : hi >>> series - 32 & 1;
      const isError = limit !== null
        ? record.duration > limit
        : (series < 32 ? errorLo >>> series & 1 : errorHi >>> series - 32 & 1) === 1;
      if (isIn === 0 || !isError) continue;
      values ??= this.#valuesOf(record);
      this.#count(start, watch, values);
    }
  }

  /** What was added since the last call. */
  take(): ErrorRow[] {
    const rows: ErrorRow[] = [];
    for (const [start, counts] of this.#buckets) {
      counts.forEach((values, watch) => {
        for (const one of values.values()) rows.push({ start, watch, ...one });
      });
    }
    this.#buckets = new Map();
    return rows;
  }

  #count(start: number, watch: number, values: readonly (readonly [ErrorKind, string])[]): void {
    let counts = this.#buckets.get(start);
    if (counts === undefined) {
      this.#buckets.set(start, counts = this.#watches.map(() => new Map()));
    }
    for (const [kind, value] of values) {
      const key = `${kind} ${value}`, found = counts[watch].get(key);
      if (found === undefined) counts[watch].set(key, { kind, value, hits: 1 });
      else found.hits++;
    }
  }

  #valuesOf(record: LogRecord): readonly (readonly [ErrorKind, string])[] {
    const place = this.#place;
    const named = NAMED.map((dimension) => {
      dimension.extract(record, place);
      if (dimension.isLimited) limitValue(place, this.#room);
      return [dimension.name, textOf(place.bytes.subarray(place.start, place.end))] as const;
    });
    return [["status", String(record.status)], ...named];
  }
}
