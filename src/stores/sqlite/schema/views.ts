// Role: the public SQL surface: views that hide the tables. Names and columns stay; later versions only add at the end.

import { OTHER } from "../../../domain/dimensions/dimension.ts";
import {
  BUCKETED,
  DEFAULT_DIMENSIONS,
  DIMENSIONS,
  HOURLY,
  type KnownDimension,
  pairIn,
} from "../../../domain/dimensions/dimensions.ts";
import { RULE_VIEWS } from "./rule_views.ts";
import { cellTable, dayTable, hourTable, ROLLUP_DIMENSIONS, rollupTable, VISITORS_ID } from "./tables.ts";
import { COUNT_COLUMNS, isoText, ofSource, SOURCE, START_COLUMNS, type View, view } from "./view.ts";

/** Rows of a table with their run and source. */
const ofRun = (table: string) =>
  `run AS t JOIN source AS s ON s.id = t.source_id JOIN ${table} AS r ON r.run_id = t.id`;

/** The SQL of a dimension's value in a row of one of its tables, and what has to be joined for it. */
function valueSql({ kind }: KnownDimension): readonly [expression: string, join: string] {
  return kind === "number" ? ["r.name_id", ""] : ["n.value", " CROSS JOIN name AS n ON n.id = r.name_id"];
}

function aboutValue({ name, kind }: KnownDimension): string {
  return kind === "number" ? `the ${name}, an integer` : `the ${name}, or (other) for those not kept`;
}

/** The columns of a dimension's value: one, or two of a pair. */
function valueColumns(dimension: KnownDimension, about: string): View["columns"] {
  const [value] = valueSql(dimension), pair = pairIn(dimension);
  if (pair === null) return [[dimension.name, value, about]];
  const [first, second] = pair.of, end = "instr(n.value, char(9))";
  const rest = `substr(n.value, ${end} + 1)`;
  return [
    [
      first,
      `iif(${end} = 0, n.value, substr(n.value, 1, ${end} - 1))`,
      `the ${first}, or (other) for those not kept`,
    ],
    [second, `iif(${end} = 0, NULL, ${pair.numbers ? `CAST(${rest} AS INTEGER)` : rest})`, `the ${second}`],
  ];
}

function dimensionView(dimension: KnownDimension): View {
  const { name, plural } = dimension, [value, join] = valueSql(dimension);
  return view(`bucket_${plural}`, `one row per bucket and ${name}`, ofSource(cellTable(name)) + join, [
    SOURCE,
    ...START_COLUMNS,
    [name, value, aboutValue(dimension)],
    ...COUNT_COLUMNS,
  ]);
}

/**
 * Late hits apart, a name that a bucket did not keep had at most as many hits as the kept name with the fewest had when
 * the bucket turned final, and rows only grow. Any of the late hits may be its own, too (semantics.md, "Seconds and buckets").
 */
function cutView(dimension: KnownDimension): View {
  const { name, plural, span } = dimension;
  if (span === "hour") return cutHoursView(`cut_${plural}`, dimension);
  const cells = cellTable(name);
  const from = `${ofSource("bucket")} CROSS JOIN ${cells} AS o
    ON o.source_id = r.source_id AND o.start = r.start AND o.name_id = 0`;
  const least = `(SELECT min(k.hits) FROM ${cells} AS k
    WHERE k.source_id = r.source_id AND k.start = r.start AND k.name_id <> 0)`;
  return view(`cut_${plural}`, `one row per bucket that does not name all of its ${plural}`, from, [
    SOURCE,
    ...START_COLUMNS,
    ["hits", "o.hits", "hits of (other): those without a name"],
    ["at_most", `min(o.hits, coalesce(${least} + r.late, o.hits))`, "most hits that one of them can have"],
  ]);
}

