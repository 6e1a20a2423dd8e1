// Role: canned report `goes-with`: what a value goes with, as far as hits are counted by two values together.

import { OTHER } from "../domain/dimensions/dimension.ts";
import {
  type DimensionName,
  DIMENSIONS,
  type KnownDimension,
  WHOLE,
} from "../domain/dimensions/dimensions.ts";
import { DAY } from "../domain/counting/hours.ts";
import { FIRST_PAIRED } from "../domain/dimensions/pairs.ts";
import type { Answer, Reader } from "../stores/store.ts";
import { keptNotes, type KeyedViews, sinceNotes, viewsOf } from "./rows/dimension_views.ts";
import { exactNotes } from "./notes/exact_notes.ts";
import { type HourlyRows, hourlyRows, stepsIn } from "./rows/hours.ts";
import type { Question, Report, ReportArguments } from "./report.ts";
import { bucketRange, hitsText, missingNotes, rollupRange, wholeBucketNotes } from "./rows/rollups.ts";
import { also, shareOf, whereOf } from "./rows/sql.ts";

/** Most rows without `--limit`. */
const LIMIT = 20;

/** Values of two dimensions that are counted together. */
export interface Pairing {
  /** Of which hits they are counted. */
  readonly of: string;
  /** What a value is of, and what it goes with. */
  readonly dimension: DimensionName;
  readonly with: DimensionName;
  readonly view: string;
  /** Null where rollups have none. */
  readonly rollups: string | null;
  /** The dimension that says which sources have it; null where a rule file decides. */
  readonly pair: KnownDimension | null;
  /** False where it is another one, seen from its other end. */
  readonly isFirst: boolean;
}

const OF_ERRORS = { of: `status ${FIRST_PAIRED} or more`, rollups: null, pair: null } as const;
const OF_NOT_FOUND = {
  ...{ of: "status 404", view: "hourly_not_founds", rollups: "rollup_not_founds" },
  pair: DIMENSIONS.find(({ name }) => name === "not_found")!,
} as const;

/** All of them, both ways. Routes with durations have a report of their own, `latency --by route`. */
export const PAIRINGS: readonly Pairing[] = [
  { ...OF_ERRORS, dimension: "section", with: "status", view: "bucket_status_sections", isFirst: true },
  { ...OF_ERRORS, dimension: "host", with: "status", view: "bucket_status_hosts", isFirst: true },
  { ...OF_NOT_FOUND, dimension: "path", with: "referrer", isFirst: true },
  { ...OF_ERRORS, dimension: "status", with: "section", view: "bucket_status_sections", isFirst: false },
  { ...OF_ERRORS, dimension: "status", with: "host", view: "bucket_status_hosts", isFirst: false },
  { ...OF_NOT_FOUND, dimension: "referrer", with: "path", isFirst: false },
];

const ASKED: readonly DimensionName[] = ["section", "host", "status", "path", "referrer"];

/**
 * `hits` are those that buckets, or hours, name with both values; one that does not name them may have all its unnamed ones in
 * addition, up to `at_most`. `share` is that of `hits` in the most that the value can have: at least so much.
 */
export const goesWith: Report = {
  name: "goes-with",
  summary: "what a section, host, status, path or referrer goes with, of failed and not found hits",
  columns: ["of", "dimension", "value", "with", "with_value", "hits", "at_most", "share"],
  units: { share: "share" },
  options: ["since", "until", ...ASKED],
  pairs: PAIRINGS.map(({ dimension, with: other }) => [dimension, other]),
  defaultLimit: LIMIT,
  question,
  notes,
};

function askedOf(given: ReportArguments): DimensionName[] {
  return ASKED.filter((name) => given[name] !== null);
}

/** Those that answer: from the value's side; of two values, or of none, each once. */
function pairingsFor(given: ReportArguments): readonly Pairing[] {
  const asked = askedOf(given);
  return PAIRINGS.filter((pairing) =>
    asked.length === 1
      ? pairing.dimension === asked[0]
      : pairing.isFirst && asked.every((name) => name === pairing.dimension || name === pairing.with)
  );
}

/** A SELECT of `source`, `start`, `size`, `value`, `with_value`, `hits`; the rest of a bucket or an hour has `(other)` as its value. */
export function pairRows({ dimension, with: other, view, rollups }: Pairing, given: ReportArguments): string {
  // The rest of errors has no status, and that of pairs of texts no second text.
  const value = (name: DimensionName): string =>
    name === "status" ? `coalesce(CAST(status AS TEXT), '${OTHER}')` : name;
  const columns = `${value(dimension)} AS value, ${value(other)} AS with_value, hits`;
  const buckets = whereOf(bucketRange(given)), rolled = whereOf(rollupRange(given));
  const own = `SELECT source, start, 0 AS size, ${columns} FROM ${view} ${buckets.where}`;
  return rollups === null
    ? own
    : `${own} UNION ALL SELECT source, start, size, ${columns} FROM ${rollups} ${rolled.where}`;
}

