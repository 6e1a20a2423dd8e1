// Role: answers as a GitHub-flavoured Markdown table, for tickets and chat.

import type { ShownAnswer } from "../stores/store.ts";
import { cellTexts, numberColumns } from "./text/cell.ts";
import { printable } from "./text/printable.ts";
import type { Page, Renderer } from "./render.ts";

/** Numbers are aligned right. Markup, links and HTML in cells are escaped. */
export const markdown: Renderer = {
  name: "markdown",
  summary: "a table for tickets and chat",
  *render(answer: ShownAnswer, { units }: Page): Iterable<string> {
    const numeric = numberColumns(answer);
    yield line(answer.columns.map((name) => field(name)));
    yield line(numeric.map((isRight) => isRight ? "---:" : "---"));
    const textAt = cellTexts(answer.columns, units);
    for (const row of answer.rows) yield line(row.map((_, column) => field(textAt(row, column))));
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

function field(cell = ""): string {
  const lines = cell.split(/\r\n|\r|\n/);
  return lines.map((text) =>
    printable(text).replace(/[&<>]/g, (character) => ENTITIES[character]).replace(MARKUP, "\\$&")
  ).join("<br>");
}
