// Role: judges whether a table that says that it is ordered is: dimension after dimension, and of sections and hosts those
// first that a bucket keeps, found by sorting. Used by `adopted.ts`.

import { dimensionOf, numberOf } from "../../src/domain/counting/cell_key.ts";
import { CELL_WIDTH } from "../../src/domain/counting/cell_table.ts";
import type { NameTable } from "../../src/domain/counting/name_table.ts";
import { type PackedSummary, UNORDERED } from "../../src/kernel/summary/packed_summary.ts";

/** What is wrong with the order of the table at `at`; null where nothing is. `own` gives the keys that the names know. */
export function disorderIn(
  { tables, keys, values, topCount }: PackedSummary,
  at: number,
  names: Readonly<Record<"section" | "host", NameTable>>,
  own: (key: number) => number,
): string | null {
  const [first, count, seconds, sections, hosts] = tables.subarray(at + 2);
  if (seconds === UNORDERED) return null;
  if (seconds + sections + hosts > count) return `${seconds} + ${sections} + ${hosts} of ${count} cells`;
  const dimensions = [
    ...Array(seconds).fill(null),
    ...Array(sections).fill("section"),
    ...Array(hosts).fill("host"),
  ];
  for (let cell = 0; cell < count; cell++) {
    const dimension = dimensionOf(keys[first + cell]),
      expected = cell < dimensions.length ? dimensions[cell] : "status";
    if (dimension !== expected) return `cell ${cell} is of ${dimension} instead of ${expected}`;
  }
  for (
    const [dimension, from, length] of [["section", seconds, sections], [
      "host",
      seconds + sections,
      hosts,
    ]] as const
  ) {
    const cells = Array.from({ length }, (_, place) => first + from + place);
    const hits = (cell: number): number => values[cell * CELL_WIDTH];
    const name = (cell: number): number => numberOf(own(keys[cell]));
    const sorted = cells.toSorted((a, b) => hits(b) - hits(a) || names[dimension].compare(name(a), name(b)));
    const kept = new Set(sorted.slice(0, topCount));
    const wrong = cells.slice(0, topCount).find((cell) => !kept.has(cell));
    if (wrong !== undefined) return `${dimension} ${name(wrong)} is among the first ${topCount} of ${length}`;
  }
  return null;
}
