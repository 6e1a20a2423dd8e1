// Role: words of the command line → `Invocation`, by the options of one command. Validates only the shape (known option,
// value given, one of the choices); the command validates what a value means.

import type { Command, Invocation, OptionSpec } from "../commands/command.ts";
import { didYouMean, nearest } from "../domain/nearest.ts";
import { Problem } from "../domain/problem.ts";

/** Options of every command. */
export const BUILT_IN: readonly OptionSpec[] = [
  { name: "help", short: "h", help: "print this help" },
  { name: "version", short: "V", help: "print the version" },
];

/** `help` and `version` win over everything that comes after them. */
export type Parsed =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "run"; readonly invocation: Invocation };

/**
 * Parses the words after the command's name. An option may stand anywhere before `--`. Long options take their value
 * as `--top 5` or `--top=5`, or with `implied` as the latter only, short ones as `-t 5`, `-t5` or `-t=5`; flags of one letter may share a dash. The word
 * after an option is its value even if it begins with a dash (`--top -1`), unless it names an option itself. Two dashes
 * and white space start an SQL comment, not an option. Of an option that is given twice both values must be the same, unless it
 * may be repeated.
 *
 * Errors: `Problem` "usage" that names the option and what is allowed.
 */
export function parse(command: Command, words: readonly string[]): Parsed {
  const options = [...command.options, ...BUILT_IN];
  const flags: Record<string, true> = {};
  const values: Record<string, string> = {};
  const lists: Record<string, string[]> = {};
  const positionals: string[] = [];
  for (const { name, repeated } of command.options) if (repeated) lists[name] = [];

  const take = (option: OptionSpec, written: string, value: string | undefined): void => {
    if (!value) throw missingValue(option, written);
    if (option.choices && !option.choices.includes(value)) throw noChoice(option, written, value);
    if (option.repeated) lists[option.name].push(value);
    else if ((values[option.name] ?? value) !== value) throw givenTwice(option, values[option.name], value);
    else values[option.name] = value;
  };

  let isEnded = false;
  for (let next = 0; next < words.length;) {
    const word = words[next++];
    if (isEnded || word === "-" || !word.startsWith("-") || /^--\s/.test(word)) positionals.push(word);
    else if (word === "--") isEnded = true;
    else {
      for (const { written, option, attached } of optionsOf(word, options, command)) {
        if (option.value === undefined) {
          if (attached !== undefined) throw unwantedValue(written, word);
          if (option.name === "help" || option.name === "version") return { kind: option.name };
          flags[option.name] = true;
        } else if (attached !== undefined) take(option, written, attached);
        else if (option.implied !== undefined) take(option, written, option.implied);
        else take(option, written, isOption(words[next], options) ? undefined : words[next++]);
      }
    }
  }
  return { kind: "run", invocation: { flags, values, lists, positionals } };
}

/** One option as it stands in a word, with the value that is attached to it. */
interface Written {
  readonly written: string;
  readonly option: OptionSpec;
  readonly attached: string | undefined;
}

/** The options of one word: one long one, or one or more of a single letter. */
function* optionsOf(word: string, options: readonly OptionSpec[], command: Command): Generator<Written> {
  if (word.startsWith("--")) {
    const [written] = /^--[^=]+/.exec(word) ?? [word];
    const option = longOption(written.slice(2), options);
    if (option === undefined) throw unknownOption(written, command, options);
    yield { written, option, attached: written === word ? undefined : word.slice(written.length + 1) };
    return;
  }
  if (longOption(word.slice(1), options)) throw unknownOption(word, command, options);
  const letters = [...word.slice(1)];
  for (const [index, letter] of letters.entries()) {
    const option = options.find(({ short }) => short === letter);
    if (option === undefined) throw unknownOption(`-${letter}`, command, options);
    const rest = letters.slice(index + 1).join("");
    const isLast = rest === "" || option.value !== undefined || rest.startsWith("=");
    const attached = rest === "" || !isLast ? undefined : rest.replace(/^=/, "");
    yield { written: `-${letter}`, option, attached };
    if (isLast) return;
  }
}

function longOption(name: string, options: readonly OptionSpec[]): OptionSpec | undefined {
  return options.find((option) => option.name === name || option.aliases?.includes(name));
}

/** Whether a word would be understood as an option, or ends them. */
function isOption(word: string | undefined, options: readonly OptionSpec[]): boolean {
  if (word === undefined || word === "--") return true;
  if (word.startsWith("--")) return longOption(word.slice(2).split("=")[0], options) !== undefined;
  return word.startsWith("-") && options.some(({ short }) => short !== undefined && short === word[1]);
}

function unknownOption(written: string, command: Command, options: readonly OptionSpec[]): Problem {
  const names = options.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const bare = written.replace(/^-+/, "");
  const near = bare.length > 1 ? nearest(bare, names) : undefined;
  const advice = near === undefined
    ? `"httplog ${command.name} --help" lists all options.`
    : `Did you mean "--${near}"?`;
  return new Problem("usage", `Unknown option "${written}" for "${command.name}". ${advice}`);
}

/** One of two values would be left out. */
function givenTwice({ name }: OptionSpec, first: string, second: string): Problem {
  return new Problem(
    "usage",
    `Option "--${name}" is given twice, as "${first}" and "${second}". Give it once.`,
  );
}

function missingValue({ value, choices }: OptionSpec, written: string): Problem {
  const allowed = choices ? ` Allowed: ${choices.join(", ")}.` : "";
  return new Problem("usage", `Option "${written}" needs a value: ${written} ${value}.${allowed}`);
}

function unwantedValue(written: string, word: string): Problem {
  return new Problem(
    "usage",
    `Option "${written}" takes no value, but "${word}" gives it one. Write ${written}.`,
  );
}

function noChoice({ choices = [] }: OptionSpec, written: string, value: string): Problem {
  return new Problem(
    "usage",
    `Option "${written}" cannot be "${value}".${didYouMean(value, choices)} Allowed: ${choices.join(", ")}.`,
  );
}
