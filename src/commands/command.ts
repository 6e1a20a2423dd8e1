// Role: the contract of a command. One file a command implements it, `mod.ts` lists them, `cli/cli.ts` parses
// arguments against it, renders its help and runs it. Adding a command needs this file only.

import type { Host } from "../host/host.ts";

/** One option as a person writes it. The parser, the help text and the error messages are all made from this. */
export interface OptionSpec {
  /** Long name in kebab-case without dashes: "alert-threshold". Key of the parsed value. */
  readonly name: string;
  /** One letter: "a" for `-a`. */
  readonly short?: string;
  /** Other long names that mean the same. */
  readonly aliases?: readonly string[];
  /** Name of the value in the help, "SECONDS"; absent for a flag, which takes none. */
  readonly value?: string;
  /** Shown in the help as the default; parsing leaves an absent option undefined. */
  readonly defaultText?: string;
  /** The allowed words, where there is a fixed list; checked by the parser. */
  readonly choices?: readonly string[];
  /** May be given more than once; the values arrive in order in {@link Invocation.lists}. */
  readonly repeated?: boolean;
  /** One line of help, no full stop. */
  readonly help: string;
}

/** What the person asked of a command, parsed but not yet judged. */
export interface Invocation {
  /** Given flags: name → true. */
  readonly flags: Readonly<Record<string, true | undefined>>;
  /** Given values as written: name → text. The last one wins where an option is not `repeated`. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** Values of `repeated` options, in order; an empty list where not given. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
  /** Everything that is no option, in order. `-` stands for standard input. */
  readonly positionals: readonly string[];
}

/** One subcommand of `httplog`. */
export interface Command {
  /** As typed: "replay". */
  readonly name: string;
  /** One line for `httplog --help`. */
  readonly summary: string;
  /** Usage lines without the program name: "replay [OPTIONS] FILE…". */
  readonly usage: readonly string[];
  /** Paragraphs under the usage in the command's own help. */
  readonly details: string;
  /** All options, in the order of the help text. `--help` is added by the parser. */
  readonly options: readonly OptionSpec[];
  /** Command lines with what they do, for the help. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  /**
   * Does the work and gives the exit code. Throws a `Problem` for what the person can mend; any other
   * error is taken for a bug (70).
   */
  run(invocation: Invocation, host: Host): Promise<number>;
}
