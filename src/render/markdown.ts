// Role: answers as a GitHub-flavoured Markdown table, for tickets and chat.

import type { Answer, SqlValue } from "../stores/store.ts";
import { cellText, numberColumns } from "./text/cell.ts";
import { printable } from "./text/printable.ts";
import type { Renderer } from "./render.ts";

/** Numbers are aligned right. Markup, links and HTML in cells are escaped. */
export const markdown: Renderer = {
  name: "markdown",
  summary: "a table for tickets and chat",
  *render(answer: Answer): Iterable<string> {
    const numeric = numberColumns(answer);
    yield line(answer.columns.map(field));
    yield line(numeric.map((isRight) => isRight ? "---:" : "---"));
    for (const row of answer.rows) yield line(row.map(field));
  },
  *notes(notes: readonly string[]): Iterable<string> {
    for (const note of notes) yield `\n${field(note)}\n`;
  },
};

function line(fields: readonly string[]): string {
  return `| ${fields.join(" | ")} |\n`;
}

// An underscore within a word (`start_iso`) is no markup and stays readable.
const MARKUP = /[\\|`*[\]~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function field(value: SqlValue): string {
  const lines = (cellText(value) ?? "").split(/\r\n|\r|\n/);
  return lines.map((text) =>
    printable(text).replace(/[&<>]/g, (character) => ENTITIES[character]).replace(MARKUP, "\\$&")
  ).join("<br>");
}
