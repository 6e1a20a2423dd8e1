// Role: what the errors of rules on latency have in common, bucket by bucket: their statuses, sections, hosts, routes and agents, of
// which buckets know nothing. Counted by `counting/error_watch.ts`, from on-time records; a part of the checkpoint.

import { ERROR_KINDS, type ErrorKind, type ErrorRow, type ErrorWatch } from "../counting/error_watch.ts";

/**
 * Values kept per kind of a final bucket: a cause has three tenths of all. The rest is only in the total, which is that of the
 * statuses.
 */
const MOST_VALUES = 20;

/** All of it as it is stored. */
export interface StoredErrors {
  /** What is watched: keys of {@link ErrorWatch}. */
  readonly watches: readonly string[];
  /** Of each bucket and watch: first second, number of the watch, then for each of {@link ERROR_KINDS} values and errors in turn. */
  readonly buckets: readonly StoredBucket[];
  /** What is watched whether or not there are errors of it, and the first second of whose errors all are counted, null for all. */
  readonly since?: Readonly<Record<string, number | null>>;
}

type StoredBucket = readonly [start: number, watch: number, ...kinds: readonly (string | number)[][]];

/** Nothing. */
export const NO_ERRORS: StoredErrors = Object.freeze({ watches: [], buckets: [] });

/** Value → errors. */
type Values = Map<string, number>;

/** The errors of one bucket and watch. */
type ByKind = Record<ErrorKind, Values>;

/** The errors of the buckets that explanations may still need. */
export class ErrorValues {
  readonly #watches: readonly ErrorWatch[];
  /** Bucket start → key of the watch → errors. */
  readonly #buckets = new Map<number, Map<string, ByKind>>();
  /** Key of the watch → first second of whose errors all are counted. */
  readonly #since: ReadonlyMap<string, number>;

  /** Resumes with what was stored; what was not watched then is counted from `begun` on. Rows number the watches in this order. */
  constructor(watches: readonly ErrorWatch[], stored: StoredErrors, begun = -Infinity) {
    this.#watches = watches;
    const isKnown = (key: string): boolean =>
      stored.since === undefined ? stored.watches.includes(key) : Object.hasOwn(stored.since, key);
    this.#since = new Map(
      watches.map(({ key }) => [key, isKnown(key) ? stored.since?.[key] ?? -Infinity : begun]),
    );
    for (const [start, watch, ...kinds] of stored.buckets) {
      kinds.forEach((values, kind) => {
        for (let at = 0; at < values.length; at += 2) {
          const value = String(values[at]), hits = Number(values[at + 1]);
          this.#add(start, stored.watches[watch], ERROR_KINDS[kind], value, hits);
        }
      });
    }
  }

  /** Adds rows of a summary. */
  add(rows: readonly ErrorRow[]): void {
    for (const { start, watch, kind, value, hits } of rows) {
      this.#add(start, this.#watches[watch].key, kind, value, hits);
    }
  }

  /** Of a bucket that turned final, keeps the values of most errors. */
  close(start: number): void {
    for (const kinds of this.#buckets.get(start)?.values() ?? []) {
      for (const kind of ERROR_KINDS) if (kind !== "status") kinds[kind] = shortened(kinds[kind]);
    }
  }

  /** Forgets the buckets before a time. */
  forgetBefore(time: number): void {
    for (const start of this.#buckets.keys()) if (start < time) this.#buckets.delete(start);
  }

  /** The first second of whose errors of a watch all are counted. */
  since(watch: string): number {
    return this.#since.get(watch) ?? -Infinity;
  }

  /** The errors of a watch in the buckets that begin within [from, to), by kind, and how many there are. */
  sums(watch: string, from: number, to: number): { readonly kinds: ByKind; readonly total: number } {
    const kinds = noValues();
    for (const [start, watches] of this.#buckets) {
      const found = start >= from && start < to ? watches.get(watch) : undefined;
      if (found === undefined) continue;
      for (const kind of ERROR_KINDS) {
        for (const [value, hits] of found[kind]) kinds[kind].set(value, (kinds[kind].get(value) ?? 0) + hits);
      }
    }
    return { kinds, total: kinds.status.values().reduce((sum, hits) => sum + hits, 0) };
  }

  /** To be stored: the buckets from a time on, all in one order. */
  stored(from: number): StoredErrors {
    const kept = [...this.#buckets].filter(([start]) => start >= from).sort(([a], [b]) => a - b);
    const watches = [...new Set(kept.flatMap(([, byWatch]) => [...byWatch.keys()]))].sort();
    const buckets = kept.flatMap(([start, byWatch]) =>
      watches.flatMap((key, watch): StoredBucket[] => {
        const kinds = byWatch.get(key);
        return kinds === undefined ? [] : [[start, watch, ...ERROR_KINDS.map((kind) => flat(kinds[kind]))]];
      })
    );
    const since = Object.fromEntries(
      [...this.#since].map(([key, time]) => [key, time > from ? time : null]).toSorted(([a], [b]) =>
        a! < b! ? -1 : 1
      ),
    );
    return { watches, buckets, ...this.#since.size > 0 && { since } };
  }

  #add(start: number, watch: string, kind: ErrorKind, value: string, hits: number): void {
    let watches = this.#buckets.get(start);
    if (watches === undefined) this.#buckets.set(start, watches = new Map());
    let kinds = watches.get(watch);
    if (kinds === undefined) watches.set(watch, kinds = noValues());
    kinds[kind].set(value, (kinds[kind].get(value) ?? 0) + hits);
  }
}

function noValues(): ByKind {
  return { status: new Map(), section: new Map(), host: new Map(), route: new Map(), agent: new Map() };
}

/** Those of most errors, ties by name. */
function shortened(values: Values): Values {
  if (values.size <= MOST_VALUES) return values;
  const sorted = [...values].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return new Map(sorted.slice(0, MOST_VALUES));
}

/** Values and errors in turn, by value. */
function flat(values: Values): (string | number)[] {
  return [...values].sort(([a], [b]) => a < b ? -1 : 1).flat();
}
