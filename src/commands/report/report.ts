// Role: `httplog report`: what the database holds of a time range as one page that needs nothing else, or as data and words.

import { Problem } from "../../domain/problem.ts";
import { isoTime } from "../../domain/time_text.ts";
import type { Host } from "../../host/host.ts";
import { csvRenderer } from "../../render/csv.ts";
import type { Recording } from "../../page/data/model.ts";
import { lastRecord } from "../../reports/notes/range_notes.ts";
import { NOTHING, type Outside } from "../../stores/sqlite/read/functions.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import type { Command, Invocation, ProgramParts } from "../command.ts";
import { DATABASE_OPTION, databasePath } from "../shared/database_path.ts";
import { countriesOfFile, COUNTRY_FILE_OPTION } from "../shared/country_file.ts";
import { warn, writeLines } from "../shared/messages.ts";
import { bytesText } from "../shared/number_text.ts";
import { printable } from "../../render/text/printable.ts";
import { checkSource } from "../shared/source_option.ts";
import { absoluteRange, isRelative, timeRange } from "../shared/time_option.ts";
import { record, type ReportRange } from "./record.ts";
import { summaryText } from "./summary.ts";

const FORMATS = ["html", "json", "markdown", "csv"] as const;
type Format = typeof FORMATS[number];

/** Formats that show browsers, systems, bots and countries. */
const WITH_LISTS: readonly Format[] = ["html", "json"];

/** Formats that say nothing to a person in a terminal. */
const NOT_FOR_TERMINALS: readonly Format[] = ["html", "json"];

export const report: Command = {
  name: "report",
  summary: "write what the database holds as one page to look at",
  usage: ["report [OPTIONS]"],
  details:
    "Writes one HTML file that holds its data, its script and its style: it opens from the disk, without a server and " +
    "without a network, can be sent, and prints. It shows the traffic with its alerts, the tables of every dimension, " +
    "the objectives, and what each run read and rejected. A range is chosen in it with the pointer or the keys.\n\n" +
    "Without --since and --until it is about all that is stored. The file at --output is replaced as a whole or not " +
    "at all.\n\n" +
    "Formats:\n" +
    "  html      one page, at most 300 kB beside its data\n" +
    "  json      the data of that page\n" +
    "  markdown  a summary that fits into a ticket\n" +
    "  csv       the traffic along the time: hits, failures, bytes, hits by class of status",
  options: [
    { name: "output", short: "o", value: "FILE", defaultText: "standard output", help: "the file to write" },
    { name: "since", value: "TIME", help: "only from this time on, inclusive" },
    { name: "until", value: "TIME", help: "only before this time, exclusive" },
    { name: "source", value: "NAME", defaultText: "all", help: "only this source" },
    {
      name: "format",
      short: "f",
      value: "FORMAT",
      defaultText: "html",
      choices: FORMATS,
      help: "what is written",
    },
    COUNTRY_FILE_OPTION,
    { name: "quiet", short: "q", help: "do not say what was written" },
    DATABASE_OPTION,
  ],
  examples: [
    ["httplog report -o report.html", "all that is stored, as one page"],
    ["httplog report -o day.html --since 24h", "the last day of the log"],
    ["httplog report --since 1h --format markdown", "the last hour, to paste into a ticket"],
  ],
  async run(invocation: Invocation, host: Host, parts?: ProgramParts): Promise<number> {
    const [extra] = invocation.positionals;
    if (extra !== undefined) {
      throw new Problem(
        "usage",
        `Unexpected "${printable(extra)}": report takes options only. Its file is --output.`,
      );
    }
    const format = (invocation.values.format ?? "html") as Format, { output } = invocation.values;
    refuseTarget(output, format, databasePath(invocation.values.db, host), host);
    const recording = await recorded(invocation, format, host);
    const text = await textOf(recording, format, parts);
    // Tables for programs have no place for what is missing in them.
    if (format === "csv") {
      const notes = recording.parts[""]?.notes ?? [];
      writeLines(host.stderr, notes.filter((note) => !note.startsWith("Alerts ")));
    }
    if (output === undefined) host.stdout.write(text);
    else {
      host.replaceText(output, text);
      const size = bytesText(new TextEncoder().encode(text).length);
      if (!invocation.flags.quiet) {
        writeLines(host.stderr, [`Wrote "${output}": ${size}.${adviceOf(format)}`]);
      }
    }
    return 0;
  },
};

