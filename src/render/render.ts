// Role: the contract of a renderer: rows of an answer → text. A new output format of `httplog query --format` is one file
// that implements it and one line in `mod.ts`.

import type { ColumnUnit } from "../domain/unit.ts";
import type { ShownAnswer } from "../stores/store.ts";

/** What a renderer may know about the place its text goes to. */
export interface Page {
  /** Columns of the terminal; null for a pipe or a file, where nothing is cut. */
  readonly width: number | null;
  /** Per column its unit, for formats for people; absent or undefined: values are shown as they are. */
  readonly units?: readonly (ColumnUnit | undefined)[];
}

/**
 * One output format.
 *
 * @example
 * ```ts
 * import type { Renderer } from "./render.ts";
 * import { cellText } from "./text/cell.ts";
 * import { printable } from "./text/printable.ts";
 * import assert from "node:assert/strict";
 *
 * const tabs: Renderer = {
 *   name: "tabs",
 *   summary: "values between tabs",
 *   *render({ rows }) {
 *     for (const row of rows) yield row.map((cell) => printable(cellText(cell) ?? "")).join("\t") + "\n";
 *   },
 * };
 * const answer = { columns: ["host", "hits"], rows: [["10.0.0.1", 7], ["10.0.0.2", null]] };
 * assert.deepEqual([...tabs.render(answer, { width: null })], ["10.0.0.1\t7\n", "10.0.0.2\t\n"]);
 * ```
 */
export interface Renderer {
  /** As typed after `--format`. */
  readonly name: string;
  /** One line for the help, no full stop. */
  readonly summary: string;
  /**
   * The whole answer as text in pieces of any size. Called once per query. The caller pulls the pieces while it writes, so
   * that a reader who leaves (`| head`) ends the work.
   *
   * An answer may have no rows, column names may repeat, and cells and names may hold any text. The result may go to a
   * terminal: it holds no control character but the format's own line ends, and no character that changes the direction of
   * text. It throws nothing of its own.
   */
  render(answer: ShownAnswer, page: Page): Iterable<string>;
  /**
   * Notes about the answer, as text below it; called after {@link Renderer.render}, with one or more. A note is one line of
   * any text, and what is said there about control characters holds. Absent: the format is for programs, and has no place
   * for notes.
   */
  notes?(notes: readonly string[], page: Page): Iterable<string>;
}
