// Role: text in lines that fit a terminal.

import { displayWidth } from "./width.ts";

/**
 * Joins the parts with `gap` into lines of at most `columns`. A part that does not fit begins a new line, which starts with
 * `indent`; a part that is wider than a line has one of its own. Lines have no line ends.
 *
 * @example
 * ```ts
 * import { wrap } from "./wrap.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(wrap(["one", "two", "three"], 8, "  "), ["one two", "  three"]);
 * ```
 */
export function wrap(parts: readonly string[], columns: number, indent: string, gap = " "): string[] {
  const lines: string[] = [];
  let line = "";
  for (const part of parts) {
    if (line !== "" && displayWidth(line) + gap.length + displayWidth(part) > columns) {
      lines.push(line);
      line = indent + part.trimStart();
    } else line += line === "" ? part : gap + part;
  }
  return [...lines, line];
}