/** The hours of a dimension that were cut; of one that has buckets, too, under a name of their own. */
function cutHoursView(viewName: string, dimension: KnownDimension): View {
  const { name, plural } = dimension;
  // Of a pair that is grouped, (other) has all of the second parts.
  const isGrouped = pairIn(dimension)?.isGrouped === true, hits = isGrouped ? "sum(r.hits)" : "r.hits";
  const from = isGrouped
    ? `${ofSource(hourTable(name))} CROSS JOIN name AS n ON n.id = r.name_id
    AND n.value > '${OTHER}' || char(9) AND n.value < '${OTHER}' || char(10) GROUP BY s.name, r.start`
    : `${ofSource(hourTable(name))} AND r.name_id = 0`;
  return view(viewName, `one row per hour that does not name all of its ${plural}`, from, [
    SOURCE,
    ...HOUR_COLUMNS,
    ["hits", hits, "hits of (other): those without a name"],
    ["at_most", hits, "most hits that one of them can have"],
  ]);
}

function rollupView(dimension: KnownDimension): View {
  const { name, plural } = dimension, [, join] = valueSql(dimension);
  return view(`rollup_${plural}`, `one row per rollup and ${name}`, ofSource(rollupTable(name)) + join, [
    SOURCE,
    ...START_COLUMNS,
    ["size", "r.size", "seconds"],
    ...valueColumns(dimension, `as in ${dimension.span === "hour" ? "hourly" : "bucket"}_${plural}`),
    ...COUNT_COLUMNS,
  ]);
}

/** When an hour begins. */
const HOUR_COLUMNS: View["columns"] = [
  ["start", "r.start", "first second of the hour, epoch seconds"],
  ["start_iso", isoText("r.start"), "the same as UTC text"],
];

function hourlyView(dimension: KnownDimension): View {
  const { name, plural } = dimension, [, join] = valueSql(dimension);
  return view(
    `hourly_${plural}`,
    `one row per hour and ${name}`,
    ofSource(hourTable(name)) + join,
    [
      SOURCE,
      ...HOUR_COLUMNS,
      ...valueColumns(dimension, aboutValue(dimension)),
      ...COUNT_COLUMNS,
    ],
  );
}

function dailyView(dimension: KnownDimension): View {
  const { name, plural } = dimension, [, join] = valueSql(dimension);
  const about = `one row per day and ${name}: the sums of its final hours`;
  return view(`daily_${plural}`, about, ofSource(dayTable(name)) + join, [
    SOURCE,
    ["start", "r.start", "first second of the day in UTC, epoch seconds"],
    ["start_iso", isoText("r.start"), "the same as UTC text"],
    ...valueColumns(dimension, aboutValue(dimension)),
    ...COUNT_COLUMNS,
  ]);
}

const SINCE = `source AS s CROSS JOIN (SELECT id, name FROM dimension WHERE id IN (${
  HOURLY.map(({ id }) => id).join(", ")
}) UNION ALL SELECT ${VISITORS_ID}, 'visitor') AS d
  LEFT JOIN hours_since AS r ON r.source_id = s.id AND r.dimension_id = d.id`;

const HOUR_VIEWS: readonly View[] = [
  ...HOURLY.map(hourlyView),
  view("visitor_hours", "one row per hour or rollup of hours: who came", ofSource("visitor_hour"), [
    SOURCE,
    ...HOUR_COLUMNS,
    ["size", "r.size", "seconds: 3600, or those of the rollup"],
    ["registers", "r.registers", "a sketch of the different hosts with agents (HyperLogLog)"],
  ]),
  view("hourly_since", "one row per source and dimension that is kept by the hour", SINCE, [
    SOURCE,
    ["dimension", "d.name", "name of the dimension"],
    ["since", "coalesce(r.since, 0)", "hours from this epoch second on are kept; 0: all"],
    ["since_iso", isoText("r.since"), "the same as UTC text; null: all"],
  ]),
];

