// Role: answers as a plain table: a header, a rule, columns two spaces apart, readable by `awk` and `grep` too.

import type { ShownAnswer, SqlValue } from "../stores/store.ts";
import { cellTexts, isNumber, numberColumns } from "./text/cell.ts";
import { printable } from "./text/printable.ts";
import type { Page, Renderer } from "./render.ts";
import { wrap } from "./text/wrap.ts";
import { displayWidth, fit } from "./text/width.ts";

const GAP = "  ";
/** Least width of text columns: below it nothing can be recognized. */
const NARROWEST = 7;
/** Least width of the heading of times and numbers; an SQL expression as a heading may be cut to it. */
const NARROWEST_HEADING = 12;
/** Letters and signs of one column each. */
const PLAIN = /^[\x20-\x7E]*$/;
/** The text of a cell; none for NULL. */
type TextAt = (row: readonly SqlValue[], column: number) => string | undefined;
/** A date or a time as in the `_iso` columns. */
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?$/;

/**
 * Numbers are aligned right, NULL is `-`. On a terminal the widest text columns are cut with `…` until a row fits; times
 * and numbers are never cut. If that is not enough, columns are left out from the right, and a last line names them; the
 * first column always stays. In a pipe nothing is cut or left out.
 */
export const table: Renderer = {
  name: "table",
  summary: "aligned columns, cut to fit a terminal",
  *render(answer: ShownAnswer, page: Page): Iterable<string> {
    const header = answer.columns.map(printable), natural = header.map(displayWidth);
    const isPlain = header.map((name) => PLAIN.test(name));
    const textAt = cellTexts(answer.columns, page.units);
    // Texts are made anew each time: those of very many rows would take much memory, and longer.
    const numeric = numberColumns(answer, (row) => widen(natural, isPlain, row, textAt));
    const fieldsOf = (row: readonly SqlValue[]): readonly string[] =>
      row.map((_, column) => printable(textAt(row, column) ?? "-"));
    const widths = page.width === null ? natural : fitting(
      natural,
      leastWidths(natural, numeric, header, Iterator.from(answer.samples ?? answer.rows).map(fieldsOf)),
      page.width,
    );
    const endsInNumber = numeric[widths.length - 1];
    const line = (row: readonly SqlValue[], textAt: TextAt): string => {
      let text = "";
      for (let column = 0; column < widths.length; column++) {
        if (column > 0) text += GAP;
        const field = textAt(row, column) ?? "-", width = widths[column];
        if (!isPlain[column] || field.length > width) text += align(field, width, numeric[column]);
        else if (numeric[column]) text += blanks(width - field.length) + field;
        else text += field + blanks(width - field.length);
      }
      return (endsInNumber ? text : text.trimEnd()) + "\n";
    };
    yield line(header, (_, column) => header[column]);
    yield line(header, (_, column) => "-".repeat(widths[column]));
    let isEmpty = true;
    for (const row of answer.rows) {
      isEmpty = false;
      yield line(row, textAt);
    }
    if (isEmpty) yield "(no rows)\n";
    if (widths.length < header.length) yield leftOut(header.slice(widths.length), page.width!);
  },
  *notes(notes: readonly string[], { width }: Page): Iterable<string> {
    for (const note of notes) {
      const lines = wrap(printable(note).split(" "), width ?? Infinity, "  ");
      yield lines.map((line) => line + "\n").join("");
    }
  },
};

/** Makes the widths those of a row, where they are wider, and sees which columns hold only plain letters. */
function widen(widths: number[], isPlain: boolean[], row: readonly SqlValue[], textAt: TextAt): void {
  for (let column = 0; column < widths.length; column++) {
    const text = textAt(row, column) ?? "-";
    // A number with its unit is as wide as it is long.
    const isAsLong = isNumber(row[column]) || PLAIN.test(text);
    if (!isAsLong) isPlain[column] = false;
    const width = isAsLong ? text.length : displayWidth(printable(text));
    if (width > widths[column]) widths[column] = width;
  }
}

/** What of a text fits into a width, printable, on the left or right of it. */
function align(text: string, width: number, right: boolean): string {
  const cut = fit(printable(text), width);
  const padding = " ".repeat(Math.max(0, width - displayWidth(cut)));
  return right ? padding + cut : cut + padding;
}

/** Few blanks, as most cells need; the methods of texts that fill them up take several times as long. */
const BLANKS: readonly string[] = Array.from({ length: 32 }, (_, count) => " ".repeat(count));

function blanks(count: number): string {
  return BLANKS[count] ?? " ".repeat(count);
}

/** The least width of each column: that of its widest time or number, or {@link NARROWEST} for other text. */
function leastWidths(
  natural: readonly number[],
  numeric: readonly boolean[],
  header: readonly string[],
  rows: Iterable<readonly string[]>,
): number[] {
  const isWhole = natural.map(() => true);
  const widest = header.map((name) => Math.min(displayWidth(name), NARROWEST_HEADING));
  for (const fields of rows) {
    for (let column = 0; column < fields.length; column++) {
      isWhole[column] &&= numeric[column] || fields[column] === "-" || TIME.test(fields[column]);
    }
    fields.forEach((field, column) => widest[column] = Math.max(widest[column], displayWidth(field)));
  }
  return natural.map((width, column) => isWhole[column] ? widest[column] : Math.min(width, NARROWEST));
}

/** The widths of as many columns from the left as fit, at least one. The widest ones shrink together to one width. */
function fitting(natural: readonly number[], least: readonly number[], available: number): number[] {
  let count = least.length;
  while (count > 1 && rowWidth(least.slice(0, count)) > available) count--;
  for (let cap = available;; cap--) {
    const widths = natural.slice(0, count).map((width, column) =>
      Math.max(least[column], Math.min(width, cap))
    );
    if (cap <= NARROWEST || rowWidth(widths) <= available) return widths;
  }
}

function rowWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));
}

function leftOut(columns: readonly string[], width: number): string {
  const what = columns.length === 1 ? "1 column" : `${columns.length} columns`;
  const text = `(${what} left out: ${columns.join(", ")}; widen the terminal or use --format json)`;
  return wrap(text.split(" "), width, "  ").map((line) => line + "\n").join("");
}
