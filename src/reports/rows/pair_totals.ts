// Role: `hosts --section` and `sections --host`: what the counts of each bucket say of two dimensions together. Which host asked
// for which section is not stored, so every figure is a bound (Fréchet's, of the frequency of a conjunction).

import { OTHER } from "../../domain/dimensions/dimension.ts";
import { type DimensionName, DIMENSIONS, type KnownDimension } from "../../domain/dimensions/dimensions.ts";
import { HOUR } from "../../domain/counting/hours.ts";
import type { Reader } from "../../stores/store.ts";
import { viewsOf } from "./dimension_views.ts";
import { hourlyRows, stepsIn } from "./hours.ts";
import type { Question, ReportArguments } from "../report.ts";
import { also, type Columns, selected, shareOf } from "./sql.ts";

const PARTNERS: Readonly<Partial<Record<DimensionName, DimensionName>>> = {
  section: "host",
  host: "section",
};

/** The dimension by whose name the values of another one may be asked for; null for none. */
export function partnerOf({ name }: KnownDimension): KnownDimension | null {
  return DIMENSIONS.find((dimension) => dimension.name === PARTNERS[name]) ?? null;
}

/** Buckets with more rows of the partner than so many are looked up one by one; of others all rows are read, which is faster. */
const DENSE = 16;

/**
 * Most rows of the dimension that are put beside those of the partner: less than a second of work. Where buckets have more, hours are read
 * in their place, or days.
 */
const MOST_ROWS = 1_700_000;
/** The work to find the partner in buckets, in such rows: of each of its rows that is read, and of each bucket in which it is looked up. */
const PER_CELL = 0.06, PER_BUCKET = 1.5;
/** Of so many hours about the rows are counted to tell how many there are. */
const SAMPLED = 16;

/** The key of the partner in SQL; the store puts it in its place. */
const askedOf = ({ plural }: KnownDimension): string => `key_of_${plural}(:partner)`;

/**
 * Bounds of the hits that each value of a dimension has together with the partner that is asked for. A bucket of n hits, h of the
 * value and p of the partner holds at least h + p − n hits of both, and at most the smaller of h and p. Where it does not name one
 * of them, that one has as many as a bucket that was cut can hold without naming it; none in an hour that names all of its values but
 * this one. Rollups keep no hosts. Hours and days, which stand for very many buckets, give the same bounds, only wider.
 *
 * `share` is that of `hits` in the most that the partner can have. `(other)` comes last, whatever the limit.
 */
export function pairTotals(dimension: KnownDimension, columns: Columns, given: ReportArguments): Question {
  const other = partnerOf(dimension)!, own = viewsOf(dimension), keyed = own.keyed!;
  const { parts, parameters } = grain(dimension, other, given);
  const units = (["hour", "day"] as const).map((grain) =>
    `SELECT r.key, sum(max(0, r.hits + u.least - u.n)) AS hits,
        sum(min(r.hits + u.slack, u.most) - u.unnamed) AS most
      FROM units AS u CROSS JOIN ${grain === "hour" ? keyed.hourly : keyed.daily} AS r
        ON r.source = u.source AND r.start = u.start WHERE u.grain = '${grain}' GROUP BY r.key`
  );
  const sql = `WITH ${[...parts, ...together(dimension, other, given), unitsOf(dimension, other)].join(", ")},
    sums AS MATERIALIZED (SELECT key, sum(hits) AS hits, sum(most) AS most FROM (
      SELECT r.key, sum(max(0, r.hits + w.least - w.n)) AS hits, sum(min(r.hits, w.most) - w.unnamed) AS most
        FROM together AS w CROSS JOIN keyed_cells_of_${dimension.plural} AS r ON ${
    at("r", "w")
  } GROUP BY r.key
      UNION ALL ${units.join(" UNION ALL ")}) GROUP BY key),
    whole AS MATERIALIZED (SELECT sum(most) AS hits, sum(unnamed) AS unnamed FROM (
      SELECT most, unnamed FROM together UNION ALL SELECT most, unnamed FROM units)),
    totals AS (SELECT n.${dimension.name} AS name, t.hits, t.most + (SELECT unnamed FROM whole) AS most
      FROM sums AS t CROSS JOIN ${keyed.names} AS n ON n.key = t.key),
    ranked AS (SELECT name, hits, iif(name = '${OTHER}', NULL, most) AS at_most, NULL AS bytes, NULL AS failures,
        NULL AS availability, row_number() OVER (ORDER BY name = '${OTHER}', hits DESC, most DESC, name) AS place
      FROM totals ${given.exactOnly ? `WHERE name = '${OTHER}' OR hits = most` : ""})
    SELECT ${selected({ ...columns, share: shareOf("hits", "(SELECT hits FROM whole)") })} FROM ranked
    ${given.limit === null ? "" : also("", `place <= :limit OR name = '${OTHER}'`)} ORDER BY place`;
  return { sql, parameters: given.limit === null ? parameters : { ...parameters, limit: given.limit } };
}

