// Role: the function `pair_sums(texts, sums)` of the reports, an aggregate: the pairs of errors of many buckets, and of days, summed up. A
// row for each pair of each bucket would be tens of millions in a year.

import type { DatabaseSync } from "node:sqlite";
import { addPairs, addSums, type PairSum, sumsText } from "../../../domain/buckets/pair_sums.ts";

/** Makes the function in a database. `keep` takes an error: the runtime does not survive one that a function throws. */
export function registerPairSums(database: DatabaseSync, keep: (error: unknown) => void): void {
  const step = (sums: Map<string, PairSum>, texts: unknown, ofDay: unknown): Map<string, PairSum> => {
    try {
      if (texts !== null) addPairs(sums, String(texts));
      if (ofDay !== null) addSums(sums, String(ofDay));
    } catch (error) {
      keep(error);
    }
    return sums;
  };
  const made = { start: () => new Map<string, PairSum>(), step, result: sumsText };
  database.aggregate("pair_sums", made as unknown as Parameters<DatabaseSync["aggregate"]>[1]);
}
