// Role: errors that are not bugs of the program, as one error type with a kind. The CLI prints the message and exits with
// the code of the kind.

/** The kinds of problem with their documented exit codes: those of sysexits.h where one fits. */
export const EXIT_CODES = {
  usage: 64,
  data: 65,
  input: 66,
  bug: 70,
  create: 73,
  io: 74,
  busy: 75,
  permission: 77,
  config: 78,
} as const;

export type ProblemKind = keyof typeof EXIT_CODES;

/**
 * An error that the user can fix. The message is one line without a trailing newline: what failed, where, and what to do.
 *
 * The thrower has made foreign text in it (paths, log lines) free of control characters.
 *
 * @example
 * ```ts
 * import { Problem } from "./problem.ts";
 * import assert from "node:assert/strict";
 *
 * const problem = new Problem("input", 'Cannot open "x.csv": no such file. Check the path.');
 * assert.equal(problem.exitCode, 66);
 * ```
 */
export class Problem extends Error {
  /** Survives the passage between threads, unlike the class. */
  override readonly name = "Problem";
  readonly kind: ProblemKind;
  /** Further errors of the same input, one line each, printed below the message. */
  readonly details: readonly string[];

  constructor(
    kind: ProblemKind,
    message: string,
    options?: ErrorOptions & { readonly details?: readonly string[] },
  ) {
    super(message, options);
    this.kind = kind;
    this.details = options?.details ?? [];
  }

  get exitCode(): number {
    return EXIT_CODES[this.kind];
  }
}
