// Role: the function `pair_sums(texts)` of the reports, an aggregate: the pairs of errors of many buckets, summed up. A row for each pair
// of each bucket would be tens of millions in a year.

import type { DatabaseSync } from "node:sqlite";
import { OTHER } from "../../../domain/dimensions/dimension.ts";

/** A row of the pairs of a bucket, see `domain/buckets/error_pairs_json.ts`. */
type Entry = readonly [pair: string, hits: number, bytes: number, failures: number];

/** Of a pair its hits, and those of `(other)` in the buckets that name it. */
interface Sum {
  hits: number;
  told: number;
}

/** Adds the pairs of buckets, each of them one text, with commas between them. Errors: SyntaxError for anything else. */
export function addPairs(sums: Map<string, Sum>, texts: string): void {
  const buckets: Entry[][] = JSON.parse(`[${texts}]`);
  for (let place = 0; place < buckets.length; place++) {
    const bucket = buckets[place], rest = bucket.find((entry) => entry[0] === OTHER)?.[1] ?? 0;
    for (let row = 0; row < bucket.length; row++) {
      const entry = bucket[row], sum = sums.get(entry[0]);
      if (sum === undefined) sums.set(entry[0], { hits: entry[1], told: rest });
      else {
        sum.hits += entry[1];
        sum.told += rest;
      }
    }
  }
}

/** The sums as JSON: of each pair its name, hits, and hits of `(other)` in the buckets that name it. */
export function sumsText(sums: ReadonlyMap<string, Sum>): string {
  return JSON.stringify([...sums].map(([pair, { hits, told }]) => [pair, hits, told]));
}

/** Makes the function in a database. `keep` takes an error: the runtime does not survive one that a function throws. */
export function registerPairSums(database: DatabaseSync, keep: (error: unknown) => void): void {
  const step = (sums: Map<string, Sum>, texts: unknown): Map<string, Sum> => {
    try {
      if (texts !== null) addPairs(sums, String(texts));
    } catch (error) {
      keep(error);
    }
    return sums;
  };
  const made = { start: () => new Map<string, Sum>(), step, result: sumsText };
  database.aggregate("pair_sums", made as unknown as Parameters<DatabaseSync["aggregate"]>[1]);
}
