// Role: canned report `compare`: what changed between two spans of time, by the values of each dimension.

import { OTHER } from "../domain/dimensions/dimension.ts";
import { ASKABLE, BUCKETED, DIMENSIONS, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import { NOT_KNOWN } from "../domain/latency/bins.ts";
import { isoTime } from "../domain/time_text.ts";
import { durationText } from "../domain/rules/duration.ts";
import type { Answer, Reader, SqlValue } from "../stores/store.ts";
import { overNotes } from "./rows/durations.ts";
import { keeps, viewsOf } from "./rows/dimension_views.ts";
import { totals } from "./dimension_totals.ts";
import { allRows, hourlyRows } from "./rows/hours.ts";
import type { Question, Report, ReportArguments, SpanOfTime } from "./report.ts";
import { hitsText, missingNotes, prunedHits, rollupRange, wholeBucketNotes } from "./rows/rollups.ts";
import { also, OLDEST_TIME, whereOf } from "./rows/sql.ts";

const COLUMNS = [
  "dimension",
  "value",
  "rate",
  "with_rate",
  "change",
  "certain",
  "hits",
  "with_hits",
  "failures",
  "with_failures",
  "p95",
  "with_p95",
];

const SLOWEST = ["p95", "with_p95"].map((name) => COLUMNS.indexOf(name));
const HITS = ["hits", "with_hits"].map((name) => COLUMNS.indexOf(name));
const CHANGE = COLUMNS.indexOf("change"), CERTAIN = COLUMNS.indexOf("certain");

/** The dimension of the rows that sum up all records. */
const ALL = "all";
/** The second after the last of the year 9999. */
const END = 253402300800;

/** The dimensions that are compared: those that any span of time may be asked of. */
const COMPARED: readonly KnownDimension[] = BUCKETED.filter((dimension) => ASKABLE.includes(dimension));

const DURATION: KnownDimension = DIMENSIONS.find(({ name }) => name === "duration")!;

/** Those of them that rollups do not hold, as SQL. */
const UNROLLED = COMPARED.filter((dimension) => viewsOf(dimension).rollups === null)
  .map(({ name }) => `'${name}'`).join(", ");

/**
 * Rates, because the spans may differ in length. `change` is that of the rate; `certain` is the least change that is so whatever hits
 * `(other)` hides: 0 where it may be none. First comes what contributes most: the larger of the certain change, and of that of the rate of
 * failures.
 */
export const comparison: Report = {
  name: "compare",
  summary: "what changed between two spans of time: rates of each value, largest change first",
  columns: COLUMNS,
  units: {
    rate: "rate",
    with_rate: "rate",
    change: "rate",
    certain: "rate",
    p95: "micros",
    with_p95: "micros",
  },
  options: ["since", "until", "with"],
  required: ["since", "with"],
  defaultLimit: 20,
  question,
  notes,
};

/** The two spans in epoch seconds. */
function spansOf({ since, until, compared }: ReportArguments): readonly [SpanOfTime, SpanOfTime] {
  return [{ since: since ?? 0, until: until ?? END }, compared ?? { since: 0, until: 0 }];
}

function question(given: ReportArguments): Question {
  const parameters: Record<string, Question["parameters"][string]> = {};
  const parts: string[] = [], slow: string[] = [], pruned: string[] = [];
  spansOf(given).forEach((span, side) => {
    const asked = { ...given, ...span, limit: null, exactOnly: false };
    /** The two spans have parameters of their own. */
    const add = ({ sql, parameters: values }: Question): string => {
      for (const [name, value] of Object.entries(values)) parameters[`${name}_${side}`] = value;
      return sql.replace(/:(\w+)/g, `:$1_${side}`);
    };
    for (const dimension of COMPARED) {
      const most = viewsOf(dimension).cut === null ? "hits" : "at_most";
      const rows = add(totals(dimension, viewsOf(dimension), asked));
      parts.push(`SELECT ${side} AS side, '${dimension.name}' AS dimension, ${dimension.name} AS value, hits,
        ${most} AS at_most, failures FROM (${rows})`);
    }
    parts.push(`SELECT ${side}, '${ALL}', '${ALL}', hits, hits, failures FROM (${add(allRecords(asked))})`);
    slow.push(`(${add(slowest(asked))}) AS p95_${side}`);
    pruned.push(
      `(SELECT rolled AS rolled_${side}, coarse AS coarse_${side}, gone AS gone_${side} FROM (${
        add(prunedHits(asked))
      }))`,
    );
    parameters[`begin_${side}`] = span.since;
    parameters[`end_${side}`] = span.until;
  });
  const of = (side: number, column: string) => `sum(${column}) FILTER (WHERE side = ${side})`;
  const sides = [0, 1].map((side) =>
    `coalesce(${of(side, "hits")}, 0) AS hits_${side}, coalesce(${
      of(side, "failures")
    }, 0) AS failures_${side},
      coalesce(${
      of(side, "at_most")
    }, max(other_${side}), 0) + gone_${side} + iif(dimension IN (${UNROLLED}), rolled_${side}, coarse_${side}) AS most_${side}`
  );
  const rate = (column: string, side: number) => `1.0 * ${column}_${side} / seconds_${side}`;
  const sql = `WITH grid AS MATERIALIZED (${GRID}), rows AS MATERIALIZED (${parts.join(" UNION ALL ")}),
    slow AS MATERIALIZED (SELECT ${slow.join(", ")}),
    hidden AS MATERIALIZED (SELECT * FROM ${pruned.join(", ")}, (SELECT ${
    [0, 1].map(coveredSeconds).join(", ")
  } FROM grid)),
    joined AS (SELECT dimension, CAST(value AS TEXT) AS value, ${
    sides.join(", ")
  }, seconds_0, seconds_1 FROM (SELECT *, ${OTHERS} FROM rows) CROSS JOIN hidden
      WHERE value <> '${OTHER}' GROUP BY dimension, value),
    rated AS (SELECT *, ${rate("hits", 0)} AS rate_0, ${rate("hits", 1)} AS rate_1,
      ${rate("most", 0)} AS highest_0, ${rate("most", 1)} AS highest_1 FROM joined),
    changed AS (SELECT *, rate_0 - rate_1 AS change,
      max(0, rate_0 - highest_1) - max(0, rate_1 - highest_0) AS certain,
      ${rate("failures", 0)} - ${rate("failures", 1)} AS failing FROM rated)
    SELECT dimension, value, round(rate_0, 6) AS rate, round(rate_1, 6) AS with_rate, round(change, 6) AS change,
      round(certain, 6) AS certain, hits_0 AS hits, hits_1 AS with_hits, failures_0 AS failures,
      failures_1 AS with_failures, iif(dimension = '${ALL}', p95_0, NULL) AS p95,
      iif(dimension = '${ALL}', p95_1, NULL) AS with_p95
    FROM changed CROSS JOIN slow WHERE hits_0 + hits_1 > 0
    ORDER BY dimension <> '${ALL}', max(abs(certain), abs(failing)) DESC, abs(change) DESC, dimension, value
    LIMIT :most_rows`;
  return { sql, parameters: { ...parameters, rated_source: given.source, most_rows: given.limit ?? -1 } };
}

/** Hits without a name of each side, beside each row: to name the rows again would have SQLite plan them anew. */
const OTHERS: string = [0, 1].map((side) =>
  `max(hits) FILTER (WHERE side = ${side} AND value = '${OTHER}') OVER (PARTITION BY dimension) AS other_${side}`
).join(", ");

/** The size of the buckets, 1 where sources differ in it, and the time of the last record. */
const GRID = `SELECT iif(min(bucket_size) = max(bucket_size), max(bucket_size), 1) AS size,
  max(coalesce(watermark + lateness, last_time)) AS last FROM sources WHERE :rated_source IS NULL OR name = :rated_source`;

/**
 * The seconds of a span of whose hits the rates are: buckets count whole if they start in it, so it begins and ends where one does, but ends
 * with the last record at the latest, unless it was to go on beyond that.
 */
function coveredSeconds(_: unknown, side: number): string {
  const whole = (time: string): string => `(:${time}_${side} + size - 1) / size * size`;
  const end = `min(${whole("end")}, max(:end_${side}, coalesce(last + 1, 0)))`;
  return `max(1, ${end} - ${whole("begin")}) AS seconds_${side}`;
}

/** Hits and failures of all records of a span. */
function allRecords(given: ReportArguments): Question {
  const { spans, parameters, select } = allRows(given), rolled = whereOf(rollupRange(given));
  return {
    sql: `WITH ${
      spans.join(", ")
    } SELECT coalesce(sum(hits), 0) AS hits, coalesce(sum(failures), 0) AS failures FROM (
      ${select("hits, failures", "")} UNION ALL SELECT hits, failures FROM rollups ${rolled.where})`,
    parameters,
  };
}

/** The duration that 95 of 100 records do not exceed, µs; NULL where none is known. */
function slowest(given: ReportArguments): Question {
  return ofDurations(given, "percentile(duration, hits, 0.95)");
}

/** SQL over the durations, with the hits of each. */
function ofDurations(given: ReportArguments, expression: string): Question {
  const views = viewsOf(DURATION), { spans, parameters, select } = hourlyRows(DURATION, views, given);
  const rolled = `SELECT duration, hits FROM ${views.rollups} ${whereOf(rollupRange(given)).where}`;
  return {
    sql: `WITH ${spans.join(", ")} SELECT ${expression} FROM
      (SELECT duration, sum(hits) AS hits FROM (${
      select("duration, hits", "")
    } UNION ALL ${rolled}) GROUP BY duration)`,
    parameters,
  };
}

function notes(reader: Reader, given: ReportArguments, { rows }: Answer): string[] {
  if (given.compared === undefined) return [];
  const spans = spansOf(given), [one, other] = spans.map(({ since, until }) => until - since);
  const ofSpans = spans.flatMap((span) => [
    ...outsideNotes(reader, given.source, span),
    ...wholeBucketNotes(reader, { ...given, ...span }, { span: null }),
    ...[true, false].flatMap((hasRollups) =>
      missingNotes(reader, { ...given, ...span }, { hasRollups, span: null })
    ),
  ]);
  return [
    ...(one === other ? [] : [
      `The spans are ${durationText(one)} and ${durationText(other)} long: rates are compared, not hits.`,
    ]),
    ...(rows.some((row) => row[CERTAIN] !== row[CHANGE])
      ? [
        "Where certain is less than change, buckets do not name all values, or some were pruned: the rest of the change may be " +
        "of others.",
      ]
      : []),
    ...keptNotes(reader, given.source),
    ...unknownNotes(reader, given, rows[0]),
    ...overNotes(rows.flatMap((row) => SLOWEST.map((column) => row[column]))),
    ...new Set(ofSpans),
  ];
}

/** The sources that were begun without some of what is compared (`replay --dimensions`): rows are of the others. */
function keptNotes(reader: Reader, source: string | null): string[] {
  const { where, parameters } = whereOf({ "name = :source": source });
  const kept = COMPARED.map(({ name }) => keeps("sources", name));
  const { rows } = reader.query(
    `SELECT name, ${kept.join(", ")} FROM sources ${where} ORDER BY name`,
    parameters,
  );
  return rows.flatMap(([name, ...kept]) => {
    const without = COMPARED.filter((_, at) => kept[at] === 0);
    const plurals = without.map(({ plural }) => plural.replaceAll("_", " ")).join(", ");
    return without.length === 0 ? [] : [
      `Missing is source "${name}" among ${plurals}: it was begun without them (--dimensions). ` +
      "Replay it with --dimensions all --fresh to count them.",
    ];
  });
}

/** Of how many hits no duration is known, where others have some; `all` is the row of all records. */
function unknownNotes(
  reader: Reader,
  given: ReportArguments,
  all: readonly SqlValue[] | undefined,
): string[] {
  return spansOf(given).flatMap((span, side) => {
    if (all === undefined || all[SLOWEST[side]] === null) return [];
    const known = `coalesce(sum(hits) FILTER (WHERE duration <> ${NOT_KNOWN}), 0)`;
    const { sql, parameters } = ofDurations({ ...given, ...span }, known);
    const unknown = Number(all[HITS[side]]) - Number(reader.query(sql, parameters).rows[0][0]);
    return unknown <= 0
      ? []
      : [`Of ${hitsText(unknown)} no duration is known: ${COLUMNS[SLOWEST[side]]} is of the others.`];
  });
}

/** That no record of a source lies in a part of a span: rates are of the whole of it. */
function outsideNotes(reader: Reader, source: string | null, { since, until }: SpanOfTime): string[] {
  const { where, parameters } = whereOf({ "name = :source": source });
  const { rows } = reader.query(
    `SELECT name, ${OLDEST_TIME}, last_time FROM sources ${
      also(where, "first_time IS NOT NULL")
    } ORDER BY name`,
    parameters,
  );
  return rows.filter(([, first, last]) => since < Number(first) || until > Number(last) + 1).map((
    [name, first, last],
  ) =>
    `The records${rows.length === 1 ? "" : ` of source "${name}"`} are of ${isoTime(Number(first))} to ${
      isoTime(Number(last))
    }: in a span beyond that, rates are too low.`
  );
}
