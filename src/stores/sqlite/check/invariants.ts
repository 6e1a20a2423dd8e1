// Role: the invariants of a sound database, each as a query for the rows that violate it.
//
// Sums are `total()`, which cannot overflow whatever a damaged file holds, and which is exact for hits. Bytes saturate
// (`domain/buckets/rows.ts`), so their sums are compared only below that.

import { DAY, HOUR } from "../../../domain/counting/hours.ts";
import {
  BUCKETED,
  DEFAULT_DIMENSIONS,
  HOURLY,
  type KnownDimension,
  NAMED_DIMENSIONS,
  pairIn,
  SUMMED,
} from "../../../domain/dimensions/dimensions.ts";
import {
  cellTable,
  dayTable,
  hourTable,
  namingTables,
  PAIR_COLUMNS,
  RESULT_TABLES,
  ROLLUP_DIMENSIONS,
  rollupTable,
  VISITORS_ID,
} from "../schema/tables.ts";

export interface Invariant {
  /** Name of the check. */
  readonly check: string;
  /** Whether it reads every row of a large table: with `--full` only. */
  readonly isDeep: boolean;
  /** A query without LIMIT: one row `source`, `found` per violation. */
  readonly sql: string;
  /** The finding when nothing violates it. */
  readonly holds: string;
}

/** Sums of bytes below this are exact. */
const EXACT = "9007199254740991";

const cellTables = BUCKETED.map(({ name }) => cellTable(name));

function quick(check: string, holds: string, sql: string): Invariant {
  return { check, holds, sql, isDeep: false };
}

function deep(check: string, holds: string, sql: string): Invariant {
  return { check, holds, sql, isDeep: true };
}

/** Totals of a table per source. */
const totals = (table: string, columns: readonly string[]) =>
  `(SELECT source_id, ${columns.map((column) => `total(${column}) AS ${column}`).join(", ")}
    FROM ${table} GROUP BY source_id)`;

/** The source of a row, where it has one. */
const named = "LEFT JOIN source AS s ON s.id = r.source_id";

/** Whether the source s keeps a dimension. */
const keeps = ({ name }: KnownDimension): string =>
  `instr(',' || coalesce(s.dimensions, '${DEFAULT_DIMENSIONS.join(",")}') || ',', ',${name},') > 0`;

function wholeDimension(dimension: KnownDimension): string {
  const { name } = dimension;
  const table = cellTable(name);
  return `SELECT s.name AS source, format('${table} holds %d hits and %d failures, the buckets %d and %d',
      c.hits, c.failures, b.hits, b.failures) AS found
    FROM source AS s JOIN ${totals("bucket", ["hits", "failures"])} AS b ON b.source_id = s.id
    LEFT JOIN ${totals(table, ["hits", "failures"])} AS c ON c.source_id = s.id
    WHERE ${keeps(dimension)} AND (c.hits IS NOT b.hits OR c.failures IS NOT b.failures)`;
}

/** The first hour of the source s of which no second was pruned. */
const FIRST_WHOLE = `coalesce((SELECT (before + ${HOUR - 1}) / ${HOUR} * ${HOUR} FROM pruned_sum
  WHERE source_id = s.id), 0)`;

/** Sources whose hours do not hold what their seconds do, since when all hours of the dimension are kept. */
function wholeHours(dimension: KnownDimension): string {
  const { id, name } = dimension, table = hourTable(name);
  // Of a dimension that has no buckets, hours may be older than the first seconds.
  const hours = dimension.span === "hour"
    ? `(SELECT source_id, hits, failures FROM ${table} AS r JOIN source AS s ON s.id = r.source_id
      WHERE r.start >= ${FIRST_WHOLE})`
    : table;
  return `SELECT s.name AS source, format('${table} holds %d hits and %d failures, the seconds %d and %d',
      c.hits, c.failures, b.hits, b.failures) AS found
    FROM source AS s JOIN (SELECT r.source_id, total(hits) AS hits, total(failures) AS failures FROM second AS r
      JOIN source AS s ON s.id = r.source_id
      LEFT JOIN hours_since AS h ON h.source_id = r.source_id AND h.dimension_id = ${id}
      WHERE r.time - r.time % s.bucket_size >= max(coalesce(h.since, 0), ${FIRST_WHOLE})
      GROUP BY r.source_id) AS b ON b.source_id = s.id
    LEFT JOIN ${totals(hours, ["hits", "failures"])} AS c ON c.source_id = s.id
    WHERE ${keeps(dimension)} AND (c.hits IS NOT b.hits OR c.failures IS NOT b.failures)`;
}

