// Role: the pairs of errors of many buckets, summed up: what `error_pairs_json.ts` writes of each.

import { OTHER } from "../dimensions/dimension.ts";

/** A row of the pairs of a bucket. */
type Entry = readonly [pair: string, hits: number, bytes: number, failures: number];

/** Of a pair its hits, and those of `(other)` in the buckets that name it. */
export interface PairSum {
  hits: number;
  told: number;
}

/** Adds the pairs of buckets, each of them one text, with commas between them. Errors: SyntaxError for anything else. */
export function addPairs(sums: Map<string, PairSum>, texts: string): void {
  const buckets: Entry[][] = JSON.parse(`[${texts}]`);
  for (let place = 0; place < buckets.length; place++) {
    const bucket = buckets[place], rest = bucket.find((entry) => entry[0] === OTHER)?.[1] ?? 0;
    for (let row = 0; row < bucket.length; row++) add(sums, bucket[row][0], bucket[row][1], rest);
  }
}

/** Adds what {@link sumsText} made. Errors: SyntaxError for anything else. */
export function addSums(sums: Map<string, PairSum>, text: string): void {
  const entries: (readonly [pair: string, hits: number, told: number])[] = JSON.parse(text);
  // Without destructuring, which would take an iterator for each of very many entries.
  for (let at = 0; at < entries.length; at++) add(sums, entries[at][0], entries[at][1], entries[at][2]);
}

/** The sums as JSON, by pair: of each its name, hits, and hits of `(other)` in the buckets that name it. */
export function sumsText(sums: ReadonlyMap<string, PairSum>): string {
  const entries = [...sums].map(([pair, { hits, told }]) => [pair, hits, told] as const);
  return JSON.stringify(entries.sort((one, next) => one[0] < next[0] ? -1 : 1));
}

function add(sums: Map<string, PairSum>, pair: string, hits: number, told: number): void {
  const sum = sums.get(pair);
  if (sum === undefined) sums.set(pair, { hits, told });
  else {
    sum.hits += hits;
    sum.told += told;
  }
}
