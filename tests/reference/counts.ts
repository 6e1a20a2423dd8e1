// Role: counts of records and values of the reference, which `reference.ts` and `hours.ts` share.

import { textOf } from "../../src/domain/text.ts";
import type { Counted, ExpectedValue } from "./expected.ts";
import { type Accepted, MOST_BYTES } from "./records.ts";

/** Nothing counted. */
export function nothing(): Counted {
  return { hits: 0, bytes: 0, failures: 0 };
}

/** Counts one record. */
export function count(row: Counted, record: Accepted): void {
  // "**failure**: status ≥ 500."
  add(row, { hits: 1, bytes: record.bytes, failures: Number(record.status) >= 500 ? 1 : 0 });
}

/** Adds counts; bytes stop at 2^53 − 1. */
export function add(row: Counted, more: Counted): void {
  row.hits += more.hits;
  row.bytes = Math.min(MOST_BYTES, row.bytes + more.bytes);
  row.failures += more.failures;
}

/** Values as rows, by value. */
export function valueRows(start: number, values: Map<string, Counted>, other: Counted): ExpectedValue[] {
  const rows = [...values].map(([value, row]) => ({ start, value: text(value), ...row }));
  if (other.hits > 0) rows.push({ start, value: "(other)", ...other });
  return rows.sort((a, b) => a.value < b.value ? -1 : a.value > b.value ? 1 : 0);
}

/** A latin1 string as it is stored. */
export function text(latin1: string): string {
  return textOf(Uint8Array.from(latin1, (character) => character.charCodeAt(0)));
}
