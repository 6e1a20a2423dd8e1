// Role: values along the time as a plot for a terminal: columns of blocks, a line at the threshold, an axis with numbers on
// the left and one with times below.

import { isoTime } from "../../domain/time_text.ts";

const BLOCKS = " ▁▂▃▄▅▆▇█";

interface PlotData {
  /** Values of equal time spans; null for none. Drawn from 0 up. */
  readonly values: readonly (number | null)[];
  /** First second of the first span. */
  readonly from: number;
  /** Seconds of a span. */
  readonly step: number;
  /** Height of the line; null for none. */
  readonly threshold: number | null;
  /** Whether a column shows the smallest of its values instead of the largest. Default: false. */
  readonly lowest?: boolean;
  /** Formats a number of the left axis, without control characters. */
  readonly text: (value: number) => string;
}

interface PlotOptions {
  /** Most columns of a line. */
  readonly width: number;
  /** Rows of values, ≥ 1. */
  readonly height: number;
  /** For terminals without Unicode. Default: false. */
  readonly ascii?: boolean;
}

/** Least columns of the values, however narrow the terminal is. */
const LEAST_COLUMNS = 10;

/**
 * The lines: `height` rows of values, the axis, the times. The axis has numbers at the top, at the threshold and at 0. No
 * peak is lost: a column shows the largest of the values it covers; with few values, each takes several columns. The line
 * of the threshold shows between and above the columns.
 *
 * The values get the width beside the numbers, but at least {@link LEAST_COLUMNS} columns.
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
  const top = values.reduce<number>((most, value) => Math.max(most, value ?? 0), threshold ?? 0) || 1;
  const marked = threshold === null || threshold <= 0 ? -1 : heightOf(threshold, top, height);
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
function heightOf(value: number, top: number, height: number): number {
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

/** The values in at most `width` columns: several values in one column, or one value in several. */
function stretched(values: readonly (number | null)[], width: number, lowest: boolean): (number | null)[] {
  if (values.length >= width) return resampled(values, width, lowest);
  const each = Math.max(1, Math.floor(width / Math.max(1, values.length)));
  return values.flatMap((value) => Array<number | null>(each).fill(value));
}

/** The values in `width` columns: each the largest (or smallest) of an equal share of them, null where all are null. */
function resampled(values: readonly (number | null)[], width: number, lowest: boolean): (number | null)[] {
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor(column * values.length / width),
      to = Math.floor((column + 1) * values.length / width);
    const share = values.slice(from, to).filter((value) => value !== null);
    if (share.length === 0) return null;
    return share.reduce((one, other) => (lowest ? other < one : other > one) ? other : one);
  });
}

/** The times of both ends. */
function timesBelow({ values, from, step }: PlotData, columns: number): string {
  const begin = isoTime(from), end = isoTime(from + values.length * step);
  const gap = columns - begin.length - end.length;
  return gap < 2 ? begin : begin + " ".repeat(gap) + end;
}
