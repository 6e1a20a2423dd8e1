// Role: `httplog query`: a canned report or the user's SQL → rows → text. SQL runs in a worker, which a time limit can stop.

import { OTHER } from "../../domain/dimensions/dimension.ts";
import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";
import { RENDERERS } from "../../render/mod.ts";
import { printable } from "../../render/text/printable.ts";
import type { Page, Renderer } from "../../render/render.ts";
import { lastRecord, rangeNotes } from "../../reports/notes/range_notes.ts";
import { unmatchedNotes } from "../../reports/notes/unmatched_values.ts";
import { optionOf, type Report } from "../../reports/report.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import { NOTHING, outsideOf } from "../../stores/sqlite/read/functions.ts";
import type { QueryRequest } from "../../stores/sqlite/query_worker.ts";
import { queryWithin } from "../../stores/sqlite/query_with_timeout.ts";
import type { Answer, ShownAnswer } from "../../stores/store.ts";
import type { Command, Invocation } from "../command.ts";
import { databasePath } from "../shared/database_path.ts";
import { outdatedNotes, readCountryFile } from "../shared/country_file.ts";
import { checkSource } from "../shared/source_option.ts";
import { alertText, foundAlert } from "./alert.ts";
import { absoluteRange, isRelative, timeRange } from "../shared/time_option.ts";
import { refuseReportOptions, reportArguments } from "./report_arguments.ts";
import { QUERY_DETAILS, QUERY_EXAMPLES, QUERY_OPTIONS, TIMEOUT } from "./help.ts";
import { givenSpans } from "./compared_span.ts";
import { answerOfParts } from "./parts.ts";
import { parameters } from "./sql_parameters.ts";
import { targetOf } from "./target.ts";
import { historyNotes } from "./alert_text.ts";
import { alertDetailsRows } from "./alert_rows.ts";
import { writeLines } from "../shared/messages.ts";

/** Pieces of text are gathered to about this many characters before they are written. */
const WRITE_SIZE = 65536;

export const query: Command = {
  name: "query",
  summary: "ask the database: canned reports or SQL",
  usage: [
    "query [OPTIONS] REPORT",
    "query [OPTIONS] alert ID",
    'query [OPTIONS] "SELECT …"',
    "query [OPTIONS] --file PATH",
    "query --schema",
  ],
  details: QUERY_DETAILS,
  options: QUERY_OPTIONS,
  examples: QUERY_EXAMPLES,
  async run(invocation: Invocation, host: Host): Promise<number> {
    const target = await targetOf(invocation, host);
    if (target.kind === "schema") {
      host.stdout.write(sqlite.surface.trimEnd() + "\n");
      return 0;
    }
    const renderer = RENDERERS.find(({ name }) => name === invocation.values.format) ?? RENDERERS[0];
    const path = databasePath(invocation.values.db, host);
    if (target.kind === "alert") return await answerAlert(target.id, renderer, path, host);
    const report = target.kind === "report" ? target.report : null;
    const { answer, notes } = target.kind === "report"
      ? await answerReport(target.report, invocation, path, host)
      : await answerSql(target.sql, invocation, path, host);
    const units = answer.columns.map((name) => report?.units?.[name]);
    write(answer, renderer, host, { notes, units });
    return invocation.flags["exit-code"] && isEmpty(answer) ? 1 : 0;
  },
};

async function answerReport(
  report: Report,
  invocation: Invocation,
  path: string,
  host: Host,
): Promise<{ readonly answer: ShownAnswer; readonly notes: readonly string[] }> {
  const range = timeRange(invocation, host.now()), asked = reportArguments(report, invocation);
  const seconds = timeoutOf(invocation.values.timeout, 0);
  const geoip = await readCountryFile(invocation.values.geoip, host);
  using reader = sqlite.read(path);
  if (asked.source !== null) checkSource(reader, asked.source, path);
  const compared = invocation.values.with;
  const last = isRelative(range) || compared !== undefined ? lastRecord(reader, asked.source) : null;
  const absolute = absoluteRange(range, last);
  const spans = compared === undefined ? absolute : givenSpans(compared, absolute, last, host.now());
  const given = { ...asked, ...spans };
  const parts = seconds > 0 ? null : report.parts?.(reader, given) ?? null;
  const ofParts = parts && await answerOfParts(reader, path, parts, host);
  const { answer: found, notes } = ofParts === null
    ? await answerOf({ path, ...report.question(given), geoip }, seconds, host)
    : { answer: ofParts, notes: [] };
  const stream = report.stream?.(found, given) ?? null;
  const answer = stream === null ? report.present?.(found, given) ?? found : found;
  return {
    answer: stream ?? answer,
    notes: [
      ...(report.options.includes("since") ? rangeNotes(reader, given, "--since") : []),
      ...limitNotes(report, answer, invocation),
      ...unmatchedNotes(reader, answer, given, (name) => `--${optionOf(name)}`),
      ...notes,
      ...report.notes?.(reader, given, answer) ?? [],
    ],
  };
}

