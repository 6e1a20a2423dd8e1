// Role: when late records, which rules do not see, are worth a word.

import type { Amendment, BucketRows } from "../../domain/buckets/rows.ts";

/** So many late records, and more than one of so many. */
const MANY = 20, SHARE = 100;
/** Fewer, as of a small run, where they are more of them. */
const FEWER = 5, SHARE_OF_FEW = 20;
/** Fewer still, where they are most of them. */
const SOME = 3;

/** Whether so many of the accepted records are late that it has to be said. */
export function areManyLate(
  { late, accepted }: { readonly late: number; readonly accepted: number },
): boolean {
  return late >= MANY && late * SHARE > accepted || late >= FEWER && late * SHARE_OF_FEW > accepted ||
    late >= SOME && late * 2 > accepted;
}

/** Buckets that are remembered until late records come to them: some hours of them. */
const KEPT = 4096;
/** More than one in so many of a bucket's records. */
const SHARE_OF_BUCKET = 10;
/** Of a log with a record now and then so many, and more than one in so many of those of longer spans, seconds. */
const SOME_OF_SPAN = 5, SHARE_OF_SPAN = 2, SPANS = [60, 600, 3600] as const;

interface Counts {
  readonly hits: number;
  readonly late: number;
}

/**
 * Tells stragglers, which are ordinary, from a clock that was wrong: that makes much of what some bucket holds late, though it may be next to
 * nothing of a run.
 */
export class LateBuckets {
  readonly #known = new Map<number, Counts>();
  readonly #spans = SPANS.map((size) => ({ size, known: new Map<number, Counts>() }));
  #areMany = false;

  /** Begins with what is known of buckets that were final before. */
  constructor(before: Iterable<Pick<BucketRows, "start" | "hits" | "late">>) {
    for (const { start, hits } of before) {
      this.#known.set(start, { hits, late: 0 });
      for (const { size, known } of this.#spans) add(known, start - start % size, { hits, late: 0 });
    }
  }

  /** Whether some bucket has so many that it has to be said. */
  get areMany(): boolean {
    return this.#areMany;
  }

  /** Adds what came to buckets: all of those that turned final, and late records. */
  add(rows: Iterable<Pick<BucketRows | Amendment, "start" | "hits" | "late">>): void {
    for (const { start, ...gained } of rows) {
      const sum = add(this.#known, start, gained);
      this.#areMany ||= sum.late >= SOME && sum.late * SHARE_OF_BUCKET > sum.hits;
      for (const { size, known } of this.#spans) {
        const sum = add(known, start - start % size, gained);
        this.#areMany ||= sum.late >= SOME_OF_SPAN && sum.late * SHARE_OF_SPAN > sum.hits;
      }
    }
    for (const known of [this.#known, ...this.#spans.map(({ known }) => known)]) {
      for (const start of known.keys()) {
        if (known.size <= KEPT) break;
        known.delete(start);
      }
    }
  }
}

/** What came to a span, which is from now on the one that has changed last. Returns its sum. */
function add(known: Map<number, Counts>, start: number, gained: Counts): Counts {
  const { hits, late } = known.get(start) ?? { hits: 0, late: 0 };
  const sum = { hits: hits + gained.hits, late: late + gained.late };
  known.delete(start);
  known.set(start, sum);
  return sum;
}