/** Whether every record has a value of a dimension. */
const isWhole = (dimension: KnownDimension): boolean => pairIn(dimension)?.isWhole ?? true;

/** Hours that do not hold what the seconds of the buckets do that start in them, or are none. */
function unequalHours(dimension: KnownDimension): string {
  const { name } = dimension, differs = isWhole(dimension) ? "<>" : "<";
  const table = hourTable(name);
  const firstBucket = (time: string) => `(${time} + s.bucket_size - 1) / s.bucket_size * s.bucket_size`;
  return `SELECT s.name AS source, format('the values of ${table} at %d do not sum to its seconds', r.start) AS found
    FROM (SELECT source_id, start, total(hits) AS hits, total(failures) AS failures, total(bytes) AS bytes
      FROM ${table} GROUP BY source_id, start) AS r ${named}
    WHERE r.start % ${HOUR} <> 0 OR r.start >= ${FIRST_WHOLE} AND EXISTS (SELECT count(*) FROM second AS b WHERE b.source_id = r.source_id
      AND b.time >= ${firstBucket("r.start")} AND b.time < ${firstBucket(`(r.start + ${HOUR})`)}
      HAVING total(b.hits) ${differs} r.hits OR total(b.failures) ${differs} r.failures
        OR (total(b.bytes) ${differs} r.bytes AND max(r.bytes, total(b.bytes)) < ${EXACT}))`;
}

/** Spans r of `size` seconds in `table` whose values are not the sums of those rows c of `part` in them that `counts` holds for. */
function unequalSums(
  table: string,
  part: string,
  size: number,
  id: number,
  isWhole: string,
  counts: string,
): string {
  return `SELECT s.name AS source, format('the values of ${table} at %d are not the sums of ${part}', r.start) AS found
    FROM (SELECT DISTINCT source_id, start - start % ${size} AS start FROM (SELECT source_id, start FROM ${table}
      UNION ALL SELECT source_id, start FROM ${part})) AS r ${named}
    LEFT JOIN hours_since AS h ON h.source_id = s.id AND h.dimension_id = ${id}
    WHERE r.start >= coalesce(h.since, 0) AND ${isWhole} AND EXISTS (SELECT name_id FROM
      (SELECT name_id, hits, failures, bytes FROM ${part} AS c WHERE c.source_id = r.source_id AND c.start >= r.start
        AND c.start < r.start + ${size} AND ${counts}
      UNION ALL SELECT name_id, -hits, -failures, -bytes FROM ${table} AS o
        WHERE o.source_id = r.source_id AND o.start = r.start)
      GROUP BY name_id HAVING total(hits) <> 0 OR total(failures) <> 0
        OR (total(bytes) <> 0 AND total(max(bytes, 0)) < ${EXACT}))`;
}

/** Whether the last bucket that starts in the hour at `start` is final. */
const isFinalHour = (start: string): string =>
  `(${start} + ${HOUR - 1}) / s.bucket_size * s.bucket_size + s.bucket_size <= coalesce(s.watermark, 0)`;

/** Final hours whose values are not the sums of their buckets, all of which are there. */
const unequalHourSums = ({ id, name }: KnownDimension): string =>
  unequalSums(hourTable(name), cellTable(name), HOUR, id, isFinalHour("r.start"), "TRUE");

/** Days whose values are not the sums of their final hours, all of which are there. */
const unequalDays = ({ id, name }: KnownDimension): string =>
  unequalSums(dayTable(name), hourTable(name), DAY, id, "TRUE", isFinalHour("c.start"));

/** Rows of `table` whose parts (the rows of `part` that `on` joins) do not sum to it. */
function unequalParts(table: string, part: string, on: string, more = "", where = "TRUE"): string {
  return `SELECT s.name AS source,
      format('the ${part}s at %d do not sum to the ${table}', r.start) AS found
    FROM ${table} AS r ${named} WHERE ${where} AND EXISTS (SELECT count(*) FROM ${part} AS c WHERE ${on}
      HAVING total(c.hits) <> r.hits OR total(c.failures) <> r.failures ${more}
        OR (total(c.bytes) <> r.bytes AND r.bytes < ${EXACT}))`;
}

