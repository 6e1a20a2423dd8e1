// Role: the steps of all versions as one, for a file that is empty. Adding a column to a table costs as much as making six tables,
// and a first run of a small log would spend a twentieth of its time on it.

/** As the steps write it. */
const ADD_COLUMN = /^\s*ALTER TABLE (\w+) ADD COLUMN ([^]*)$/;

/** Statements that bring rows up to date, of which an empty file has none. */
const OF_ROWS = /^\s*(UPDATE|DELETE)\b/;

/** Where a column is added: behind the other columns, before what is said of the table as a whole. */
const BEHIND_COLUMNS = /,\s*(?:PRIMARY KEY|UNIQUE|FOREIGN KEY|CHECK)\s*\(|\)[\s\w,]*$/;

/**
 * The statements that make in an empty file what these make one after another, down to the texts that SQLite keeps of them: a
 * column that is added later stands in its table from the beginning.
 *
 * @example
 * ```ts
 * import { inNewFile } from "./new_file.ts";
 * import assert from "node:assert/strict";
 *
 * const steps = ["CREATE TABLE a (b TEXT)", "UPDATE a SET b = 1", "ALTER TABLE a ADD COLUMN c TEXT"];
 * assert.deepEqual(inNewFile(steps), ["CREATE TABLE a (b TEXT, c TEXT)"]);
 * ```
 */
export function inNewFile(steps: readonly string[]): string[] {
  const statements: string[] = [];
  for (const step of steps) {
    const [, table, column] = ADD_COLUMN.exec(step) ?? [];
    if (table === undefined) {
      if (!OF_ROWS.test(step)) statements.push(step);
      continue;
    }
    const place = statements.findIndex((made) => new RegExp(`^\\s*CREATE TABLE ${table} `).test(made));
    if (place < 0) throw new Error(`No table ${table} was made before "${step}".`);
    statements[place] = statements[place].replace(BEHIND_COLUMNS, (rest) => `, ${column}${rest}`);
  }
  return statements;
}
