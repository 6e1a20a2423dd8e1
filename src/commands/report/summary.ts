// Role: a recording as a few paragraphs and tables in Markdown: what fits into a ticket.

import { NO_VALUE, OTHER } from "../../domain/dimensions/dimension.ts";
import { isoTime } from "../../domain/time_text.ts";
import type { AlertFacts, Recording, Rows, Traffic } from "../../page/data/model.ts";
import { markdown } from "../../render/markdown.ts";
import { counted, grouped } from "../../domain/grouped.ts";
import { availabilityText, bytesText } from "../shared/number_text.ts";

/** Rows of a table of values, and alerts: a ticket is read at a glance. */
const MOST_ROWS = 5, MOST_ALERTS = 10;

type Cell = string | number | null;

function table(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  units: Rows["columns"] = [],
): string {
  const given = columns.map((name) => {
    if (!units.includes(name)) return undefined;
    return name === "share" ? "share" as const : "share_down" as const;
  });
  return [...markdown.render({ columns, rows }, { width: null, units: given })].join("");
}

/** The text, with a line end. */
export function summaryText(recording: Recording): string {
  const { span, sources, parts } = recording;
  const names = sources.map(({ name }) => name);
  if (span === null) {
    return `## Traffic\n\nNothing is stored${names.length === 0 ? "" : " of this range"}. ` +
      "`httplog replay access.log` reads a log.\n";
  }
  const all = parts[""], silent = recording.dimensions.filter(({ name }) => saysNothing(all.tops[name]));
  return [
    "## Traffic\n",
    `${isoTime(span.since)} to ${isoTime(span.until)}.\n`,
    totalsText(all.traffic, span.until - span.since) + "\n",
    ...notesText(all.notes),
    ...alertsText(recording.alerts),
    ...objectivesText(recording.slo),
    ...recording.dimensions.filter((dimension) => !silent.includes(dimension))
      .flatMap(({ plural, name }) => topText(plural, all.tops[name])),
    ...silent.length === 0 ? [] : [
      `The log says nothing of: ${
        silent.map(({ plural }) => wordsOf(plural)).join(", ")
      }. Every record counts as ${NO_VALUE}.\n`,
    ],
    ...rejectsText(recording.runs),
  ].join("\n");
}

/** A paragraph of each, its markup escaped, as the renderer does it. */
function notesText(notes: readonly string[]): string[] {
  return notes.map((note) => `${[...markdown.notes!([note], { width: null })].join("").trim()}\n`);
}

function totalsText({ hits, failures, bytes }: Traffic, seconds: number): string {
  const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
  const total = sum(hits), failed = sum(failures);
  return `- ${counted(total, "hit")}, ${(total / seconds).toFixed(2)} a second\n` +
    `- ${availabilityText(total, failed)} available: ${counted(failed, "failure")} (status 500 or more)\n` +
    (sum(bytes) === 0 && total > 0 ? "- no number of bytes is known\n" : `- ${bytesText(sum(bytes))} sent\n`);
}

function alertsText(alerts: readonly AlertFacts[]): string[] {
  if (alerts.length === 0) return ["### Alerts\n", "None.\n"];
  const shown = alerts.slice(-MOST_ALERTS);
  const endText = ({ resolvedAt, isSuperseded }: AlertFacts): string =>
    resolvedAt === null ? "firing" : isoTime(resolvedAt) + (isSuperseded ? " (superseded)" : "");
  const rows = shown.map((alert) => [
    ...[isoTime(alert.firedAt), endText(alert)],
    ...[alert.rule, alert.thresholdText, alert.source, alert.cause],
  ]);
  const left = alerts.length - shown.length;
  return [
    "### Alerts\n",
    table(["fired", "resolved", "rule", "threshold", "source", "why"], rows),
    ...(left > 0 ? [`${counted(left, "earlier alert")} left out.\n`] : []),
  ];
}

function objectivesText({ columns, rows, notes }: Rows): string[] {
  if (rows.length === 0) return [];
  const names = [
    ...["slo", "objective", "period", "availability", "budget_remaining", "burn"],
    ...["coverage", "until_iso", "source"],
  ];
  const places = names.map((name) => columns.indexOf(name));
  return [
    "### Objectives\n",
    "Of the period that ends at until_iso, with the last final minute of all that is stored, whatever the range above.\n",
    table(names, rows.map((row) => places.map((place) => row[place])), [
      "availability",
      "budget_remaining",
      "coverage",
    ]),
    ...notesText(notes),
  ];
}

/** Whether no record has a value. */
function saysNothing({ rows }: Rows): boolean {
  return rows.length > 0 && rows.every(([value]) => value === NO_VALUE);
}

function wordsOf(plural: string): string {
  return plural.replaceAll("_", " ");
}

function topText(plural: string, { columns, rows, notes }: Rows): string[] {
  if (rows.length === 0) return [];
  const named = rows.filter(([value]) => value !== OTHER).slice(0, MOST_ROWS);
  const places = columns.flatMap((name, place) => name === "bytes" ? [] : [place]);
  const names = places.map((place) => columns[place]);
  return [
    `### ${plural[0].toUpperCase()}${wordsOf(plural.slice(1))}\n`,
    table(names, named.map((row) => places.map((place) => row[place])), ["share", "availability"]),
    // The tables here are shorter than those that the notes about a limit are of.
    ...notesText(notes.filter((note) => !note.startsWith("Shown are at most"))),
  ];
}

function rejectsText({ columns, rows }: Rows): string[] {
  const sum = (name: string): number =>
    rows.reduce((total, row) => total + Number(row[columns.indexOf(name)] ?? 0), 0);
  const rejected = sum("rejected"), excluded = sum("excluded");
  const filtered = excluded === 0 ? "" : `, and ${grouped(excluded)} excluded by filters`;
  return [
    `${grouped(sum("read"))} records were read in ${counted(rows.length, "run")}, ${
      grouped(rejected)
    } of them rejected${filtered}.\n`,
  ];
}