/**
 * Sources with more values in rollups of hours than were pruned. Less is right: earlier versions had no such hours, and none of late hits
 * of those that were pruned. One rollup may have more than its buckets, some of which may be in rollups of less than an hour.
 */
function tooMuchRolled({ name }: KnownDimension): string {
  const table = rollupTable(name);
  return `SELECT s.name AS source, format('${table} holds %d hits, of %d that were pruned', r.hits, p.hits) AS found
    FROM ${totals(table, ["hits"])} AS r ${named} LEFT JOIN pruned_sum AS p ON p.source_id = r.source_id
    WHERE r.hits > coalesce(p.hits, 0)`;
}

function withoutBucket(table: string): string {
  return `SELECT s.name AS source, format('${table} has a row at %d, where there is no bucket', r.start) AS found
    FROM ${table} AS r ${named} WHERE NOT EXISTS
      (SELECT 1 FROM bucket AS b WHERE b.source_id = r.source_id AND b.start = r.start)`;
}

function withoutName(table: string, dimension: number): string {
  return `SELECT s.name AS source, format('${table} at %d refers to name %d, which is not there', start, name_id) AS found
    FROM ${table} AS r ${named} WHERE name_id <> 0 AND NOT EXISTS
      (SELECT 1 FROM name AS n WHERE n.id = r.name_id AND n.dimension = ${dimension})`;
}

function withoutSource(table: string): string {
  return `SELECT NULL AS source, format('${table} has rows of source %d, which is not there', source_id) AS found
    FROM (SELECT DISTINCT source_id FROM ${table}) WHERE source_id NOT IN (SELECT id FROM source)`;
}

const all = (queries: readonly string[]) => `SELECT * FROM (${queries.join("\nUNION ALL\n")})`;

/** Buckets with more in a column of pairs than in their statuses from 400 on. Less is right: a rule file may be newer. */
function tooManyPairs(column: string): string {
  const pairs = (sum: string) => `(SELECT ${sum} FROM json_each(r.${column}) AS p)`;
  const statuses = (sum: string) =>
    `(SELECT ${sum} FROM status_cell AS c
    WHERE c.source_id = r.source_id AND c.start = r.start AND c.name_id >= 400)`;
  return `SELECT s.name AS source, format('${column} at %d hold more than the statuses from 400 on', r.start) AS found
    FROM error_pairs AS r ${named}
    WHERE ${pairs("total(p.value ->> 1)")} > ${statuses("total(hits)")}
      OR ${pairs("total(p.value ->> 3)")} > ${statuses("total(failures)")}
      OR (${pairs("total(p.value ->> 2)")} > ${statuses("total(bytes)")} AND ${
    statuses("total(bytes)")
  } < ${EXACT})`;
}

/** Days whose pairs of errors are not the sums of their buckets, and those that have none though they are final and whole, or the reverse. */
function unequalPairDays(column: string): string {
  const pairs = (row: string): string => `json_each(${row}.${column})`;
  return `SELECT s.name AS source, format('${column} of the day at %d are not the sums of the buckets', r.start) AS found
    FROM (SELECT DISTINCT source_id, start - start % ${DAY} AS start FROM (SELECT source_id, start FROM error_pairs
      UNION ALL SELECT source_id, start FROM error_pair_day)) AS r ${named} WHERE EXISTS (SELECT pair FROM (
        SELECT p.value ->> 0 AS pair, p.value ->> 1 AS hits, (SELECT total(o.value ->> 1) FROM ${
    pairs("e")
  } AS o WHERE o.value ->> 0 = '(other)') AS told
          FROM error_pairs AS e CROSS JOIN ${
    pairs("e")
  } AS p WHERE e.source_id = r.source_id AND e.start >= r.start
          AND e.start < r.start + ${DAY} AND ${isFinalHour(`(r.start + ${DAY - HOUR})`)}
          AND r.start >= coalesce((SELECT before FROM pruned_sum WHERE source_id = r.source_id), 0)
        UNION ALL SELECT p.value ->> 0, -(p.value ->> 1), -(p.value ->> 2)
          FROM error_pair_day AS d CROSS JOIN ${
    pairs("d")
  } AS p WHERE d.source_id = r.source_id AND d.start = r.start)
      GROUP BY pair HAVING total(hits) <> 0 OR total(told) <> 0)`;
}

