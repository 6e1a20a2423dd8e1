// Role: values along the time as lines for a terminal: columns of blocks, a line at the threshold, an axis with numbers on
// the left and one with times below. Used by `httplog query alert`; `resample.ts` is the small form.

import { isoTime } from "../../domain/time_text.ts";
import { largest, resampled } from "./resample.ts";

const BLOCKS = " ▁▂▃▄▅▆▇█";

/** What is drawn. */
export interface PlotData {
  /** Values, each of a span of the same length; null for none. Drawn from 0 on. */
  readonly values: readonly (number | null)[];
  /** The second at which the first span begins. */
  readonly from: number;
  /** Seconds of a span. */
  readonly step: number;
  /** Where the line is; null for none. */
  readonly threshold: number | null;
  /** Whether low values are what matters, so that each column shows the smallest of its share. Default: false. */
  readonly lowest?: boolean;
  /** A number of the left axis as text; no control characters. */
  readonly text: (value: number) => string;
}

/** How it is drawn. */
export interface PlotOptions {
  /** Columns of every line at most. */
  readonly width: number;
  /** Rows of values, ≥ 1. */
  readonly height: number;
  /** For terminals that show nothing but ASCII. Default: false. */
  readonly ascii?: boolean;
}

/** Columns that values get, however narrow the terminal is. */
const LEAST_COLUMNS = 10;

/**
 * The lines: `height` rows of values, the axis, the times. Numbers stand at the highest mark, at the threshold and at 0. A
 * peak is never lost: where there are more values than columns, each column shows the largest of its share; where there are
 * fewer, a value takes several columns. The line of the threshold is seen between the columns and above them.
 *
 * Values take the width that is left beside the numbers, yet never less than {@link LEAST_COLUMNS} columns.
 *
 * @example
 * ```ts
 * import { plot } from "./plot.ts";
 * import assert from "node:assert/strict";
 *
 * const data = { values: [1, 2, 8, 4], from: 0, step: 60, threshold: 5, text: String };
 * assert.deepEqual(plot(data, { width: 15, height: 4, ascii: true }), [
 *   "8 |      ###",
 *   "5 |------###---",
 *   "  |      ######",
 *   "0 |############",
 *   "  +------------",
 *   "1970-01-01T00:00:00Z",
 * ]);
 * ```
 */
export function plot(data: PlotData, { width, height, ascii = false }: PlotOptions): string[] {
  const { values, threshold, text, lowest = false } = data;
  const top = Math.max(largest(values), threshold ?? 0) || 1;
  const marked = threshold === null || threshold <= 0 ? -1 : rowOf(threshold, top, height);
  const labels = Array.from({ length: height }, (_, row) => {
    if (row === marked) return text(threshold!);
    return row === height - 1 ? text(top) : row === 0 ? text(0) : "";
  });
  const margin = Math.max(...labels.map((label) => label.length));
  const columns = stretched(values, Math.max(LEAST_COLUMNS, width - margin - 2), lowest);
  const bar = ascii ? "|" : "┤", lines: string[] = [];
  for (let row = height - 1; row >= 0; row--) {
    const blank = row !== marked ? " " : ascii ? "-" : "╌";
    const cells = columns.map((value) => cellOf(value, row, top, height, blank, ascii));
    lines.push(`${labels[row].padStart(margin)} ${bar}${cells.join("")}`.trimEnd());
  }
  lines.push(" ".repeat(margin + 1) + (ascii ? "+" : "└") + (ascii ? "-" : "─").repeat(columns.length));
  const times = timesBelow(data, columns.length + 1);
  return [...lines, " ".repeat(Math.max(0, Math.min(margin + 1, width - times.length))) + times];
}

/** The row, from 0 at the bottom, in which a value ends. */
function rowOf(value: number, top: number, height: number): number {
  return Math.min(height - 1, Math.max(0, Math.ceil(value / top * height) - 1));
}

function cellOf(
  value: number | null,
  row: number,
  top: number,
  height: number,
  blank: string,
  ascii: boolean,
): string {
  const filled = value === null || value <= 0 ? 0 : Math.min(height, value / top * height) - row;
  if (filled <= 0) return blank;
  if (ascii) return filled >= 0.5 || row === 0 ? "#" : blank;
  return BLOCKS[Math.max(1, Math.min(8, Math.round(filled * 8)))];
}

/** As many columns as there is room for: several values in one, or one value in several. */
function stretched(values: readonly (number | null)[], width: number, lowest: boolean): (number | null)[] {
  if (values.length >= width) return resampled(values, width, lowest);
  const each = Math.max(1, Math.floor(width / Math.max(1, values.length)));
  return values.flatMap((value) => Array<number | null>(each).fill(value));
}

/** When it begins and when it ends. */
function timesBelow({ values, from, step }: PlotData, columns: number): string {
  const begin = isoTime(from), end = isoTime(from + values.length * step);
  const gap = columns - begin.length - end.length;
  return gap < 2 ? begin : begin + " ".repeat(gap) + end;
}
