// Role: as much of SQL's text as has to be understood: where a statement's parameters are, and whether anything
// follows it. SQLite binds null to a parameter that nobody gave and leaves out what follows. Used by `reader.ts`.

/** Blanks and comments; the rest of a comment that is not closed is a comment too. */
const BLANK = /[\s;]+|--[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)/y;

/** Everything that may hold what looks like a parameter and is none; then parameters; then any other character. */
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