function adviceOf(format: Format): string {
  return format === "html" ? " Open it in a browser." : "";
}

/** Before anything is read: what is written must go somewhere where it does no harm. */
function refuseTarget(output: string | undefined, format: Format, database: string, host: Host): void {
  if (output === undefined) {
    if (!host.stdout.isTerminal || !NOT_FOR_TERMINALS.includes(format)) return;
    throw new Problem(
      "usage",
      `The page is not for a terminal. Write a file: httplog report --output report.${format}`,
    );
  }
  if (output === "") throw new Problem("usage", "--output takes the path of a file; it is empty.");
  const own = host.identity(output), its = host.identity(database);
  if (own !== null && own.inode !== null && own.inode === its?.inode && own.device === its.device) {
    throw new Problem("usage", `Cannot write "${printable(output)}": it is the database. Name another file.`);
  }
}

async function recorded(invocation: Invocation, format: Format, host: Host): Promise<Recording> {
  const path = databasePath(invocation.values.db, host), source = invocation.values.source ?? null;
  const range = timeRange(invocation, host.now());
  const outside = await outsideFor(invocation.values.geoip, format, host);
  using reader = sqlite.read(path, outside);
  if (source !== null) checkSource(reader, source, path);
  const last = isRelative(range) ? lastRecord(reader, source) : null;
  const asked: ReportRange = { ...absoluteRange(range, last), source };
  const listed = { hasAgents: outside.lists !== null, hasCountries: outside.countries !== null };
  return record(reader, asked, host.now(), listed);
}

/** The lists, for the formats that show what they tell. */
async function outsideFor(geoip: string | undefined, format: Format, host: Host): Promise<Outside> {
  const { countries } = await countriesOfFile(geoip, host);
  if (!WITH_LISTS.includes(format)) return NOTHING;
  try {
    return { lists: await host.lists(), countries };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    warn(host, `${error.message} The page shows no browsers, systems and bots.`);
    return NOTHING;
  }
}

async function textOf(recording: Recording, format: Format, parts?: ProgramParts): Promise<string> {
  if (format === "json") return JSON.stringify(recording) + "\n";
  if (format === "markdown") return summaryText(recording);
  if (format === "csv") return [...csvRenderer.render(trafficRows(recording), { width: null })].join("");
  const page = await parts?.page();
  if (!page) {
    throw new Problem(
      "input",
      "The page is not beside this bundle: document.js. Other formats need no page.",
    );
  }
  return await page.report(recording);
}

/** The traffic as a table, all sources together. The first and the last step may be of a part. */
function trafficRows({ parts, span }: Recording) {
  const columns = ["start_iso", "seconds", "hits", "failures", "bytes", "1xx", "2xx", "3xx", "4xx", "5xx"];
  const traffic = parts[""]?.traffic;
  if (traffic === undefined) return { columns, rows: [] };
  const { starts, step, hits, failures, bytes, classes } = traffic;
  // Hits of a clock that was ahead lie behind the span.
  const endOf = (start: number): number => span === null || start >= span.until ? Infinity : span.until;
  const secondsOf = (start: number): number =>
    Math.max(1, Math.min(start + step, endOf(start)) - Math.max(start, span?.since ?? 0));
  const rows = starts.map((start, place) => [
    ...[isoTime(start), secondsOf(start)],
    ...[hits[place], failures[place], bytes[place]],
    ...classes.map((list) => list[place]),
  ]);
  return { columns, rows };
}
