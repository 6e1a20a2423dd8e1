// Role: the help texts, made from what the commands say of themselves. Pure: text in, text out. Called by `cli.ts`.

import type { Command, OptionSpec } from "../commands/command.ts";
import type { CommandEntry } from "../commands/mod.ts";
import { EXIT_CODES, type ProblemKind } from "../domain/problem.ts";
import { twoColumns, wrapped } from "../render/text/wrap.ts";
import { VERSION } from "../version.ts";
import { BUILT_IN } from "./parse.ts";

const NARROWEST = 40, WIDEST = 120;

const PROBLEMS: Readonly<Record<ProblemKind, string>> = {
  usage: "wrong options or arguments, or options that do not match the stored ones",
  data: "the input is not what was expected, for example a header without a needed column",
  input: "an input or the database is missing or unreadable",
  bug: "a bug in httplog",
  create: "the database cannot be created",
  io: "reading, writing or sending failed, the disk is full, or the time limit is over",
  busy: "another run is writing to the database, or sending",
  permission: "permission denied",
  config: "the database is not one of httplog's or is newer than this version, or a secret is missing",
};

/** The texts beside the codes that problems have. */
const ENDINGS: readonly (readonly [code: string, meaning: string])[] = [
  ["0", "success; also when the reader of the output has gone (| head)"],
  ["1", "no rows, with query --exit-code; what backtest --fail-if looks for holds"],
  ...Object.entries(PROBLEMS).map(([kind, meaning]) =>
    [String(EXIT_CODES[kind as ProblemKind]), meaning] as const
  ),
  ["130, 143", "ended by SIGINT or SIGTERM; what was read is stored"],
];

/** `httplog --help`, wrapped to a width in columns. */
export function programHelp(commands: readonly CommandEntry[], columns: number): string {
  const width = bounded(columns);
  const list = (rows: readonly (readonly [string, string])[]): string => twoColumns(rows, width);
  const [first] = commands;
  return [
    wrapped(
      `httplog ${VERSION}: replays web access logs into an SQLite file and answers questions about them.`,
      width,
    ),
    section("Usage", `  httplog [${first.name}] [OPTIONS] FILE…\n  httplog COMMAND [OPTIONS] …`),
    section(
      "Commands",
      list([
        ...commands.map(({ name, summary }) =>
          [name, name === first.name ? `${summary} (the default)` : summary] as const
        ),
        ["help", "print this help, or that of a command: httplog help query"],
      ]),
    ),
    section("Options", list(BUILT_IN.map((option) => [leftSide(option), option.help]))),
    wrapped('Each command has options of its own: "httplog COMMAND --help" explains them.', width),
    section(
      "Examples",
      examples([
        ["httplog access.csv", "count what is new in access.csv and show it"],
        ["httplog access.csv --timescale 0.01", "watch it at a hundredth of its time"],
        ["httplog query alerts --since 24h", "the alerts of the last day"],
      ], width),
    ),
    section(
      "Environment",
      list([
        ["HTTPLOG_DB", "the database, where --db is not given (else httplog.db)"],
        ["NO_COLOR", "set to anything: no colour"],
      ]),
    ),
    section("Exit codes", list(ENDINGS)),
  ].join("\n\n") + "\n";
}

/** `httplog COMMAND --help`, wrapped to a width in columns. */
export function commandHelp(command: Command, columns: number): string {
  const width = bounded(columns);
  const options = [...command.options, ...BUILT_IN];
  const parts = [
    wrapped(`httplog ${command.name}: ${command.summary}`, width),
    section("Usage", command.usage.map((line) => `  httplog ${line}`).join("\n")),
    command.details.trim().split("\n").map((line) => wrapped(line, width)).join("\n"),
    section("Options", twoColumns(options.map((option) => [leftSide(option), rightSide(option)]), width)),
  ];
  if (command.examples.length > 0) parts.push(section("Examples", examples(command.examples, width)));
  return parts.join("\n\n") + "\n";
}

/** Printed where httplog is called without any word. */
export function shortHelp(commands: readonly CommandEntry[]): string {
  return `Usage: httplog [${commands[0].name}] [OPTIONS] FILE…\n` +
    `Commands: ${commands.map(({ name }) => name).join(", ")}, help\n` +
    'No file was named. Try "httplog access.csv", or "httplog --help" for everything else.\n';
}

function section(title: string, body: string): string {
  return `${title}:\n${body}`;
}

function leftSide({ short, name, value }: OptionSpec): string {
  return `${short === undefined ? "   " : `-${short},`} --${name}${value === undefined ? "" : ` ${value}`}`;
}

function rightSide({ help, aliases = [], choices, repeated, defaultText }: OptionSpec): string {
  const notes = [
    choices && `one of ${choices.join(", ")}`,
    defaultText && `default: ${defaultText}`,
    repeated && "may be repeated",
    aliases.length > 0 && `also ${aliases.map((alias) => `--${alias}`).join(", ")}`,
  ].filter((note) => note);
  return notes.length === 0 ? help : `${help} [${notes.join("; ")}]`;
}

function examples(rows: readonly (readonly [command: string, does: string])[], width: number): string {
  return rows.map(([command, does]) => `  ${command}\n${wrapped(`      ${does}`, width)}`).join("\n");
}

function bounded(columns: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, columns));
}
