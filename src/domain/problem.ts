// Role: what can go wrong that is not our bug, as one error type with a kind. Thrown anywhere;
// `cli/cli.ts` alone turns a kind into an exit code and the message into one line.

/**
 * The kinds of problem, each with its documented exit code (sysexits.h where one fits; the table is
 * our own contract, see `httplog help exit-codes`).
 */
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

/** One of the documented kinds of problem. */
export type ProblemKind = keyof typeof EXIT_CODES;

/**
 * Something the person in front of the terminal has to know and can mend. The message is one line
 * without a trailing newline and says what failed, where, and what to do.
 *
 * Texts that come from outside (paths, log lines) must already be free of control characters.
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
  /** Always "Problem", so that it is told apart from bugs across workers too. */
  override readonly name = "Problem";
  /** What kind of thing went wrong. */
  readonly kind: ProblemKind;
  /** Further lines, where one does not hold all that is to be mended: one each, printed below the message. */
  readonly details: readonly string[];

  /** A problem of one kind, with its one-line message and, where there is one, the error behind it. */
  constructor(
    kind: ProblemKind,
    message: string,
    options?: ErrorOptions & { readonly details?: readonly string[] },
  ) {
    super(message, options);
    this.kind = kind;
    this.details = options?.details ?? [];
  }

  /** The process exit code documented for this kind. */
  get exitCode(): number {
    return EXIT_CODES[this.kind];
  }
}