/**
 * Messages about transitions that are not final, but those that were told ahead. The time of a beginning tells: a second is final once it is older than the
 * watermark. (The row does not tell: it is provisional as long as its peak or end is.) An end is final with its row.
 */
const UNTRUE_MESSAGES = `SELECT s.name AS source, format(iif(a.id IS NULL, 'message %d is about no alert',
    'message %d is about what is undecided for its alert'), r.id) AS found
  FROM outbox_entry AS r LEFT JOIN source AS s ON s.id = r.source_id
  LEFT JOIN alert AS a ON a.source_id = r.source_id AND a.fired_at = r.fired_at AND a.rule = r.rule
  WHERE NOT EXISTS (SELECT 1 FROM told_ahead AS t
      WHERE t.source_id = r.source_id AND t.fired_at = r.fired_at AND t.rule = r.rule)
    AND (a.id IS NULL OR r.created_at >= s.watermark OR NOT iif(r.transition = 'fired',
    r.created_at = a.fired_at,
    r.transition = 'resolved' AND a.provisional = 0 AND coalesce(r.created_at = a.resolved_at, 0)))`;

/** Hours whose visitors are not as a sketch writes them, and those that have agents without visitors. */
const WRONG_VISITORS = `SELECT s.name AS source, format('the visitors at %d are damaged', r.start) AS found
    FROM visitor_hour AS r ${named} WHERE r.start % ${HOUR} <> 0 OR r.size % ${HOUR} <> 0 OR NOT iif(
      substr(r.registers, 1, 1) = x'00', length(r.registers) BETWEEN 4 AND 3070 AND length(r.registers) % 3 = 1,
      substr(r.registers, 1, 1) = x'01' AND length(r.registers) = 3073)
  UNION ALL SELECT s.name, format('the hour at %d has agents and no visitors', r.start)
    FROM (SELECT DISTINCT source_id, start FROM agent_hour) AS r ${named} WHERE NOT EXISTS
      (SELECT 1 FROM visitor_hour AS v WHERE v.source_id = r.source_id AND v.start = r.start AND v.size = ${HOUR})
      AND r.start >= coalesce((SELECT since FROM hours_since AS h WHERE h.source_id = r.source_id
        AND h.dimension_id = ${VISITORS_ID}), 0)`;

