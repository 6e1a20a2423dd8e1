// Role: collects all that is wrong with a rule file, so that one reading tells everything, in the order of the lines.

import { Problem } from "../../domain/problem.ts";

/** So many are told; nobody reads more. */
const MOST = 1000;

/** What was found wrong so far. */
export class Faults {
  readonly #path: string;
  readonly #found: { readonly line: number; readonly text: string }[] = [];

  /** None yet. `path` is the file as messages name it. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Adds one.
   *
   * @param line Line of the file, from 1.
   * @param text What was given, what is allowed, and the nearest name. One line.
   */
  add(line: number, text: string): void {
    this.#found.push({ line, text });
  }

  /** Throws a `Problem` "usage" with all of them as its details, one `file:line: …` each, where there is one. */
  throwIfAny(): void {
    const count = this.#found.length;
    if (count === 0) return;
    const sorted = this.#found.toSorted((left, right) => left.line - right.line).slice(0, MOST);
    const details = sorted.map(({ line, text }) => `${this.#path}:${line}: ${text}`);
    if (count > MOST) details.push(`${this.#path}: and ${count - MOST} more`);
    const errors = count === 1 ? "1 error" : `${count} errors`;
    throw new Problem("usage", `The rule file "${this.#path}" cannot be used: ${errors}.`, { details });
  }
}
