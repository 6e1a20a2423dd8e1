// Role: answers as CSV (RFC 4180), safe in spreadsheets too.

import type { ShownAnswer, SqlValue } from "../stores/store.ts";
import { cellText, isNumber } from "./text/cell.ts";
import { printableLines } from "./text/printable.ts";
import type { Renderer } from "./render.ts";

// First characters that make a spreadsheet run a cell, in full width too (OWASP, "CSV Injection").
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/**
 * A header, CRLF line ends, NULL as nothing and empty text as `""`. Text that a spreadsheet would run as a formula gets a
 * `'` in front; numbers never do. Control characters other than line ends become `\xNN`.
 */
export const csvRenderer: Renderer = {
  name: "csv",
  summary: "RFC 4180, safe in a spreadsheet that splits at commas",
  *render(answer: ShownAnswer): Iterable<string> {
    yield line(answer.columns);
    for (const row of answer.rows) yield line(row);
  },
};

/** Text that stays as it is; most does, and is known by one look. */
const PLAIN = /^[\w/(][\w./:()-]*$/;

function line(row: readonly SqlValue[]): string {
  let text = "";
  for (let column = 0; column < row.length; column++) {
    const value = row[column];
    if (column > 0) text += ",";
    text += typeof value === "number" || (typeof value === "string" && PLAIN.test(value))
      ? value
      : field(value);
  }
  return text + "\r\n";
}

function field(value: SqlValue): string {
  const text = cellText(value);
  if (text === undefined) return "";
  if (isNumber(value)) return text;
  const guarded = (FORMULA.test(text) ? "'" : "") + printableLines(text);
  return guarded === "" || /^\s|[",\r\n]|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