function question(given: ReportArguments): Question {
  const pairings = pairingsFor(given), { parameters } = whereOf(bucketRange(given));
  if (pairings.length === 0) return nothing();
  const asked = Object.fromEntries(askedOf(given).map((name) => [name, given[name]]));
  const kinds = pairings.map((pairing, kind) =>
    `(${kind}, '${pairing.of}', '${pairing.dimension}', '${pairing.with}')`
  );
  const isOfErrors = pairings.some(({ pair }) => pair === null), missing = uncounted(given);
  const named = pairings.map((pairing, kind) =>
    `SELECT ${kind} AS kind, * FROM (${
      pairing.pair === null ? errorsNamed(pairing) : `SELECT * FROM named_${kind}`
    }) ${wantedOf("value", pairing.dimension, given)}`
  );
  // Two values are of one pairing. The share is of all that goes with the first.
  const partner = wantedOf("with_value", pairings[0].with, given);
  const unnamed = pairings.map((pairing, kind) =>
    pairing.pair === null
      ? `SELECT ${kind} AS kind, hits FROM ${sumsOf(pairing)} WHERE pair = '${OTHER}'
        UNION ALL SELECT ${kind}, hits FROM missing`
      : `SELECT ${kind} AS kind, hits FROM rest_${kind}`
  );
  const parts = [
    ...(isOfErrors ? missing.spans : []),
    ...(pairings.some((pairing) => pairing.pair === null && sumsOf(pairing) === SUMS_OF.host)
      ? [errorSums("host")]
      : []),
    ...pairings.flatMap((pairing, kind) => pairing.pair === null ? [] : hoursNamed(pairing, kind, given)),
    `kinds(kind, "of", dimension, "with") AS (VALUES ${kinds.join(", ")})`,
    `named AS MATERIALIZED (SELECT kind, value, with_value, sum(hits) AS hits, sum(told) AS told, max(key) AS key
      FROM (${named.join(" UNION ALL ")}) GROUP BY 1, 2, 3)`,
    `unnamed AS MATERIALIZED (SELECT kind, sum(hits) AS hits FROM (${
      unnamed.join(" UNION ALL ")
    }) GROUP BY kind)`,
    `whole AS MATERIALIZED (SELECT kind, value, sum(hits) AS hits FROM named GROUP BY 1, 2)`,
    `shown AS MATERIALIZED (SELECT * FROM named ${partner} ORDER BY hits DESC, kind, value, with_value ${
      given.limit === null ? "" : "LIMIT :limit"
    })`,
    ...pairings.flatMap(({ pair }, kind) => pair === null ? [] : [hoursTold(pair, kind, given)]),
  ];
  const told = pairings.flatMap(({ pair }, kind) =>
    pair === null ? [] : [`WHEN ${kind} THEN (SELECT t.hits FROM told_${kind} AS t WHERE t.key = n.key)`]
  );
  const sql = `WITH ${parts.join(", ")}
    SELECT "of", dimension, value, "with", with_value, n.hits AS hits,
      n.hits + coalesce(u.hits, 0) - coalesce(told${
    told.length === 0 ? "" : `, CASE kind ${told.join(" ")} END`
  }, 0) AS at_most,
      ${shareOf("n.hits", "w.hits + coalesce(u.hits, 0)")} AS share
    FROM shown AS n JOIN kinds USING (kind) JOIN whole AS w USING (kind, value) LEFT JOIN unnamed AS u USING (kind)
    ORDER BY n.hits DESC, kind, value, with_value`;
  const ofHours = pairings.flatMap(({ pair }) =>
    pair === null ? [] : [hourlyRows(pair, viewsOf(pair), given).parameters]
  );
  const bound = Object.assign({ ...parameters, ...asked }, ...ofHours, isOfErrors ? missing.parameters : {});
  return { sql, parameters: given.limit === null ? bound : { ...bound, limit: given.limit } };
}

/** A condition of a column by the value that is asked for, or "". */
function wantedOf(column: string, name: DimensionName, given: ReportArguments): string {
  return given[name] === null ? "" : `WHERE ${column} ${name === "status" ? "LIKE" : "="} :${name}`;
}

