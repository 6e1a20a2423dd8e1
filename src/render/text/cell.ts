// Role: one cell of an answer as text and as JSON, the same in every output format.

import { type ColumnUnit, unitText } from "../../domain/unit.ts";
import type { ShownAnswer, SqlValue } from "../../stores/store.ts";
import { jsonText } from "./printable.ts";

/**
 * The cell as text, not escaped yet: numbers in full, blobs as hexadecimal digits. NULL is undefined: each format shows it
 * in its own way.
 */
export function cellText(value: SqlValue): string | undefined {
  if (typeof value === "string") return value;
  if (value === null) return undefined;
  return value instanceof Uint8Array ? hexadecimal(value) : String(value);
}

/** Texts of numbers that were made: many rows repeat them, and a unit takes long to write. */
const MOST_KNOWN = 10_000;

/** Makes the cell of a row that stands in a column a text for people: a number with the unit of its column. NULL is undefined. */
export function cellTexts(
  columns: readonly string[],
  units: readonly (ColumnUnit | undefined)[] = [],
): (row: readonly SqlValue[], column: number) => string | undefined {
  const metrics = units.map((unit) => typeof unit === "object" ? columns.indexOf(unit.metricIn) : -1);
  const known = units.map(() => new Map<number, string>());
  return (row, column) => {
    const value = row[column], unit = units[column];
    if (unit === undefined || typeof value !== "number") return cellText(value);
    if (metrics[column] >= 0) return unitText(unit, value, String(row[metrics[column]]));
    let text = known[column].get(value);
    if (text === undefined) {
      text = unitText(unit, value);
      if (known[column].size < MOST_KNOWN) known[column].set(value, text);
    }
    return text;
  };
}

/**
 * The cell as JSON. Integers keep all their digits, also above 2^53; an infinite number is `1e999`, which is JSON and
 * reads as infinite; blobs are hexadecimal strings.
 */
export function cellJson(value: SqlValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return jsonText(value);
  if (value instanceof Uint8Array) return jsonText(hexadecimal(value));
  if (value === Infinity) return "1e999";
  if (value === -Infinity) return "-1e999";
  return Number.isNaN(value) ? "null" : String(value);
}

export function isNumber(value: SqlValue): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** For each column whether it holds numbers, at least one, and otherwise NULL only. `see` is called with each row that is measured. */
export function numberColumns(
  { columns, rows, samples = rows }: ShownAnswer,
  see: (row: readonly SqlValue[]) => void = () => {},
): boolean[] {
  const some = columns.map(() => false), others = columns.map(() => false);
  for (const row of samples) {
    for (let column = 0; column < some.length; column++) {
      const value = row[column];
      if (isNumber(value)) some[column] = true;
      else if (value !== null) others[column] = true;
    }
    see(row);
  }
  return some.map((is, column) => is && !others[column]);
}

/** The column names made distinct, for formats that need keys: the second `hits` becomes `hits_2`. */
export function distinctNames(columns: readonly string[]): string[] {
  const taken = new Set(columns);
  const seen = new Set<string>();
  return columns.map((name) => {
    let distinct = name;
    for (let number = 2; seen.has(distinct) || (distinct !== name && taken.has(distinct)); number++) {
      distinct = `${name}_${number}`;
    }
    seen.add(distinct);
    return distinct;
  });
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
