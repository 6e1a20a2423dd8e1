// Role: `/metrics`, in the text format of Prometheus: counters of this process, and gauges of each source.

import type { ApiAnswer, ApiCell } from "../../api/answer.ts";
import { SEVERITIES } from "../../domain/rules/definition.ts";
import { VERSION } from "../../version.ts";

/** What the server has done since it began. */
export interface ServerCounts {
  /** Responses by their status. */
  readonly responses: ReadonlyMap<number, number>;
  /** Connections that are open. */
  readonly connections: number;
  /** Viewers that are sent events. */
  readonly viewers: number;
  /** Events that were sent. */
  readonly events: number;
  /** Answers of the API that were computed, each once however many got it. */
  readonly answers: number;
  /** Wall clock at its start, epoch seconds. */
  readonly startedAt: number;
}

/** A sample: its labels and its value. */
type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

type Family = readonly [name: string, type: "counter" | "gauge", help: string];

/** Gauges and counters of each source, by the column of `latest` that they are. */
const OF_SOURCES: readonly (readonly [column: string, ...family: Family])[] = [
  ["accepted", "records_accepted_total", "counter", "Accepted records of a source."],
  ["rejected", "records_rejected_total", "counter", "Rejected records of a source."],
  ["late", "records_late_total", "counter", "Accepted records of a source that were late."],
  [
    "last_time",
    "last_record_time_seconds",
    "gauge",
    "Time of the last record of a source, Unix time; of one that is more than --max-jump ahead, too.",
  ],
  ["final", "final_time_seconds", "gauge", "Seconds before it are final, Unix time."],
  ["bucket", "bucket_start_time_seconds", "gauge", "Start of the last final bucket, Unix time."],
  ["size", "bucket_seconds", "gauge", "Size of a bucket."],
  ["hits", "bucket_hits", "gauge", "Hits of the last final bucket."],
  ["bytes", "bucket_bytes", "gauge", "Bytes of the last final bucket."],
  ["failures", "bucket_failures", "gauge", "Hits with status 500 or more of the last final bucket."],
  [
    "availability",
    "bucket_availability_ratio",
    "gauge",
    "Share of its hits that did not fail; none where it has no hits.",
  ],
];

/** The text. `found` is the answer of the resource `latest`; null where there is no database now. */
export function metricsText(counts: ServerCounts, found: Pick<ApiAnswer, "columns" | "rows"> | null): string {
  const latest = found ?? { columns: [], rows: [] };
  const firing = SEVERITIES.flatMap((severity) =>
    samplesOf(latest, `firing_${severity}`).map(([labels, value]): Sample => [{ ...labels, severity }, value])
  );
  const responses = [...counts.responses].map(([code, count]): Sample => [{ code: String(code) }, count]);
  const alone = (value: number): Sample[] => [[{}, value]];
  return [
    family(["build_info", "gauge", "The version of the program; always 1."], [[{ version: VERSION }, 1]]),
    family(["start_time_seconds", "gauge", "When the server began, Unix time."], alone(counts.startedAt)),
    family(
      ["database_present", "gauge", "1 while the database is there, 0 after it was removed."],
      alone(Number(found !== null)),
    ),
    family(["http_responses_total", "counter", "Responses of this server by status."], responses),
    family(["http_connections", "gauge", "Connections that are open."], alone(counts.connections)),
    family(["viewers", "gauge", "Viewers that are sent events."], alone(counts.viewers)),
    family(["events_total", "counter", "Events that were sent, each counted once."], alone(counts.events)),
    family(
      ["answers_computed_total", "counter", "Answers that were computed, each counted once."],
      alone(counts.answers),
    ),
    ...OF_SOURCES.map(([column, ...of]) => family(of, samplesOf(latest, column))),
    family(["alerts_firing", "gauge", "Alerts that fire, by severity."], firing),
  ].join("");
}

/** A column by source; sources without a value are left out. */
function samplesOf({ columns, rows }: Pick<ApiAnswer, "columns" | "rows">, name: string): Sample[] {
  const at = columns.indexOf(name), source = columns.indexOf("source");
  return rows.filter((row) => row[at] !== null).map((
    row,
  ) => [{ source: textOf(row[source]) }, Number(row[at])]);
}

function textOf(cell: ApiCell): string {
  return cell === null ? "" : String(cell);
}

function family([name, type, help]: Family, samples: readonly Sample[]): string {
  if (samples.length === 0) return "";
  const lines = samples.map(([labels, value]) => `httplog_${name}${labelsText(labels)} ${value}\n`);
  return `# HELP httplog_${name} ${help}\n# TYPE httplog_${name} ${type}\n${lines.join("")}`;
}

function labelsText(labels: Sample[0]): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => character === "\n" ? "\\n" : `\\${character}`);
}