/** The views of a pair that hours have, by the keys of its texts. */
function keyedOf({ plural }: KnownDimension): KeyedViews & { readonly rollups: string } {
  const [rows, daily, rollups] = ["hourly", "daily", "rollup"].map((span) => `keyed_${span}_${plural}`);
  return { rows, hourly: null, daily, rollups, names: `keys_of_${plural}` };
}

/**
 * Common table expressions of what hours, and days, name with both values, `named_…`, and of the hits that they do not, by the hour or the
 * rollup: `rest_…`.
 */
function hoursNamed({ pair, isFirst }: Pairing, kind: number, given: ReportArguments): string[] {
  const keyed = keyedOf(pair!), { names, rollups, rows } = keyed, rolled = whereOf(rollupRange(given)).where;
  const hourly = hourlyRows(pair!, { ...viewsOf(pair!), keyed }, given), column = pair!.name;
  const end = `instr(${column}, char(9))`;
  const first = `iif(${end} = 0, ${column}, substr(${column}, 1, ${end} - 1))`;
  const second = `iif(${end} = 0, NULL, substr(${column}, ${end} + 1))`;
  const [value, other] = isFirst ? [first, second] : [second, first];
  const within = `WITH ${hourly.spans.join(", ")}`,
    isRest = `IN (SELECT key FROM keys_${kind} WHERE is_rest)`;
  return [
    `keys_${kind} AS MATERIALIZED (SELECT key, value, with_value,
      value IS NULL OR with_value IS NULL OR value = '${OTHER}' OR with_value = '${OTHER}' AS is_rest
      FROM (SELECT key, ${value} AS value, ${other} AS with_value FROM ${names}))`,
    `rest_${kind} AS MATERIALIZED (${within} SELECT b.source, b.start, 0 AS size, sum(b.hits) AS hits FROM hour_starts AS p
        CROSS JOIN ${rows} AS b ON b.source = p.source AND b.start = p.start AND b.key ${isRest} GROUP BY 1, 2
      UNION ALL SELECT source, start, size, sum(hits) FROM ${rollups} ${
      also(rolled, `key ${isRest}`)
    } GROUP BY 1, 2, 3)`,
    `named_${kind} AS (SELECT value, with_value, s.hits, NULL AS told, key FROM (
        ${within} SELECT key, sum(hits) AS hits
          FROM (${
      hourly.keyed!.select("key, hits")
    } UNION ALL SELECT key, hits FROM ${rollups} ${rolled}) GROUP BY key
      ) AS s JOIN keys_${kind} USING (key) WHERE NOT is_rest)`,
  ];
}

/** Of so few rows each is looked up in the hours that do not name all pairs; of more, all that these hours name is read. */
const FEW = 100;

/** A common table expression: of the pairs that are shown, by `key`, the `hits` of `rest_…` in the hours and rollups that name them, `told_…`. */
function hoursTold(pair: KnownDimension, kind: number, { limit }: ReportArguments): string {
  const { rows, rollups } = keyedOf(pair);
  const keys = limit !== null && limit <= FEW
    ? (view: string): string =>
      `(SELECT key FROM shown WHERE kind = ${kind}) AS k CROSS JOIN rest_${kind} AS t
        CROSS JOIN ${view} AS b ON b.source = t.source AND b.start = t.start AND b.key = k.key`
    : (view: string): string =>
      `rest_${kind} AS t CROSS JOIN ${view} AS b ON b.source = t.source AND b.start = t.start`;
  return `told_${kind} AS MATERIALIZED (SELECT key, sum(hits) AS hits FROM (
      SELECT b.key, t.hits FROM ${keys(rows)} WHERE t.size = 0
      UNION ALL SELECT b.key, t.hits FROM ${keys(rollups)} AND b.size = t.size WHERE t.size > 0
    ) GROUP BY key)`;
}

/** The names of {@link errorSums}. */
const SUMS_OF = { section: "errors_of_sections", host: "errors_of_hosts" } as const;

function sumsOf({ dimension, with: other }: Pairing): string {
  return SUMS_OF[dimension === "host" || other === "host" ? "host" : "section"];
}

/**
 * A common table expression of the errors of the range by status and section, or host: `source`, `pair`, `hits`, and `told`, the hits
 * without a name in the buckets that name the pair. Whole days
 * have their sums; of others the texts are put together, and added up at once.
 */
