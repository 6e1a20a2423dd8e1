// Role: answers as a plain table for people: a header, a rule, columns two spaces apart. Also readable by `awk` and `grep`.

import type { Answer, SqlValue } from "../stores/store.ts";
import { cellText, numberColumns } from "./cell.ts";
import { printable } from "./printable.ts";
import type { Page, Renderer } from "./render.ts";
import { displayWidth, fit } from "./width.ts";

const GAP = "  ";
/** Text columns are not made narrower than this: below it nothing can be recognized. */
const NARROWEST = 6;

/**
 * `--format table`: numbers to the right, NULL as `-`. On a terminal the widest text columns are cut with `…` until a
 * row fits its width; numbers are never cut, so that rows of many numbers may still wrap. Elsewhere nothing is cut.
 */
export const table: Renderer = {
  name: "table",
  summary: "aligned columns, cut to fit a terminal",
  *render(answer: Answer, page: Page): Iterable<string> {
    const numeric = numberColumns(answer);
    const header = answer.columns.map(printable);
    const rows = answer.rows.map((row) => row.map(field));
    const natural = header.map((name, column) =>
      rows.reduce((widest, row) => Math.max(widest, displayWidth(row[column])), displayWidth(name))
    );
    const widths = page.width === null ? natural : shrink(natural, numeric, page.width);
    const line = (fields: readonly string[]) =>
      fields.map((text, column) => align(text, widths[column], numeric[column])).join(GAP).trimEnd() + "\n";
    yield line(header);
    yield line(widths.map((width) => "-".repeat(width)));
    for (const row of rows) yield line(row);
    if (rows.length === 0) yield "(no rows)\n";
  },
};

function field(value: SqlValue): string {
  return printable(cellText(value) ?? "-");
}

function align(text: string, width: number, right: boolean): string {
  const cut = fit(text, width);
  const padding = " ".repeat(Math.max(0, width - displayWidth(cut)));
  return right ? padding + cut : cut + padding;
}

/** Takes a column at a time from the widest text column until the row fits or no text column can give any more. */
function shrink(natural: readonly number[], numeric: readonly boolean[], available: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1) - available;
  while (excess > 0) {
    const cap = widths.reduce(
      (widest, width, column) => numeric[column] ? widest : Math.max(widest, width),
      0,
    );
    if (cap <= NARROWEST) break;
    // The widest columns give way together down to the next narrower one.
    const widest = widths.flatMap((width, column) => !numeric[column] && width === cap ? [column] : []);
    const next = widths.reduce(
      (below, width, column) => !numeric[column] && width < cap ? Math.max(below, width) : below,
      NARROWEST,
    );
    const step = Math.min(cap - next, Math.ceil(excess / widest.length));
    for (const column of widest) {
      const taken = Math.min(step, excess);
      widths[column] -= taken;
      excess -= taken;
    }
  }
  return widths;
}