/** Where rows of two tables are of the same bucket. */
function at(one: string, other: string): string {
  return `${one}.source_id = ${other}.source_id AND ${one}.start = ${other}.start`;
}

/**
 * Common table expressions, of which `hours_with` has the hours that may hold hits of the partner, and `grain` whether they are read by
 * their buckets, as hours, or whole days as such: "bucket", "hour" or "day".
 */
function grain(
  dimension: KnownDimension,
  other: KnownDimension,
  given: ReportArguments,
): { readonly parts: readonly string[]; readonly parameters: Question["parameters"] } {
  const own = viewsOf(dimension).keyed, theirs = viewsOf(other), keyed = theirs.keyed;
  if (own === null || keyed === null) throw new RangeError(`${dimension.name}s have no keys`);
  const { spans, parameters } = hourlyRows(other, theirs, given);
  const cells = `keyed_cells_of_${other.plural}`, asked = askedOf(other);
  const inHour = (row: string): string =>
    `${row}.source_id = s.source_id AND ${row}.start >= s.start AND ${row}.start < s.start + ${HOUR}`;
  const parts = [
    ...spans,
    // Sections and hosts have hours from the same version on.
    `hours_with AS MATERIALIZED (SELECT h.source, h.start, row_number() OVER (ORDER BY h.start, h.source) AS place
      FROM hour_starts AS h WHERE EXISTS (SELECT 1 FROM ${keyed.hourly} AS r
        WHERE r.source = h.source AND r.start = h.start AND r.key IN (0, ${asked})))`,
    `kept AS MATERIALIZED (SELECT s.*, (SELECT count(*) > ${DENSE} * count(DISTINCT start) FROM (
        SELECT start FROM ${cells} AS r WHERE r.source_id = s.source_id ORDER BY start DESC LIMIT 2000)) AS is_dense
      FROM keyed_sources AS s)`,
    `sampled AS MATERIALIZED (SELECT k.source_id, k.is_dense, h.source, h.start FROM hours_with AS h JOIN kept AS k USING (source)
      WHERE place % ((SELECT count(*) + ${SAMPLED - 1} FROM hours_with) / ${SAMPLED}) = 0)`,
    `grain AS MATERIALIZED (SELECT CASE WHEN (SELECT count(*) FROM sampled AS s
          CROSS JOIN ${cells} AS p ON ${inHour("p")} AND (p.key = 0 OR p.key = ${asked})
          CROSS JOIN keyed_cells_of_${dimension.plural} AS r ON ${at("r", "p")})
          + (SELECT coalesce(sum(iif(is_dense,
            ${PER_BUCKET} * (SELECT count(*) FROM keyed_buckets AS b WHERE ${inHour("b")}),
            ${PER_CELL} * (SELECT count(*) FROM ${cells} AS p WHERE ${inHour("p")}))), 0) FROM sampled AS s)
          <= most THEN 'bucket'
        WHEN (SELECT count(*) FROM sampled AS s CROSS JOIN ${own.hourly} AS r
          ON r.source = s.source AND r.start = s.start) <= most THEN 'hour' ELSE 'day' END AS name
      FROM (SELECT 1.0 * :most_rows * (SELECT count(*) FROM sampled) / max(1, (SELECT count(*) FROM hours_with)) AS most))`,
  ];
  return { parts, parameters: { ...parameters, partner: given[other.name], most_rows: MOST_ROWS } };
}

/**
 * A common table expression of the hours and days that are read as such: with their hits `n`, the `least` and the `most` of the partner,
 * and of a value that they name the hits that it may have beyond them, `slack`, or else all of these, `unnamed`. What a day names may have been
 * cut from some of its hours.
 */
function unitsOf(dimension: KnownDimension, other: KnownDimension): string {
  const viewsIn = (grain: "hour" | "day", { keyed }: ReturnType<typeof viewsOf>): string =>
    (grain === "hour" ? keyed!.hourly : keyed!.daily)!;
  const asked = askedOf(other);
  const select = (grain: "hour" | "day", from: string): string => {
    const [own, theirs] = [dimension, other].map((each) => viewsIn(grain, viewsOf(each)));
    const hits = (view: string, key: string): string =>
      `(SELECT hits FROM ${view} AS r WHERE r.source = h.source AND r.start = h.start AND r.key = ${key})`;
    const whole = [dimension, other].find(({ name }) => name === "section")!;
    // A dimension's values sum to all hits; an hour has fewer sections than hosts.
    return `SELECT '${grain}' AS grain, h.source, h.start,
      (SELECT sum(hits) FROM ${
      viewsIn(grain, viewsOf(whole))
    } AS r WHERE r.source = h.source AND r.start = h.start) AS n,
      ${hits(theirs, asked)} AS named, iif(${asked} = 0, NULL, ${hits(theirs, "0")}) AS rest,
      coalesce(${hits(own, "0")}, 0) AS hidden FROM ${from} WHERE`;
  };
  const days = stepsIn(viewsOf(other).keyed!.daily, "days", 1, 0);
  return `units AS MATERIALIZED (SELECT *, min(hidden, most) AS unnamed FROM (
    SELECT grain, source, start, n, coalesce(named, 0) AS least, hidden,
      coalesce(named + iif(grain = 'day', coalesce(rest, 0), 0), rest) AS most, iif(grain = 'day', hidden, 0) AS slack
    FROM (${select("hour", "hours_with AS h")} (SELECT name FROM grain) = 'hour'
        OR (SELECT name FROM grain) = 'day' AND EXISTS (SELECT 1 FROM hour_spans AS s
          WHERE s.source = h.source AND h.start >= s.since AND h.start < s.until)
      UNION ALL ${select("day", `${days} AS h`)} (SELECT name FROM grain) = 'day')
    WHERE named IS NOT NULL OR rest IS NOT NULL))`;
}