async function answerAlert(id: number, renderer: Renderer, path: string, host: Host): Promise<number> {
  using reader = sqlite.read(path);
  const found = foundAlert(reader, id, path);
  // The table is the default, for people; the other formats are for programs.
  if (renderer === RENDERERS[0]) host.stdout.write(await alertText(found, host));
  else {write(alertDetailsRows(found), renderer, host, {
      notes: found.history ? historyNotes(found.history) : found.unstored,
    });}
  return 0;
}

async function answerSql(
  sql: string,
  invocation: Invocation,
  path: string,
  host: Host,
): Promise<{ readonly answer: Answer; readonly notes: readonly string[] }> {
  refuseReportOptions(invocation);
  const bound = parameters(invocation.lists.param ?? []);
  const seconds = timeoutOf(invocation.values.timeout, TIMEOUT);
  const geoip = await readCountryFile(invocation.values.geoip, host);
  return await answerOf({ path, sql, parameters: bound, geoip }, seconds, host);
}

/** The rows of a question, within so many seconds where they are above 0, and what to know of a file of countries. */
async function answerOf(
  request: QueryRequest,
  seconds: number,
  host: Host,
): Promise<{ readonly answer: Answer; readonly notes: readonly string[] }> {
  const { path, sql, parameters, geoip } = request;
  // The thread loads lists by itself; here they are needed for the age of the file.
  const outside = seconds > 0 && geoip === null ? NOTHING : await outsideOf(sql, geoip, host.lists);
  const notes = geoip === null ? [] : outdatedNotes(geoip, outside.countries, host.now());
  if (seconds > 0) return { answer: await queryWithin(host, request, seconds), notes };
  using reader = sqlite.read(path, outside);
  return { answer: reader.query(sql, parameters), notes };
}

function timeoutOf(text: string | undefined, preset: number): number {
  if (text === undefined) return preset;
  const seconds = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (seconds >= 0 && seconds <= 1_000_000) return seconds;
  const wrong = Number.isNaN(seconds) ? "is not a number of seconds" : "is out of range";
  throw new Problem(
    "usage",
    `--timeout "${printable(text)}" ${wrong}. Allowed: 0 (no end) to 1000000 seconds.`,
  );
}

function isEmpty({ rows }: ShownAnswer): boolean {
  for (const _ of rows) return false;
  return true;
}

/** Notes stand below the answer if the format is for people; else they go to standard error. */
function write(
  answer: ShownAnswer,
  renderer: Renderer,
  host: Host,
  { notes = [], units = [] }: { notes?: readonly string[]; units?: Page["units"] } = {},
): void {
  const page = { units, width: host.stdout.isTerminal ? host.stdout.columns() : null };
  let gathered = "";
  const pieces = function* (): Iterable<string> {
    yield* renderer.render(answer, page);
    if (notes.length > 0) yield* renderer.notes?.(notes, page) ?? [];
  };
  for (const piece of pieces()) {
    gathered += piece;
    if (gathered.length < WRITE_SIZE) continue;
    host.stdout.write(gathered);
    gathered = "";
  }
  host.stdout.write(gathered);
  if (renderer.notes === undefined) {
    writeLines(host.stderr, notes);
  }
}

function limitNotes({ defaultLimit }: Report, { rows }: Answer, { values }: Invocation): string[] {
  const count = rows.filter(([name]) => name !== OTHER).length;
  if (values.limit !== undefined || defaultLimit === null || count < defaultLimit) return [];
  return [`Shown are at most ${defaultLimit} rows; --limit 0 shows all.`];
}