/** All invariants, cheap ones first. */
export const INVARIANTS: readonly Invariant[] = [
  quick(
    "records",
    "read = accepted + rejected + left out + excluded",
    `SELECT name AS source, format('read %d, accepted %d, rejected %d, left out %d, excluded %d', read,
        accepted, rejected, left_out, excluded) AS found
      FROM source WHERE read <> accepted + rejected + left_out + excluded`,
  ),
  quick(
    "rejects",
    "the reasons sum to the rejected records",
    `SELECT s.name AS source, format('rejected %d, by reasons %d', s.rejected, c.count) AS found
      FROM source AS s LEFT JOIN ${totals("reject_count", ["count"])} AS c ON c.source_id = s.id
      WHERE coalesce(c.count, 0) <> s.rejected`,
  ),
  quick(
    "seconds",
    "with what was pruned, the seconds sum to the accepted and the late records",
    `SELECT s.name AS source, format('accepted %d and late %d, the seconds hold %d and %d',
        s.accepted, s.late, coalesce(c.hits, 0) + coalesce(p.hits, 0),
        coalesce(c.late, 0) + coalesce(p.late, 0)) AS found
      FROM source AS s LEFT JOIN ${totals("second", ["hits", "late"])} AS c ON c.source_id = s.id
      LEFT JOIN pruned_sum AS p ON p.source_id = s.id
      WHERE coalesce(c.hits, 0) + coalesce(p.hits, 0) <> s.accepted
        OR coalesce(c.late, 0) + coalesce(p.late, 0) <> s.late`,
  ),
  quick("dimensions", "the values of each dimension sum to the buckets", all(BUCKETED.map(wholeDimension))),
  quick("hours", "the hours hold what the seconds do", all(HOURLY.filter(isWhole).map(wholeHours))),
  quick("visitors", "each hour with agents has its visitors", WRONG_VISITORS),
  quick(
    "final",
    "buckets are open as long as records on time may come, and final after that",
    `SELECT s.name AS source, format('the bucket at %d is %s', start, iif(open, 'still open', 'final too early')) AS found
      FROM bucket AS r JOIN source AS s ON s.id = r.source_id
      WHERE open = coalesce(start + s.bucket_size <= s.watermark, 0)`,
  ),
  quick(
    "alerts",
    "alerts resolve after they fired, and no peak is below the first value",
    `SELECT s.name AS source, format('alert %d contradicts itself', r.id) AS found FROM alert AS r ${named}
      WHERE resolved_at <= fired_at OR peak_at < fired_at OR peak_at > resolved_at
        OR (metric <> 'burn' AND threshold_text LIKE '> %' AND (peak_value < value OR value <= threshold))`,
  ),
  quick("messages", "every message is about an alert", UNTRUE_MESSAGES),
  quick(
    "rollups",
    "what was rolled up is in the rollups",
    `SELECT s.name AS source, format('rolled up %d, the rollups hold %d', p.rolled, coalesce(c.hits, 0)) AS found
      FROM pruned_sum AS p JOIN source AS s ON s.id = p.source_id
      LEFT JOIN ${totals("rollup", ["hits"])} AS c ON c.source_id = p.source_id
      WHERE p.rolled <> coalesce(c.hits, 0) OR p.rolled > p.hits`,
  ),
  ...BUCKETED.map((dimension) =>
    deep(
      `${dimension.name} values`,
      `in each bucket the ${dimension.name} values sum to it`,
      unequalParts(
        "bucket",
        cellTable(dimension.name),
        "c.source_id = r.source_id AND c.start = r.start",
        "",
        keeps(dimension),
      ),
    )
  ),
  deep("hour values", "in each hour the values sum to its seconds", all(HOURLY.map(unequalHours))),
  deep(
    "hour sums",
    "hours of what buckets keep all values of are the sums of their buckets",
    all(SUMMED.map(unequalHourSums)),
  ),
  deep("days", "each day is the sum of its final hours", all(HOURLY.map(unequalDays))),
  deep(
    "second values",
    "in each bucket the seconds sum to it",
    unequalParts(
      "bucket",
      "second",
      `c.source_id = r.source_id AND c.time >= r.start AND c.time < r.start + s.bucket_size`,
      "OR total(c.late) <> r.late",
    ),
  ),
  deep("values", "every value belongs to a bucket", all([...cellTables, "error_pairs"].map(withoutBucket))),
  deep(
    "pairs",
    "no bucket has more pairs of errors than errors",
    all(Object.values(PAIR_COLUMNS).map(tooManyPairs)),
  ),
  deep(
    "pair days",
    "each final day has the sums of its pairs of errors",
    all(Object.values(PAIR_COLUMNS).map(unequalPairDays)),
  ),
  deep(
    "minutes",
    "minutes of objectives are whole ones, and have no more errors than hits",
    `SELECT s.name AS source, format('the minute %d of %s contradicts itself', r.minute, r.slo) AS found
      FROM slo_minute AS r ${named} WHERE minute % 60 <> 0 OR hits < 1 OR errors < 0 OR errors > hits`,
  ),
  deep(
    "spans",
    "times in which an objective was counted hold whole minutes, one after the other",
    `SELECT s.name AS source, format('the time from %d to %d of %s contradicts itself', r.since, r.until, r.slo) AS found
      FROM slo_span AS r ${named} WHERE since % 60 <> 0 OR until % 60 <> 0 OR until <= since OR EXISTS (
        SELECT 1 FROM slo_span AS n WHERE n.source_id = r.source_id AND n.slo = r.slo
          AND n.since > r.since AND n.since < r.until)`,
  ),
  deep(
    "rollup values",
    "in each rollup the values sum to it",
    all(
      ROLLUP_DIMENSIONS.map((dimension) =>
        dimension.span === "hour" ? tooMuchRolled(dimension) : unequalParts(
          "rollup",
          rollupTable(dimension.name),
          "c.source_id = r.source_id AND c.start = r.start AND c.size = r.size",
          "",
          keeps(dimension),
        )
      ),
    ),
  ),
  deep(
    "names",
    "every name is there",
    all(
      NAMED_DIMENSIONS.flatMap(({ id, name }) => namingTables(name).map((table) => withoutName(table, id))),
    ),
  ),
  deep(
    "sources",
    "every row has its source",
    all([...RESULT_TABLES, "run", "delivery"].map(withoutSource)),
  ),
];
