// Role: the contract of a command. A new command is one file that implements it and one entry in `mod.ts`; the parser, the
// help and the error messages are made from its data.

import type { Host } from "../host/host.ts";
import type { PageFiles } from "../page/document.ts";

/** One option of a command. */
export interface OptionSpec {
  /** Long name in kebab-case without dashes: "alert-threshold". Key of the parsed value. */
  readonly name: string;
  /** One letter: "a" for `-a`. */
  readonly short?: string;
  /** Other long names with the same meaning. */
  readonly aliases?: readonly string[];
  /** Name of the value in the help, "SECONDS"; absent for a flag, which takes none. */
  readonly value?: string;
  /** The value that is meant where none is written: such an option takes one as `--name=VALUE` only. */
  readonly implied?: string;
  /** The default as the help shows it. The parser leaves an absent option undefined: the command applies the default. */
  readonly defaultText?: string;
  /** The only allowed values; the parser refuses others. */
  readonly choices?: readonly string[];
  /** May be given several times; the values arrive in order in {@link Invocation.lists}. */
  readonly repeated?: boolean;
  /** One line of help, no full stop. */
  readonly help: string;
}

/** The parsed arguments of a command. Names, and values with `choices`, are checked; other values are not. */
export interface Invocation {
  /** Given flags: name → true. */
  readonly flags: Readonly<Record<string, true | undefined>>;
  /** Given values as typed: name → text. The last one wins if an option is not `repeated`. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** Values of `repeated` options in order; an empty list without any. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
  /** All other arguments in order. `-` stands for standard input. */
  readonly positionals: readonly string[];
}

/** Parts of the program that are loaded only where a command needs them; absent in tests that need none. */
export interface ProgramParts {
  /** The page; null where the program is a bundle without the file that holds it. */
  page(): Promise<PageFiles | null>;
}

/**
 * One subcommand of `httplog`.
 *
 * @example
 * ```ts
 * import type { Command } from "./command.ts";
 *
 * const clock: Command = {
 *   name: "clock",
 *   summary: "print the time",
 *   usage: ["clock [OPTIONS]"],
 *   details: "Prints the wall clock in epoch seconds.",
 *   options: [{ name: "exact", help: "with a fraction" }],
 *   examples: [["httplog clock --exact", "the time with its fraction"]],
 *   run({ flags }, host) {
 *     host.stdout.write(`${flags.exact ? host.now() : Math.floor(host.now())}\n`);
 *     return Promise.resolve(0);
 *   },
 * };
 * ```
 */
export interface Command {
  /** As typed: "replay". */
  readonly name: string;
  /** One line for `httplog --help`, no full stop. */
  readonly summary: string;
  /** Usage lines without the program name: "replay [OPTIONS] FILE…". */
  readonly usage: readonly string[];
  /** Paragraphs under the usage in the command's own help; lines that begin with spaces are lists. */
  readonly details: string;
  /** In the order of the help. The parser adds `--help`. */
  readonly options: readonly OptionSpec[];
  /** Command lines for the help, each with a description. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  /**
   * Does the work and returns the exit code. Called once, after the arguments were parsed. It writes results to
   * `host.stdout` and messages to `host.stderr`, and stops early when `host.stopSignal()` is aborted.
   *
   * Errors: a `Problem` is printed as one line and exits with the code of its kind; `BrokenPipe` exits quietly with 0; any
   * other error is reported as a bug (70).
   */
  run(invocation: Invocation, host: Host, parts?: ProgramParts): Promise<number>;
}
