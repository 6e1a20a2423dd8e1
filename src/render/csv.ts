// Role: answers as CSV (RFC 4180), safe in spreadsheets too.

import type { Answer, SqlValue } from "../stores/store.ts";
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
  summary: "RFC 4180, safe to open in a spreadsheet",
  *render(answer: Answer): Iterable<string> {
    yield answer.columns.map(field).join(",") + "\r\n";
    for (const row of answer.rows) yield row.map(field).join(",") + "\r\n";
  },
};

function field(value: SqlValue): string {
  const text = cellText(value);
  if (text === undefined) return "";
  if (isNumber(value)) return text;
  const guarded = (FORMULA.test(text) ? "'" : "") + printableLines(text);
  return guarded === "" || /^\s|[",\r\n]|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
