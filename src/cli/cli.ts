// Role: the edge between the command line and the commands: picks the command, prints help, turns an error into one
// message and an exit code. Parsing is in `parse.ts`, help in `help.ts`, the commands in `commands/mod.ts`.

import { commandHelp, firstScreen, helpWidth, programHelp } from "./help.ts";
import { parse } from "./parse.ts";
import type { Command, ProgramParts } from "../commands/command.ts";
import { type CommandEntry, COMMANDS } from "../commands/mod.ts";
import { writeLines } from "../commands/shared/messages.ts";
import { nearest } from "../domain/nearest.ts";
import { EXIT_CODES, Problem } from "../domain/problem.ts";
import { BrokenPipe, type Host } from "../host/host.ts";
import type { Manual, Topic } from "../manual/manual.ts";
import { VERSION } from "../version.ts";

/** Loads the manual; null where the program is a bundle without the file that holds it. */
export type LoadManual = () => Promise<Manual | null>;

/**
 * Runs the program with these words (those after the program's name) and returns its exit code. Never throws.
 * The first of `commands` is meant where the first word names none.
 */
export async function runCli(
  words: readonly string[],
  host: Host,
  loadManual: LoadManual = () => Promise.resolve(null),
  commands: readonly CommandEntry[] = COMMANDS,
  parts: ProgramParts = { page: () => Promise.resolve(null) },
): Promise<number> {
  try {
    return await dispatch(words, { host, loadManual, commands, parts });
  } catch (error) {
    if (error instanceof BrokenPipe) return 0;
    try {
      writeLines(host.stderr, messagesOf(error, words));
    } catch {
      // Standard error is closed. The exit code remains.
    }
    return error instanceof Problem ? error.exitCode : EXIT_CODES.bug;
  }
}

/** What a run of the program has to do with. */
interface Surroundings {
  readonly host: Host;
  readonly loadManual: LoadManual;
  readonly commands: readonly CommandEntry[];
  readonly parts: ProgramParts;
}

async function dispatch(words: readonly string[], around: Surroundings): Promise<number> {
  const { host, commands } = around;
  const [first, ...rest] = words;
  const print = (text: string): number => {
    host.stdout.write(text);
    return 0;
  };
  if (first === undefined) {
    // A cron line whose file variable is empty must not look like success.
    host.stderr.write(firstScreen(commands, await topicsOf(around), host.stderr.columns()));
    return EXIT_CODES.usage;
  }
  if (first === "--version" || first === "-V") return print(`httplog ${VERSION}\n`);
  if (first === "--help" || first === "-h") return print(await helpFor([], around));
  if (first === "help") return print(await helpFor(rest, around));
  if (first === "version" && rest.length === 0 && !host.exists(first)) return print(`httplog ${VERSION}\n`);

  const named = commands.find(({ name }) => name === first);
  if (named === undefined) refuseUnknownWord(first, host, commands);
  const command = await (named ?? commands[0]).load();
  const parsed = parse(command, named === undefined ? words : rest);
  if (parsed.kind === "version") return print(`httplog ${VERSION}\n`);
  if (parsed.kind === "run") return await command.run(parsed.invocation, host, around.parts);
  return print(named === undefined ? await helpFor([], around) : await helpOfCommand(command, around));
}

/** The text of `httplog help TOPIC`: a page of the manual comes before the help of a command of the same name. */
async function helpFor(words: readonly string[], around: Surroundings): Promise<string> {
  const { host, loadManual, commands } = around;
  const columns = host.stdout.columns();
  const [topic] = words.filter((word) => !word.startsWith("-"));
  if (topic === undefined || topic === "help") return programHelp(commands, await topicsOf(around), columns);
  const manual = await loadManual();
  const { manualTable } = await import("./manual.ts");
  const page = await manual?.page(topic, {
    width: helpWidth(columns),
    isBold: host.stdout.isTerminal && !host.env("NO_COLOR") && host.env("TERM") !== "dumb",
    table: (name) => manualTable(name, commands),
  });
  if (typeof page === "string") return page;
  const entry = commands.find(({ name }) => name === topic);
  if (entry !== undefined) return await helpOfCommand(await entry.load(), around);
  throw unknownTopic(topic, commands, manual?.topics ?? []);
}

async function helpOfCommand(command: Command, { host, loadManual }: Surroundings): Promise<string> {
  const topic = (await loadManual())?.topicOf(command.name) ?? null;
  return commandHelp(command, topic, host.stdout.columns());
}

async function topicsOf({ loadManual }: Surroundings): Promise<readonly Topic[]> {
  return (await loadManual())?.topics ?? [];
}

/** A first word that is no file and cannot be meant as a path or a pattern is a mistyped command or file. */
function refuseUnknownWord(word: string, host: Host, commands: readonly CommandEntry[]): void {
  if (/^-|[./\\*?[]/.test(word) || host.exists(word)) return;
  const listing = host.list("."), files = listing?.files ?? [];
  // A directory of logs can be replayed, too.
  const directories = (listing?.others ?? []).filter((name) => name.endsWith("/")).map((name) =>
    name.slice(0, -1)
  );
  // A log that is being rotated is gone for a moment: replay decides.
  if (files.some((name) => name.startsWith(word) && /^[.-]\d/.test(name.slice(word.length)))) return;
  // A log is often named without its ending.
  const stems = new Map(files.map((name) => [name.replace(/(.)\..*$/, "$1"), name]));
  const near = nearest(word, [...stems.keys()]);
  const file = stems.get(word) ?? nearest(word, [...files, ...directories]) ?? (near && stems.get(near));
  const command = nearestCommand(word, commands);
  const found = [command, file].filter((name) => name !== undefined);
  const guess = found.length === 0 ? "" : ` Did you mean ${found.map((name) => `"${name}"`).join(" or ")}?`;
  const names = commands.map(({ name }) => name).join(", ");
  const message = `Unknown command or file "${word}".${guess} Commands: ${names}, help.`;
  throw new Problem(command === undefined ? "input" : "usage", message);
}

function nearestCommand(word: string, commands: readonly CommandEntry[]): string | undefined {
  return nearest(word, [...commands.map(({ name }) => name), "help"]);
}

function unknownTopic(word: string, commands: readonly CommandEntry[], topics: readonly Topic[]): Problem {
  const names = [...new Set([...commands, ...topics].map(({ name }) => name))];
  const near = nearest(word, names);
  const guess = near === undefined ? "" : ` Did you mean "${near}"?`;
  const missing = topics.length > 0 ? "" : " The manual is not beside this bundle: manual.js.";
  return new Problem(
    "usage",
    `There is no help about "${word}".${guess}${missing} Allowed: ${names.join(", ")}.`,
  );
}

function messagesOf(error: unknown, words: readonly string[]): string[] {
  if (error instanceof Problem) return [`httplog: ${error.message}`, ...error.details];
  const stack = error instanceof Error ? error.stack ?? `${error.name}: ${error.message}` : String(error);
  const report = "Please report this to the project's issue tracker, with the text above, " +
    `the version (httplog ${VERSION}) and the command line: ${["httplog", ...words].join(" ")}`;
  return [...`httplog: bug: ${stack}`.split(/\r?\n/), report];
}
