// Role: the public SQL surface: the views that people query, whatever the tables are. `sqlite_schema.ts` makes them
// in the file; `sqlite.ts` shows them as text. Names and columns stay; later versions only add at the end.

import { type Dimension, DIMENSIONS } from "../domain/dimension.ts";

/** One public view. */
export interface View {
  /** Its name in SQL. */
  readonly name: string;
  /** What one row is. */
  readonly about: string;
  /** Columns in order: name, SQL expression, what it holds. */
  readonly columns: readonly (readonly [name: string, expression: string, about: string])[];
  /** The statement that makes it. */
  readonly definition: string;
}

function view(name: string, about: string, from: string, columns: View["columns"]): View {
  const list = columns.map(([column, expression]) => `${expression} AS ${column}`).join(",\n  ");
  return { name, about, columns, definition: `CREATE VIEW ${name} AS SELECT\n  ${list}\nFROM ${from}` };
}

const iso = (column: string) => `strftime('%Y-%m-%dT%H:%M:%SZ', ${column}, 'unixepoch')`;

/** CROSS JOIN keeps this order: with or without a source to look for, its rows are found by source and time. */
const ofSource = (table: string) => `source AS s CROSS JOIN ${table} AS r ON r.source_id = s.id`;

/** Every view about rows of a source begins with its name. */
const SOURCE = ["source", "s.name", "name of the source"] as const;
const COUNTS = [
  ["hits", "r.hits", "accepted records"],
  ["bytes", "r.bytes", "sum of their bytes"],
  ["failures", "r.failures", "those with status 500 or more"],
] as const;
const START = [
  ["start", "r.start", "first second of the bucket, epoch seconds"],
  ["start_iso", iso("r.start"), "the same as UTC text"],
] as const;

function dimensionView(name: string, dimension: Dimension): View {
  const isStatus = dimension === "status";
  const cells = ofSource(`${dimension}_cell`);
  const from = isStatus ? cells : `${cells} CROSS JOIN name AS n ON n.id = r.name_id`;
  const about = isStatus ? "the status, an integer" : `the ${dimension}, or (other) for those not kept`;
  return view(name, `one row a bucket and ${dimension}`, from, [
    SOURCE,
    ...START,
    [dimension, isStatus ? "r.name_id" : "n.value", about],
    ...COUNTS,
  ]);
}

/** Name of the view of each dimension. */
const DIMENSION_VIEWS: Readonly<Record<Dimension, string>> = {
  section: "bucket_sections",
  host: "bucket_hosts",
  status: "bucket_statuses",
};

/** All public views. */
export const VIEWS: readonly View[] = [
  view("buckets", "one row a bucket that has hits", ofSource("bucket"), [
    SOURCE,
    ...START,
    ["size", "s.bucket_size", "seconds"],
    ["hits", "r.hits", "accepted records"],
    ["rate", "r.hits * 1.0 / s.bucket_size", "hits per second"],
    ["bytes", "r.bytes", "sum of their bytes"],
    ["successes", "r.hits - r.failures", "hits that are no failures"],
    ["failures", "r.failures", "hits with status 500 or more"],
    ["availability", "(r.hits - r.failures) * 1.0 / r.hits", "successes / hits, from 0 to 1"],
    ["late", "r.late", "hits that were late"],
    ["hosts", "r.hosts", "distinct hosts among the hits that were on time"],
    ["state", "CASE r.open WHEN 1 THEN 'open' ELSE 'final' END", "open while records on time may still come"],
  ]),
  ...DIMENSIONS.map((dimension) => dimensionView(DIMENSION_VIEWS[dimension], dimension)),
  view("seconds", "one row a second that has hits", ofSource("second"), [
    SOURCE,
    ["time", "r.time", "epoch second"],
    ...COUNTS,
    ["late", "r.late", "hits that were late"],
  ]),
  view("alerts", "one row an alert", "alert AS r JOIN source AS s ON s.id = r.source_id", [
    ["id", "r.id", "number of the alert"],
    SOURCE,
    ["rule", "r.rule", "the rule that fired"],
    ["fired_at", "r.fired_at", "epoch second"],
    ["fired_iso", iso("r.fired_at"), "the same as UTC text"],
    ["value", "r.value", "the watched value when it fired, hits per second"],
    ["peak_value", "r.peak_value", "the largest value while it fired"],
    ["peak_at", "r.peak_at", "the first second of the peak"],
    ["resolved_at", "r.resolved_at", "epoch second; null while it fires"],
    ["resolved_iso", iso("r.resolved_at"), "the same as UTC text"],
    ["duration", "r.resolved_at - r.fired_at", "seconds; null while it fires"],
    ["threshold", "r.threshold", "the threshold in force, hits per second"],
    ["window", "r.window", "the window in force, seconds"],
    ["provisional", "r.provisional", "1 where records still to come may change it"],
  ]),
  view("runs", "one row a run", "run AS r JOIN source AS s ON s.id = r.source_id", [
    ["id", "r.id", "number of the run"],
    SOURCE,
    ["started_at", "r.started_at", "wall clock, epoch seconds"],
    ["ended_at", "r.ended_at", "wall clock, epoch seconds; null while it runs"],
    ["status", "r.status", "running, ok, interrupted, failed"],
    ["files", "r.files", "paths as given, a JSON array"],
    ["bytes", "r.bytes", "bytes consumed"],
    ["read", "r.read", "records read: accepted + rejected"],
    ["accepted", "r.accepted", "records accepted"],
    ["rejected", "r.rejected", "records rejected"],
    ["late", "r.late", "accepted records that were late"],
    ["options", "r.options", "the options in force, a JSON object"],
    ["version", "r.version", "version of the program"],
    ["message", "r.message", "what went wrong, where something did"],
  ]),
  view("rejects", "one row a rejected line, 1,000 a run at most", ofSource("reject"), [
    SOURCE,
    ["run", "r.run_id", "number of the run"],
    ["file", "r.file", "the input"],
    ["line", "r.line", "line number, from 1"],
    ["offset", "r.offset", "byte offset of the line"],
    ["reason", "r.reason", "the first check it failed"],
    ["sample", "r.sample", "its first 200 bytes as printable text"],
  ]),
  view("sources", "one row a source", "source AS s", [
    ["name", "s.name", "name of the source"],
    ["first_time", "s.first_time", "time of its first record, epoch seconds"],
    ["last_time", "s.last_time", "its largest time, epoch seconds"],
    ["hits", "s.accepted", "accepted records"],
    ["bucket_size", "s.bucket_size", "seconds"],
    ["lateness", "s.lateness", "seconds"],
    ["top", "s.top", "values kept per bucket and dimension"],
    ["format", "s.format", "name of the log format"],
    ["read", "s.read", "records read: accepted + rejected"],
    ["accepted", "s.accepted", "records accepted"],
    ["rejected", "s.rejected", "records rejected"],
    ["late", "s.late", "accepted records that were late"],
  ]),
];

/** The views as text for a person: each with its columns and what they hold. */
export function surfaceText(): string {
  return VIEWS.map(({ name, about, columns }) => {
    const lines = columns.map(([column, , text]) => `  ${column.padEnd(12)}  ${text}`);
    return [`${name}: ${about}`, ...lines].join("\n") + "\n";
  }).join("\n");
}