const ROLLUP_VIEWS: readonly View[] = [
  view("rollups", "one row per span of pruned buckets", ofSource("rollup"), [
    SOURCE,
    ...START_COLUMNS,
    ["size", "r.size", "seconds"],
    ["hits", "r.hits", "accepted records"],
    ["bytes", "r.bytes", "sum of their bytes"],
    ["successes", "r.hits - r.failures", "hits that are no failures"],
    ["failures", "r.failures", "hits with status 500 or more"],
    ["availability", "(r.hits - r.failures) * 1.0 / r.hits", "successes / hits, from 0 to 1"],
    ["late", "r.late", "hits that were late"],
  ]),
  ...ROLLUP_DIMENSIONS.map(rollupView),
  view("pruned", "one row per source that was pruned: what its pruned buckets held", ofSource("pruned_sum"), [
    SOURCE,
    ["before", "r.before", "buckets and seconds before this epoch second were pruned"],
    ["before_iso", isoText("r.before"), "the same as UTC text"],
    ["buckets", "r.buckets", "pruned buckets"],
    ...COUNT_COLUMNS,
    ["late", "r.late", "hits that were late"],
    ["rolled", "r.rolled", "hits that are in rollups"],
  ]),
];

/** All public views. */
export const VIEWS: readonly View[] = [
  view("buckets", "one row per bucket that has hits", ofSource("bucket"), [
    SOURCE,
    ...START_COLUMNS,
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
  ...BUCKETED.map(dimensionView),
  view("seconds", "one row per second that has hits", ofSource("second"), [
    SOURCE,
    ["time", "r.time", "epoch second"],
    ...COUNT_COLUMNS,
    ["late", "r.late", "hits that were late"],
  ]),
  view("alerts", "one row an alert", "alert AS r JOIN source AS s ON s.id = r.source_id", [
    ["id", "r.id", "number of the alert"],
    SOURCE,
    ["rule", "r.rule", "the rule that fired"],
    ["fired_at", "r.fired_at", "epoch second"],
    ["fired_iso", isoText("r.fired_at"), "the same as UTC text"],
    ["value", "r.value", "the watched value when it fired; of a rate hits per second"],
    ["peak_value", "r.peak_value", "the value furthest beyond the threshold while it fired"],
    ["peak_at", "r.peak_at", "the first second of the peak"],
    ["resolved_at", "r.resolved_at", "epoch second; null while it fires"],
    ["resolved_iso", isoText("r.resolved_at"), "the same as UTC text"],
    ["duration", "r.resolved_at - r.fired_at", "seconds; null while it fires"],
    ["threshold", "r.threshold", "the threshold in force; of a rate hits per second"],
    ["window", "r.window", "the window in force, seconds"],
    ["provisional", "r.provisional", "1 where records still to come may change it"],
    [
      "metric",
      "r.metric",
      "what is watched: rate, count, bytes_rate, error_ratio, slow_ratio, p50 to p99 in µs, absence, burn",
    ],
    ["severity", "r.severity", "page, ticket, info"],
    ["threshold_text", "r.threshold_text", "the comparison with the threshold as it was written"],
    ["superseded", "r.superseded", "1 where it ended because its rule was changed or taken away"],
    ["explanation", "r.explanation", "what stands out in its window, a JSON object; see alert_causes"],
    ["detail", "r.detail", "of an objective the tiers that fired, JSON"],
    [
      "rule_text",
      "r.rule_text",
      "what its rule decided by; another text is another rule; null: earlier version",
    ],
  ]),
  view("runs", "one row per run", "run AS r JOIN source AS s ON s.id = r.source_id", [
    ["id", "r.id", "number of the run"],
    SOURCE,
    ["started_at", "r.started_at", "wall clock, epoch seconds"],
    ["ended_at", "r.ended_at", "wall clock, epoch seconds; null while it runs"],
    [
      "status",
      "r.status",
      "running, ok, interrupted, failed, crashed (no final note: killed, or the disk was full), undone",
    ],
    ["files", "r.files", "paths as given, a JSON array"],
    ["bytes", "r.bytes", "bytes consumed"],
    ["read", "r.read", "records read: accepted + rejected + left_out + excluded"],
    ["accepted", "r.accepted", "records accepted"],
    ["rejected", "r.rejected", "records rejected"],
    ["late", "r.late", "accepted records that were late"],
    ["options", "r.options", "the options in force, a JSON object"],
    ["version", "r.version", "version of the program"],
    ["message", "r.message", "what went wrong, where something did"],
    [
      "outliers",
      "r.outliers",
      "accepted records whose time was far ahead of their log, which did not follow",
    ],
    ["left_out", "r.left_out", "records outside --since and --until, which are read and not counted"],
    ["excluded", "r.excluded", "records that the filters of the source exclude"],
  ]),
  view("rejects", "one row per reject or outlier, up to 1,000 of each per run and log", ofSource("reject"), [
    SOURCE,
    ["run", "r.run_id", "number of the run"],
    ["file", "r.file", "the input"],
    ["line", "r.line", "line number, from 1"],
    ["offset", "r.offset", "byte offset of the line"],
    ["reason", "r.reason", "the first check it failed; time jump: an outlier, accepted and counted"],
    ["sample", "r.sample", "its first 200 bytes as printable text"],
  ]),
  view("run_files", "one row per file that a run read", ofRun("run_input"), [
    SOURCE,
    ["run", "r.run_id", "number of the run"],
    ["file", "r.path", "the input"],
    ["generation", "r.input_id", "number of the log's content within the source, whatever file it is in"],
    ["from_offset", "r.from_offset", "byte offset where the run began to read it"],
    ["to_offset", "r.to_offset", "byte offset up to which the run read it"],
  ]),
  view("gaps", "one row per part of a log that was gone before it was read", ofSource("gap"), [
    SOURCE,
    ["run", "r.run_id", "number of the run that missed it"],
    ["file", "r.path", "where it was when it was last read"],
    ["generation", "r.input_id", "as in run_files"],
    ["offset", "r.offset", "bytes of it that had been read; what came after is missing"],
  ]),
  view("sources", "one row per source", "source AS s", [
    ["name", "s.name", "name of the source"],
    ["first_time", "s.first_time", "time of its first record, epoch seconds"],
    ["last_time", "s.last_time", "time of its last record, epoch seconds; of one far ahead, too"],
    ["hits", "s.accepted", "accepted records"],
    ["bucket_size", "s.bucket_size", "seconds"],
    ["lateness", "s.lateness", "seconds"],
    ["top", "s.top", "values kept per bucket and dimension"],
    ["format", "s.format", "name of the log format"],
    ["read", "s.read", "records read: accepted + rejected + left_out + excluded"],
    ["accepted", "s.accepted", "records accepted"],
    ["rejected", "s.rejected", "records rejected"],
    ["late", "s.late", "accepted records that were late"],
    [
      "outliers",
      "s.outliers",
      "accepted records whose time was far ahead of their log, which did not follow",
    ],
    ["watermark", "s.watermark", "seconds before this epoch second are final; null before there are any"],
    ["max_jump", "s.max_jump", "seconds"],
    ["idle_log", "s.idle_log", "seconds"],
    ["left_out", "s.left_out", "records outside --since and --until, which are read and not counted"],
    [
      "dimensions",
      `coalesce(s.dimensions, '${DEFAULT_DIMENSIONS.join(",")}')`,
      "names of those whose values are kept, with commas",
    ],
    ["excluded", "s.excluded", "records that its filters exclude"],
    ["filters", "s.filters", "which these are, a JSON object of exclude, only and bots; null: none"],
    [
      "anonymize",
      "s.anonymize",
      "how much of hosts is kept: network, region, all (nothing); null: all of them",
    ],
    ["keep_query", "s.keep_query", "1 where queries are kept"],
  ]),
  ...ROLLUP_VIEWS,
  ...DIMENSIONS.filter(({ keep }) => keep !== "all").map(cutView),
  ...RULE_VIEWS,
  ...HOUR_VIEWS,
  ...HOURLY.map(dailyView),
  ...HOURLY.filter(({ span, keep }) => span === "both" && keep !== "all").map((dimension) =>
    cutHoursView(`cut_hourly_${dimension.plural}`, dimension)
  ),
];

/** The views as text: each with its columns and what they hold. */
export function surfaceText(): string {
  return VIEWS.map(({ name, about, columns }) => {
    const width = Math.max(12, ...columns.map(([column]) => column.length));
    const lines = columns.map(([column, , text]) => `  ${column.padEnd(width)}  ${text}`);
    return [`${name}: ${about}`, ...lines].join("\n") + "\n";
  }).join("\n");
}
