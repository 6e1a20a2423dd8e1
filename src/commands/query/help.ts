// Role: the options, help text and examples of `httplog query`, made from the registries.

import { ASKABLE } from "../../domain/dimensions/dimensions.ts";
import { MOMENT_FORMS } from "../../domain/time_text.ts";
import { RENDERERS } from "../../render/mod.ts";
import { optionOf } from "../../reports/report.ts";
import { REPORTS } from "../../reports/mod.ts";
import { ALERT_SUMMARY, ALERT_WORD } from "./alert.ts";
import { DATABASE_OPTION } from "../shared/database_path.ts";
import type { OptionSpec } from "../command.ts";

/** Default time limit of the user's SQL, seconds. */
export const TIMEOUT = 30;

/** In the order of the help. */
export const QUERY_OPTIONS: readonly OptionSpec[] = [
  { name: "since", value: "TIME", help: "only from this time on, inclusive" },
  { name: "until", value: "TIME", help: "only before this time, exclusive" },
  {
    name: "with",
    value: "TIME[/TIME]",
    help: `begin of the span to compare with, as long as the first one, or its begin and end (${
      reportsWith("with")
    })`,
  },
  { name: "source", value: "NAME", defaultText: "all", help: "only this source" },
  ...ASKABLE.map(({ name, kind, noun }): OptionSpec =>
    kind === "name"
      ? { name: optionOf(name), value: "NAME", help: `only this ${noun} (${reportsWith(name)})` }
      : { name, value: "CODE", help: `only this ${name}, or a class such as 5xx (${reportsWith(name)})` }
  ),
  {
    name: "by",
    value: "SPAN",
    defaultText: "hour",
    help: `span of a row (${spansText()})`,
  },
  {
    name: "exact-only",
    help: `leave out rows whose hits may be more (${reportsWith("exact-only")})`,
  },
  { name: "full", help: `pages rather than sites (${reportsWith("full")})` },
  {
    name: "overlap",
    help: `alerts that fired before --since and still did, too (${reportsWith("overlap")})`,
  },
  {
    name: "geoip",
    value: "FILE",
    help: `countries by address, a file .mmdb that is read and not kept (${reportsWith("geoip")}, SQL)`,
  },
  { name: "limit", short: "n", value: "N", defaultText: limits(), help: "at most N rows; 0 = all" },
  { name: "file", value: "PATH", help: "SQL from a file; - = standard input" },
  {
    name: "param",
    value: "NAME=VALUE",
    repeated: true,
    help: "value of :NAME in the SQL: a number, null, or text ('5' = text)",
  },
  {
    name: "timeout",
    value: "SECONDS",
    defaultText: `${TIMEOUT} for SQL`,
    help: "time limit of the query; 0 = none",
  },
  {
    name: "format",
    short: "f",
    value: "FORMAT",
    defaultText: RENDERERS[0].name,
    choices: RENDERERS.map(({ name }) => name),
    help: "how rows are printed, on a terminal and in a pipe",
  },
  DATABASE_OPTION,
  { name: "schema", help: "print the views and columns that SQL may use" },
  { name: "exit-code", help: "exit with 1 if there are no rows" },
];

export const QUERY_DETAILS: string =
  `Prints a canned report, or the answer to SQL, from the database that replay writes.

Reports:
${list([...REPORTS.slice(0, 1), { name: `${ALERT_WORD} ID`, summary: ALERT_SUMMARY }, ...REPORTS.slice(1)])}

Reports over time print the oldest row first, and a limit keeps the newest rows; the others print most hits first.
A bucket belongs to the time range in which it starts. Names outside the top-k of a bucket count as (other), which is
always shown: hits of a name are then a lower bound, and at_most an upper one. What pruning left out is noted.

TIME is ${MOMENT_FORMS}. --until is exclusive.
Where a log of a source is behind another one, by up to --idle-log, spans count back from where that one has come.

The database is opened read-only. A query in SQL is stopped after --timeout.
A report has no time limit by default.

Formats:
${list(RENDERERS)}`;

export const QUERY_EXAMPLES: readonly (readonly [command: string, does: string])[] = [
  ["httplog query alerts --since 24h", "alerts that fired within a day of the last record"],
  ["httplog query alert 3", "the third alert: its rule, value over time, causes, messages"],
  ["httplog query hosts --limit 5 --format markdown", "the five busiest clients, to paste into a ticket"],
  ["httplog query availability --by day --section /api", "availability of one section per day"],
  ['httplog query "SELECT max(hits) FROM seconds"', "the busiest second"],
  [
    'httplog query "SELECT * FROM buckets WHERE hits > :n" --param n=500 -f csv',
    "busy buckets for a spreadsheet",
  ],
];

function list(entries: readonly { readonly name: string; readonly summary: string }[]): string {
  const width = Math.max(...entries.map(({ name }) => name.length));
  return entries.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join("\n");
}

function reportsWith(option: string): string {
  return REPORTS.filter(({ options }) => (options as readonly string[]).includes(option))
    .map(({ name }) => name).join(", ");
}

/** The reports with their spans. */
function spansText(): string {
  return REPORTS.filter(({ spans }) => spans !== undefined).map(({ name, spans, hasAnySpan }) =>
    `${name}: ${[...spans!, ...(hasAnySpan ? ["30s, 2h and the like"] : [])].join(", ")}`
  ).join("; ");
}

function limits(): string {
  const byLimit = Map.groupBy(REPORTS, ({ defaultLimit }) => defaultLimit);
  byLimit.delete(null);
  const groups = [...byLimit].map(([limit, reports]) =>
    `${limit} for ${reports.map(({ name }) => name).join(", ")}`
  );
  return [...groups, "else all"].join("; ");
}
