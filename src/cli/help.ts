// Role: the help texts, made from what the commands say of themselves and from the topics of the manual. Pure: text in, text
// out.

import type { Command, OptionSpec } from "../commands/command.ts";
import type { CommandEntry } from "../commands/mod.ts";
import { EXIT_CODES, type ProblemKind } from "../domain/problem.ts";
import type { Topic } from "../manual/manual.ts";
import { twoColumns, wrapped } from "../render/text/wrap.ts";
import { VERSION } from "../version.ts";
import { BUILT_IN } from "./parse.ts";

const NARROWEST = 40, WIDEST = 120;

const ABOUT =
  `httplog ${VERSION}: replays web access logs into an SQLite file and answers questions about them.`;

const PROBLEMS: Readonly<Record<ProblemKind, string>> = {
  usage: "wrong options or arguments, a wrong rule file, or options that differ from the stored ones",
  data:
    "unexpected input: a log of no known format, a gap in the log, too many rejected records; backtest, check: no record; " +
    "doctor: stored data that contradicts itself",
  input: "an input, a rule file or the database is missing or unreadable",
  bug: "a bug in httplog",
  create: "the database cannot be created",
  io:
    "reading, writing or sending failed, the disk is full, the database is damaged or on a network file system, or the " +
    "time limit is over",
  busy: "another run is writing to the database, or sending; see --if-busy",
  permission: "permission denied",
  config:
    "the database is not one of httplog's or is newer than this version; or a secret is missing or wrong",
};

/** Every exit code with its meaning. */
export const ENDINGS: readonly (readonly [code: string, meaning: string])[] = [
  ["0", "success; also when the reader of the output closes it (| head)"],
  ["1", "query --exit-code: no rows; backtest --fail-if: a condition holds"],
  ...Object.entries(PROBLEMS).map(([kind, meaning]) =>
    [String(EXIT_CODES[kind as ProblemKind]), meaning] as const
  ),
  ["130, 143", "ended by SIGINT or SIGTERM; what was read is stored"],
];

/** `httplog --help`, wrapped to a width in columns. */
export function programHelp(
  commands: readonly CommandEntry[],
  topics: readonly Topic[],
  columns: number,
): string {
  const width = helpWidth(columns);
  const list = (rows: readonly (readonly [string, string])[]): string => twoColumns(rows, width);
  const [first] = commands;
  const parts = [
    wrapped(ABOUT, width),
    section("Usage", `  httplog [${first.name}] [OPTIONS] FILE…\n  httplog COMMAND [OPTIONS] …`),
    section(
      "Commands",
      list([
        ...commands.map(({ name, summary }) =>
          [name, name === first.name ? `${summary} (the default)` : summary] as const
        ),
        ["help", "print this help, a page of the manual, or the help of a command"],
      ]),
    ),
    section("Options", list(BUILT_IN.map(optionRow))),
    wrapped('Each command has options of its own: "httplog COMMAND --help" explains them.', width),
  ];
  if (topics.length > 0) {
    parts.push(
      section('Manual, as in "httplog help sql"', list(topics.map(({ name, summary }) => [name, summary]))),
    );
  }
  parts.push(
    section(
      "Examples",
      examples([
        ["httplog access.csv", "count what is new in access.csv and show it"],
        ["httplog access.csv --timescale 0.01", "show a hundred logged seconds per second"],
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
  );
  return parts.join("\n\n") + "\n";
}

/** `httplog COMMAND --help`, wrapped to a width in columns. `topic` is the page of the manual that has more, if any. */
export function commandHelp(command: Command, topic: string | null, columns: number): string {
  const width = helpWidth(columns);
  const options = [...command.options, ...BUILT_IN];
  const parts = [
    wrapped(`httplog ${command.name}: ${command.summary}`, width),
    section("Usage", command.usage.map((line) => `  httplog ${line}`).join("\n")),
    command.details.trim().split("\n").map((line) => wrapped(line, width)).join("\n"),
    section("Options", twoColumns(options.map(optionRow), width)),
  ];
  if (command.examples.length > 0) parts.push(section("Examples", examples(command.examples, width)));
  if (topic !== null) parts.push(wrapped(`The manual has more: httplog help ${topic}`, width));
  return parts.join("\n\n") + "\n";
}

/** Printed where httplog is called without any word: what to type next, on one screen. */
export function firstScreen(
  commands: readonly CommandEntry[],
  topics: readonly Topic[],
  columns: number,
): string {
  const width = helpWidth(columns);
  const names = (list: readonly { readonly name: string }[]): string =>
    list.map(({ name }) => name).join(", ");
  const parts = [
    wrapped(ABOUT, width),
    section("Usage", `  httplog [${commands[0].name}] [OPTIONS] FILE…\n  httplog COMMAND [OPTIONS] …`),
    section(
      "No file was named. Try one of these",
      twoColumns([
        ["httplog access.csv", "count what is new in a log and show it"],
        ["httplog query alerts --since 24h", "the alerts of the last day"],
        [
          topics.length > 0 ? "httplog help replay" : "httplog replay --help",
          "how to replay a log, with all options",
        ],
      ], width),
    ),
    wrapped(`Commands: ${names(commands)}, help`, width, 2),
    ...(topics.length > 0 ? [wrapped(`Topics of "httplog help": ${names(topics)}`, width, 2)] : []),
    wrapped('"httplog --help" explains all of them, and the exit codes.', width),
  ];
  return parts.join("\n\n") + "\n";
}

/** An option as a row of a list: how it is written, and what it does. */
export function optionRow(option: OptionSpec): readonly [written: string, help: string] {
  const { short, name, value, implied, help, aliases = [], choices, repeated, defaultText } = option;
  const given = value === undefined ? "" : implied === undefined ? ` ${value}` : `[=${value}]`;
  const written = `${short === undefined ? "   " : `-${short},`} --${name}${given}`;
  const notes = [
    choices && `one of ${choices.join(", ")}`,
    implied && `without a value: ${implied}`,
    defaultText && `default: ${defaultText}`,
    repeated && "may be repeated",
    aliases.length > 0 && `also ${aliases.map((alias) => `--${alias}`).join(", ")}`,
  ].filter((note) => note);
  return [written, notes.length === 0 ? help : `${help} [${notes.join("; ")}]`];
}

/** The width of a help text on a terminal of so many columns. */
export function helpWidth(columns: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, columns));
}

function section(title: string, body: string): string {
  return `${title}:\n${body}`;
}

function examples(rows: readonly (readonly [command: string, does: string])[], width: number): string {
  return rows.map(([command, does]) => `  ${command}\n${wrapped(`      ${does}`, width)}`).join("\n");
}