function errorSums(by: keyof typeof SUMS_OF): string {
  const texts = `(SELECT group_concat(b.status_${by}s) FROM keyed_error_pairs AS b
      WHERE b.source = p.source AND b.start >= p.start AND b.start < p.until)`;
  const days = `${stepsIn("keyed_error_pairs", "ranges", DAY, 0)} AS p LEFT JOIN keyed_error_pair_days AS d
      ON d.source = p.source AND d.start = p.start - p.start % ${DAY} AND d.start >= :since AND d.start + ${DAY} <= :until`;
  return `${SUMS_OF[by]} AS MATERIALIZED (
    SELECT source, e.value ->> 0 AS pair, e.value ->> 1 AS hits, e.value ->> 2 AS told
    FROM (SELECT source, pair_sums(texts, sums) AS sums
      FROM (SELECT p.source, d.status_${by}s AS sums, iif(d.start IS NULL, ${texts}, NULL) AS texts FROM ${days})
      GROUP BY source) CROSS JOIN json_each(sums) AS e)`;
}

/** A SELECT of `value`, `with_value`, `hits` and `told` of errors. */
function errorsNamed(pairing: Pairing): string {
  const part = (name: DimensionName): string => name === "status" ? "substr(pair, 1, 3)" : "substr(pair, 5)";
  return `SELECT ${part(pairing.dimension)} AS value, ${
    part(pairing.with)
  } AS with_value, hits, told, NULL AS key
    FROM ${sumsOf(pairing)} WHERE pair <> '${OTHER}'`;
}

/** For values that are never counted together. */
function nothing(): Question {
  const columns = goesWith.columns.map((name) => `NULL AS "${name}"`);
  return { sql: `SELECT ${columns.join(", ")} WHERE 0`, parameters: {} };
}

function notes(reader: Reader, given: ReportArguments, { columns, rows }: Answer): string[] {
  const pairings = pairingsFor(given);
  if (pairings.length === 0) {
    return [`Nothing is counted of ${askedOf(given).join(" and ")} together.`];
  }
  const pair = pairings.find(({ pair }) => pair !== null)?.pair ?? null;
  const ofErrors = pairings.some(({ pair }) => pair === null);
  const [hits, most] = ["hits", "at_most"].map((name) => columns.indexOf(name));
  return [
    ...(rows.some((row) => row[hits] !== row[most])
      ? [
        `Where at_most is more than hits, ${ofErrors ? "buckets" : "hours"} do not name all pairs: ` +
        "the rest of what they do not name may be of it.",
      ]
      : []),
    ...exactNotes(DIMENSIONS.filter(({ name }) => given[name] !== null), given, rows.length === 0),
    ...(ofErrors ? uncountedNotes(reader, given) : []),
    ...(pair === null ? [] : [...keptNotes(reader, pair, given.source), ...sinceNotes(reader, pair, given)]),
    ...(ofErrors ? wholeBucketNotes(reader, given, { span: null }) : []),
    ...(pair === null ? [] : wholeBucketNotes(reader, given, { span: null, isOfHours: true })),
    ...(ofErrors ? missingNotes(reader, given, { hasRollups: false, span: null, lacks: "pairs" }) : []),
    ...(ofErrors || pair === null
      ? []
      : missingNotes(reader, given, { hasRollups: true, span: null, isOfHours: true })),
  ];
}

/**
 * Common table expressions, of which `missing` has the errors of each source that are in no pair: `source`, `hits`. Buckets that are
 * read without a rule file have no pairs. Sums by section are among them.
 */
function uncounted(given: ReportArguments): Omit<HourlyRows, "select"> {
  const statuses = hourlyRows(WHOLE, viewsOf(WHOLE), given);
  const missing = `missing AS MATERIALIZED (SELECT source, sum(hits) AS hits FROM (
      ${statuses.select("b.source AS source, hits", `${WHOLE.name} >= ${FIRST_PAIRED}`)}
      UNION ALL SELECT source, -hits FROM ${SUMS_OF.section}
    ) GROUP BY source HAVING sum(hits) > 0)`;
  const ranges =
    `ranges AS MATERIALIZED (SELECT name AS source, :since AS since, :until AS until FROM sources ${
      whereOf({ "name = :source": given.source }).where
    })`;
  const { spans, parameters } = statuses;
  return { spans: [...spans, ranges, errorSums("section"), missing], parameters };
}

/** Errors of times without a rule file. */
function uncountedNotes(reader: Reader, given: ReportArguments): string[] {
  const { spans, parameters } = uncounted(given);
  const { rows } = reader.query(
    `WITH ${spans.join(", ")} SELECT source, hits FROM missing ORDER BY source`,
    parameters,
  );
  return rows.map(([source, hits]) =>
    `Missing are ${
      hitsText(Number(hits))
    } with status ${FIRST_PAIRED} or more of source "${source}": it was read ` +
    `without a rule file then, and only with one errors are counted by section and host (--rules).`
  );
}
