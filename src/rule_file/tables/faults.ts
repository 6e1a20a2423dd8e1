// Role: collects all errors of a rule file, so that one run reports them all, in the order of the lines.

import { Problem } from "../../domain/problem.ts";

/** More errors than these are counted, not listed. */
const MOST = 1000;

export class Faults {
  readonly #path: string;
  readonly #found: { readonly line: number; readonly text: string }[] = [];

  /** `path` is the file as messages name it. */
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

  /** Throws a `Problem` "usage" with all faults as its details, one `file:line: …` each, if there are any. */
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
