// Role: finds a statement's parameters, and whether anything follows it: SQLite would silently bind null to a missing
// parameter, and ignore a second statement.

/** Blanks and comments, an unclosed comment too. */
const BLANK = /[\s;]+|--[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)/y;

/** What may hold text that only looks like a parameter; then parameters; then any other character. */
const TOKEN =
  /--[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[\w\u{80}-\u{10ffff}][\w$\u{80}-\u{10ffff}]*|([:@$][\w$\u{80}-\u{10ffff}]+|\?\d*)|[^]/uy;

/**
 * The parameters of a statement as written (`:name`, `@name`, `$name`, `?`, `?1`), each once, in order.
 *
 * @example
 * ```ts
 * import { parametersOf } from "./sql_text.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parametersOf("SELECT ':no', :yes -- :neither"), [":yes"]);
 * ```
 */
export function parametersOf(sql: string): string[] {
  const found = new Set<string>();
  for (const [, parameter] of sql.matchAll(new RegExp(TOKEN, "guy"))) {
    if (parameter !== undefined) found.add(parameter);
  }
  return [...found];
}

/** Whether a text holds no statement: only blanks, comments and semicolons. */
export function isBlank(sql: string): boolean {
  const blank = new RegExp(BLANK);
  while (blank.lastIndex < sql.length) {
    const from = blank.lastIndex;
    if (blank.exec(sql) === null) return false;
    if (blank.lastIndex === from) return false;
  }
  return true;
}
