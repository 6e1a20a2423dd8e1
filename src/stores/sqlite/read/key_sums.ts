// Role: the function `key_sums(keys, amount)` of the reports, an aggregate: of each key the sum of the amounts of the rows that list it, as a
// JSON object. To group a row for each key of each hour of a year would be to sort ten millions.

import type { DatabaseSync } from "node:sqlite";

/** Sums by key, so many together: keys are given out in turn, so that few stay empty. */
type Sums = Float64Array[];
const PAGE = 1024;

/** Makes the function in a database. `keep` takes an error: the runtime does not survive one that a function throws. */
export function registerKeySums(database: DatabaseSync, keep: (error: unknown) => void): void {
  const step = (sums: Sums, keys: unknown, amount: unknown): Sums => {
    try {
      if (keys !== null) addKeys(sums, String(keys), Number(amount));
    } catch (error) {
      keep(error);
    }
    return sums;
  };
  const made = { start: (): Sums => [], step, result: textOf };
  database.aggregate("key_sums", made as unknown as Parameters<DatabaseSync["aggregate"]>[1]);
}

/** Adds an amount to each of the keys, whole numbers from 0 on with commas between them. Errors: SyntaxError for anything else. */
function addKeys(sums: Sums, keys: string, amount: number): void {
  const read: number[] = JSON.parse(`[${keys}]`);
  for (let at = 0; at < read.length; at++) {
    const key = read[at], page = Math.floor(key / PAGE);
    (sums[page] ??= new Float64Array(PAGE))[key % PAGE] += amount;
  }
}

/** The sums that are not 0. */
function textOf(sums: Sums): string {
  const found: string[] = [];
  sums.forEach((page, number) =>
    page.forEach((sum, at) => {
      if (sum !== 0) found.push(`"${number * PAGE + at}":${sum}`);
    })
  );
  return `{${found.join(",")}}`;
}
