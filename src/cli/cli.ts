// Role: the edge between the command line and the commands: picks the command, prints help, turns an error into one
// message and an exit code. Parsing is in `parse.ts`, help in `help.ts`, the commands in `commands/mod.ts`.

import { commandHelp, programHelp, shortHelp } from "./help.ts";
import { parse } from "./parse.ts";
import { type CommandEntry, COMMANDS } from "../commands/mod.ts";
import { nearest } from "../domain/nearest.ts";
import { EXIT_CODES, Problem } from "../domain/problem.ts";
import { BrokenPipe, type Host } from "../host/host.ts";
import { printable, printableLines } from "../render/text/printable.ts";
import { VERSION } from "../version.ts";

/**
 * Runs the program with these words (those after the program's name) and gives its exit code. Never throws.
 * The first of `commands` is meant where the first word names none.
 */
export async function runCli(
  words: readonly string[],
  host: Host,
  commands: readonly CommandEntry[] = COMMANDS,
): Promise<number> {
  try {
    return await dispatch(words, host, commands);
  } catch (error) {
    if (error instanceof BrokenPipe) return 0;
    try {
      host.stderr.write(messageOf(error, words));
    } catch {
      // Nobody listens; the exit code still tells.
    }
    return error instanceof Problem ? error.exitCode : EXIT_CODES.bug;
  }
}

async function dispatch(
  words: readonly string[],
  host: Host,
  commands: readonly CommandEntry[],
): Promise<number> {
  const [first, ...rest] = words;
  const print = (text: string): number => {
    host.stdout.write(text);
    return 0;
  };
  if (first === undefined) {
    // A cron line whose file variable is empty must not look like success.
    host.stderr.write(shortHelp(commands));
    return EXIT_CODES.usage;
  }
  if (first === "--version" || first === "-V") return print(`httplog ${VERSION}\n`);
  if (first === "--help" || first === "-h") return print(programHelp(commands, host.stdout.columns()));
  if (first === "help") return print(await helpFor(rest, host, commands));

  const named = commands.find(({ name }) => name === first);
  if (named === undefined) refuseMistypedCommand(first, host, commands);
  const command = await (named ?? commands[0]).load();
  const parsed = parse(command, named === undefined ? words : rest);
  if (parsed.kind === "version") return print(`httplog ${VERSION}\n`);
  if (parsed.kind === "run") return await command.run(parsed.invocation, host);
  return print(
    named === undefined
      ? programHelp(commands, host.stdout.columns())
      : commandHelp(command, host.stdout.columns()),
  );
}

async function helpFor(
  topics: readonly string[],
  host: Host,
  commands: readonly CommandEntry[],
): Promise<string> {
  const [topic] = topics.filter((word) => !word.startsWith("-"));
  if (topic === undefined || topic === "help") return programHelp(commands, host.stdout.columns());
  const entry = commands.find(({ name }) => name === topic);
  if (entry === undefined) throw unknownCommand(topic, commands);
  return commandHelp(await entry.load(), host.stdout.columns());
}

/** A first word that is no file, cannot be meant as a path and resembles a command is a mistyped command. */
function refuseMistypedCommand(word: string, host: Host, commands: readonly CommandEntry[]): void {
  if (/^-|[./\\]/.test(word) || nearestCommand(word, commands) === undefined || host.exists(word)) return;
  throw unknownCommand(word, commands);
}

function nearestCommand(word: string, commands: readonly CommandEntry[]): string | undefined {
  return nearest(word, [...commands.map(({ name }) => name), "help"]);
}

function unknownCommand(word: string, commands: readonly CommandEntry[]): Problem {
  const near = nearestCommand(word, commands);
  const guess = near === undefined ? "" : ` Did you mean "${near}"?`;
  const names = commands.map(({ name }) => name).join(", ");
  return new Problem("usage", `Unknown command "${word}".${guess} Commands: ${names}, help.`);
}

function messageOf(error: unknown, words: readonly string[]): string {
  if (error instanceof Problem) {
    return [`httplog: ${error.message}`, ...error.details].map((line) => printable(line) + "\n").join("");
  }
  const stack = error instanceof Error ? error.stack ?? `${error.name}: ${error.message}` : String(error);
  return `httplog: bug: ${printableLines(stack)}\n` +
    "Please report this to the project's issue tracker, with the text above, " +
    `the version (httplog ${VERSION}) and the command line: ${printable(["httplog", ...words].join(" "))}\n`;
}