/**
 * Common table expressions, of which `together` has the buckets that may hold hits of the partner: their hits `n`, the `least` and the
 * `most` of the partner, and the most of a value that they do not name, `unnamed`. Hours say where the partner was at all. What a bucket
 * does not name is looked up only where it has more hits than it keeps names.
 */
function together(
  dimension: KnownDimension,
  other: KnownDimension,
  given: ReportArguments,
): readonly string[] {
  const own = viewsOf(dimension), theirs = viewsOf(other);
  const cells = `keyed_cells_of_${other.plural}`, key = askedOf(other);
  const cut = (view: string | null): string =>
    `SELECT c.at_most FROM ${view} AS c WHERE c.source = w.source AND c.start = w.start`;
  const within = (row: string): string =>
    `${row}.source_id = p.source_id AND ${row}.start >= p.since AND ${row}.start < p.until`;
  const columns = "p.source_id, p.source, p.top, p.is_present, r.start, r.key, r.hits";
  return [
    `whole_source AS MATERIALIZED (SELECT k.*, 0 AS is_present FROM kept AS k WHERE NOT is_dense
      AND (SELECT name FROM grain) = 'bucket' AND ${given.since === null && given.until === null}
      AND (SELECT count(*) FROM keyed_sources) = 1 AND NOT EXISTS (SELECT 1 FROM spans WHERE since < until)
      AND 4 * (SELECT count(*) FROM hours_with) > 3 * (SELECT count(*) FROM hour_starts))`,
    `present AS MATERIALIZED (SELECT k.*, 1 AS is_present, p.since, p.until FROM (
        SELECT source, since, until FROM spans
        UNION ALL SELECT source, start, start + ${HOUR} FROM hours_with WHERE (SELECT name FROM grain) = 'bucket'
      ) AS p JOIN kept AS k USING (source) WHERE NOT EXISTS (SELECT 1 FROM whole_source))`,
    `found AS (
      SELECT ${columns} FROM whole_source AS p CROSS JOIN ${cells} AS r ON r.key IN (0, ${key})
      UNION ALL SELECT ${columns} FROM present AS p CROSS JOIN ${cells} AS r ON ${within("r")}
        WHERE NOT p.is_dense AND r.key IN (0, ${key})
      UNION ALL SELECT ${columns} FROM present AS p CROSS JOIN keyed_buckets AS b ON ${within("b")}
        CROSS JOIN ${cells} AS r ON ${at("r", "b")} AND r.key IN (0, ${key}) WHERE p.is_dense)`,
    `wanted AS (SELECT w.source_id, w.source, w.top, w.start, iif(w.key = ${key}, w.hits, 0) AS least,
        iif(w.key = ${key}, w.hits, (${cut(theirs.cut)})) AS most,
        (SELECT b.hits FROM keyed_buckets AS b WHERE ${at("b", "w")}) AS n
      FROM found AS w WHERE w.key = ${key}
        OR NOT EXISTS (SELECT 1 FROM ${cells} AS r WHERE ${at("r", "w")} AND r.key = ${key})
          AND (w.is_present OR w.start - w.start % ${HOUR} IN (SELECT start FROM hours_with)))`,
    `together AS MATERIALIZED (SELECT w.source_id, w.start, n, least, most,
        iif(n <= top, 0, coalesce((SELECT min(at_most, most) FROM (${cut(own.cut)})), 0)) AS unnamed
      FROM wanted AS w)`,
  ];
}

/** What the rows of {@link pairTotals} mean. */
export function pairNotes(reader: Reader, dimension: KnownDimension, given: ReportArguments): string[] {
  const other = partnerOf(dimension)!, { parts, parameters } = grain(dimension, other, given);
  const [[name]] = reader.query(`WITH ${parts.join(", ")} SELECT name FROM grain`, parameters).rows;
  const unit = String(name), isCoarse = unit !== "bucket";
  return [
    `Which host asked for which section is not stored. As the hits of each ${unit} are, a ${dimension.name} had at least hits ` +
    `and at most at_most of ${other.name} "${given[other.name]}"; share is the least, too.`,
    ...(isCoarse
      ? [
        `The range has too many buckets to look at each: whole ${unit}s are read, and hits and at_most are further apart ` +
        "than those of a shorter range.",
      ]
      : []),
  ];
}
