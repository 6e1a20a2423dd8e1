// Role: a table of a page in a width: as columns where they fit, with wrapped cells where that leaves them wide enough, and
// else one row below the other.

import { twoColumns, wrapped } from "../../render/text/wrap.ts";
import type { PageTable } from "./blocks.ts";
import { cell } from "./inline.ts";

const INDENT = "  ", GAP = "  ";

/** A column with narrower cells than this is not worth reading. */
const NARROWEST = 14;

/** The table as lines, at most `width` columns wide as far as words can be parted. */
export function tableText({ head, rows, toRight = [] }: PageTable, width: number): string {
  const names = head.map(cell);
  const cells = rows.map((row) => row.map(cell));
  const hasHead = names.some((name) => name !== "");
  if (!hasHead && names.length === 2) return twoColumns(cells as [string, string][], width);
  const widths = columnWidths([names, ...cells], width);
  if (widths === null) return stacked(names, cells, width);
  const lines = hasHead ? [names, widths.map((columns) => "-".repeat(columns)), ...cells] : cells;
  return lines.map((row) => rowText(row, widths, toRight)).join("\n");
}

/** How wide each column is; null where the narrowest would be too narrow. Wide columns give up room first. */
function columnWidths(rows: readonly (readonly string[])[], width: number): number[] | null {
  const columns = rows[0].map((_, column) => rows.map((row) => row[column]));
  const whole = columns.map((texts) => Math.max(...texts.map((text) => text.length)));
  const least = columns.map((texts) =>
    Math.max(...texts.flatMap((text) => text.split(" ")).map((word) => word.length))
  );
  const room = width - INDENT.length - GAP.length * (columns.length - 1);
  for (let most = Math.max(NARROWEST, ...whole); most >= NARROWEST; most--) {
    const widths = whole.map((columns, column) => Math.max(least[column], Math.min(columns, most)));
    if (sum(widths) <= room) return widths;
  }
  return null;
}

function rowText(row: readonly string[], widths: readonly number[], toRight: readonly boolean[]): string {
  const parts = row.map((text, column) => wrapped(text, widths[column], 0).split("\n"));
  const height = Math.max(...parts.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) => {
    const line = parts.map((lines, column) =>
      toRight[column] ? (lines[at] ?? "").padStart(widths[column]) : (lines[at] ?? "").padEnd(widths[column])
    );
    return `${INDENT}${line.join(GAP)}`.trimEnd();
  }).join("\n");
}

/** Each row as its first cell, and the others below it, named by the head where there are several. */
function stacked(names: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  return rows.map(([first, ...rest]) => {
    const named = rest.map((text, place) => {
      const name = rest.length > 1 ? names[place + 1] : "";
      return text === "" ? "" : wrapped(`${INDENT.repeat(2)}${name && `${name}: `}${text}`, width, 6);
    });
    return [wrapped(INDENT + first, width, 4), ...named.filter((text) => text !== "")].join("\n");
  }).join("\n");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
