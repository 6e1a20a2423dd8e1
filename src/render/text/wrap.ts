// Role: text in lines that fit a terminal: parts, paragraphs, and lists of two columns.

import { displayWidth } from "./width.ts";

/** Room for the left side of a list; a longer one has its right side on the next line. */
const LEFT_SIDE = 32;

// deno-lint-ignore no-control-regex -- escapes that set a style take no room
const STYLE = /\x1b\[\d+m/g;

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
    if (line !== "" && columnsOf(line) + gap.length + columnsOf(part) > columns) {
      lines.push(line);
      line = indent + part.trimStart();
    } else line += line === "" ? part : gap + part;
  }
  return [...lines, line];
}

/**
 * The line as lines of at most `columns`, cut at spaces, but never before "%" or a unit; further ones begin with `indent` spaces. A word
 * that is wider than a line has one of its own. Styles take no room.
 */
export function wrapWords(line: string, columns: number, indent = 4): string[] {
  if (columnsOf(line) <= columns) return [line];
  return wrap(line.split(/(?<=\S) (?!%|–|(?:s|[kMGT]?B)\b)/), columns, " ".repeat(indent)).map((part) =>
    part.trimEnd()
  );
}

/**
 * One line cut at spaces into lines of at most `width` columns. Further lines are indented like the first one, or by
 * `hanging` columns; in "  name  what it is" they begin under "what".
 */
export function wrapped(line: string, width: number, hanging?: number): string {
  const entry = hanging === undefined ? /^ +\S+ {2,}/.exec(line)?.[0] : undefined;
  const start = entry ?? /^ */.exec(line)![0];
  const [first, ...more] = line.slice(start.length).split(" ");
  return wrap([start + first, ...more], width, " ".repeat(hanging ?? start.length)).join("\n").trimEnd();
}

/** A list in two columns; the right side is wrapped. */
export function twoColumns(rows: readonly (readonly [left: string, right: string])[], width: number): string {
  const room = Math.min(LEFT_SIDE, width >> 1);
  const left = Math.max(...rows.map(([text]) => text.length).filter((length) => length <= room), 0);
  const indent = left + 4;
  return rows.map(([text, right]) => {
    const lines = wrapped(" ".repeat(indent) + right, width, indent);
    if (text.length <= left) return `  ${text.padEnd(left)}${lines.slice(left + 2)}`;
    return `${wrapped(`  ${text}`, width, 4)}\n${lines}`;
  }).join("\n");
}

function columnsOf(text: string): number {
  return displayWidth(text.includes("\x1b") ? text.replace(STYLE, "") : text);
}
