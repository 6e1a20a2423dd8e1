// Role: the contract of a renderer: rows of an answer → text. One file a format implements it, `mod.ts` lists them, and
// `httplog query --format` takes their names. The only file that someone adding a format has to read.

import type { Answer } from "../stores/store.ts";

/** What a renderer may know of the place its text goes to. */
export interface Page {
  /** Columns of the terminal the text goes to; null for a pipe or a file, where nothing is cut. */
  readonly width: number | null;
}

/** One output format. */
export interface Renderer {
  /** As given to `--format`. */
  readonly name: string;
  /** One line for the help, no full stop. */
  readonly summary: string;
  /**
   * The whole answer as text, in pieces of any size, made one after the other while they are written: a reader who
   * leaves (`| head`) ends the work. An answer without rows is rendered too. Column names may be double.
   *
   * Cells and column names may hold any text. No control character but the format's own line ends and no character
   * that changes the direction of text may come out, since the text may go to a terminal. Throws nothing of its own.
   */
  render(answer: Answer, page: Page): Iterable<string>;
}
