// Role: judges whether a table that says that it is ordered is: dimension after dimension, and of each that may be cut those
// values first that a bucket keeps, found by sorting. Used by `adopted.ts`.

import { dimensionOf, namedOf, numberOf, VALUED } from "../../src/domain/counting/cell_key.ts";
import { CELL_WIDTH } from "../../src/domain/counting/cell_table.ts";
import type { NamedDimension } from "../../src/domain/dimensions/dimensions.ts";
import type { NameTable } from "../../src/domain/counting/name_table.ts";
import {
  type PackedSummary,
  SECONDS_AT,
  UNORDERED,
  VALUES_AT,
} from "../../src/kernel/summary/packed_summary.ts";

/** What is wrong with the order of the table at `at`; null where nothing is. `own` gives the keys that the names know. */
export function disorderIn(
  { tables, keys, values, topCount }: PackedSummary,
  at: number,
  names: Readonly<Record<NamedDimension, NameTable>>,
  own: (key: number) => number,
): string | null {
  const [first, count] = tables.subarray(at + 2), seconds = tables[at + SECONDS_AT];
  if (seconds === UNORDERED) return null;
  const counts = Array.from(tables.subarray(at + VALUES_AT, at + VALUES_AT + VALUED.length));
  const all = counts.reduce((sum, one) => sum + one, seconds);
  if (all !== count) return `${seconds} + ${counts.join(" + ")} of ${count} cells`;
  const dimensions = [
    ...Array(seconds).fill(null),
    ...VALUED.flatMap((dimension, place) => Array(counts[place]).fill(dimension)),
  ];
  for (let cell = 0; cell < count; cell++) {
    const dimension = dimensionOf(keys[first + cell]);
    if (dimension !== dimensions[cell]) {
      return `cell ${cell} is of ${dimension} instead of ${dimensions[cell]}`;
    }
  }
  let from = first + seconds;
  for (const length of counts) {
    const cells = Array.from({ length }, (_, place) => from + place);
    from += length;
    const dimension = length === 0 ? null : namedOf(keys[cells[0]]) as NamedDimension | null;
    if (dimension === null) continue;
    const hits = (cell: number): number => values[cell * CELL_WIDTH];
    const name = (cell: number): number => numberOf(own(keys[cell]));
    const sorted = cells.toSorted((a, b) => hits(b) - hits(a) || names[dimension].compare(name(a), name(b)));
    const kept = new Set(sorted.slice(0, topCount));
    const wrong = cells.slice(0, topCount).find((cell) => !kept.has(cell));
    if (wrong !== undefined) return `${dimension} ${name(wrong)} is among the first ${topCount} of ${length}`;
  }
  return null;
}
