// Role: `hosts --section` and `sections --host`: what the counts of each bucket say of two dimensions together. Which host asked
// for which section is not stored, so every figure is a bound (Fréchet's, of the frequency of a conjunction).

import { OTHER } from "../../domain/dimensions/dimension.ts";
import { type DimensionName, DIMENSIONS, type KnownDimension } from "../../domain/dimensions/dimensions.ts";
import { HOUR } from "../../domain/counting/hours.ts";
import type { Answer, Reader, SqlValue } from "../../stores/store.ts";
import { viewsOf } from "./dimension_views.ts";
import { halvesOf } from "./halves.ts";
import { hourlyRows, stepsIn } from "./hours.ts";
import type { PresentedAnswer, Question, ReportArguments } from "../report.ts";

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
const SAMPLED = 64;

/** The key of the partner in SQL; the store puts it in its place. */
const askedOf = ({ plural }: KnownDimension): string => `key_of_${plural}(:partner)`;

/** Whether the range is read by its buckets, as hours, or whole days as such. */
type Unit = "bucket" | "hour" | "day";

/**
 * Bounds of the hits that each value of a dimension has together with the partner that is asked for. A bucket of n hits, h of the
 * value and p of the partner holds at least h + p − n hits of both, and at most the smaller of h and p. Where it does not name one
 * of them, that one has as many as a bucket that was cut can hold without naming it; none in an hour that names all of its values but
 * this one. Rollups keep no hosts. Hours and days, which stand for very many buckets, give the same bounds, only wider.
 *
 * {@link rankedPairs} makes rows of the answer.
 */
export function pairTotals(
  dimension: KnownDimension,
  given: ReportArguments,
  unit: Unit | null = null,
): Question {
  const other = partnerOf(dimension)!, own = viewsOf(dimension), keyed = own.keyed!;
  const { parts, parameters } = grain(dimension, other, given, unit);
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
      UNION ALL ${units.join(" UNION ALL ")}) GROUP BY key)
    SELECT NULL AS name, sum(most) AS hits, sum(unnamed) AS most, (SELECT name FROM grain) AS unit FROM (
      SELECT most, unnamed FROM together UNION ALL SELECT most, unnamed FROM units)
    UNION ALL SELECT n.${dimension.name}, t.hits, t.most, NULL FROM sums AS t CROSS JOIN ${keyed.names} AS n ON n.key = t.key`;
  return { sql, parameters };
}

/** The same in parts, where all buckets of a long range are read; else null. */
export function partsOfPair(
  reader: Reader,
  dimension: KnownDimension,
  given: ReportArguments,
): readonly Question[] | null {
  const halves = halvesOf(reader, given);
  if (halves === null) return null;
  const { parts, parameters } = grain(dimension, partnerOf(dimension)!, given);
  const [[unit]] = reader.query(`WITH ${parts.join(", ")} SELECT name FROM grain`, parameters).rows;
  return unit !== "bucket" ? null : halves.map((half) => pairTotals(dimension, half, "bucket"));
}

/**
 * The rows that are shown of an answer to {@link pairTotals}, or of the answers of all parts: most hits first, then most that there may be.
 * `share` is that of `hits` in the most that the partner can have. `(other)` comes last, whatever the limit.
 */
export function rankedPairs(
  { rows }: Answer,
  columns: readonly string[],
  { exactOnly, limit }: ReportArguments,
): PresentedAnswer {
  const sums = new Map<SqlValue, [hits: number, most: number]>();
  for (const [name, hits, most] of rows) {
    const [someHits, someMost] = sums.get(name) ?? [0, 0];
    sums.set(name, [someHits + Number(hits), someMost + Number(most)]);
  }
  // The row without a name has the most that the partner can have, and what buckets may hold of each value that they do not name.
  const [whole, unnamed] = sums.get(null) ?? [0, 0];
  const found = [...sums].filter(([name]) => name !== null).map(([name, [hits, most]]) => ({
    name: String(name),
    hits,
    most: most + unnamed,
  }));
  const other = found.filter(({ name }) => name === OTHER);
  const named = found.filter(({ name, hits, most }) => name !== OTHER && (!exactOnly || hits === most))
    .sort((a, b) => b.hits - a.hits || b.most - a.most || (a.name < b.name ? -1 : 1));
  const shown = [...limit === null ? named : named.slice(0, limit), ...other];
  const cells = shown.map(({ name, hits, most }): Readonly<Record<string, SqlValue>> => ({
    hits,
    at_most: name === OTHER ? null : most,
    share: Number((hits / whole).toFixed(6)),
  }));
  return {
    columns,
    unit: String(rows.find(([name]) => name === null)![3]),
    rows: shown.map(({ name }, row) =>
      columns.map((column, place) => place === 0 ? name : cells[row][column] ?? null)
    ),
  };
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
  unit: Unit | null = null,
): { readonly parts: readonly string[]; readonly parameters: Question["parameters"] } {
  const { spans, parameters } = hourlyRows(other, viewsOf(other), given);
  const cells = `keyed_cells_of_${other.plural}`;
  const parts = [
    ...spans,
    // Sections and hosts have hours from the same version on.
    `hours_with AS MATERIALIZED (SELECT h.source, h.start FROM hour_starts AS h WHERE ${named("h", other)})`,
    `kept AS MATERIALIZED (SELECT s.*, (SELECT count(*) > ${DENSE} * count(DISTINCT start) FROM (
        SELECT start FROM ${cells} AS r WHERE r.source_id = s.source_id ORDER BY start DESC LIMIT 2000)) AS is_dense
      FROM keyed_sources AS s)`,
  ];
  const choice: { readonly parts: readonly string[]; readonly parameters: Question["parameters"] } =
    unit === null
      ? { parts: chosenUnit(dimension, other), parameters: { most_rows: MOST_ROWS } }
      : { parts: [`grain AS MATERIALIZED (SELECT '${unit}' AS name)`], parameters: {} };
  return {
    parts: [...parts, ...choice.parts],
    parameters: { ...parameters, partner: given[other.name], ...choice.parameters },
  };
}

/** SQL that holds for an hour that may have hits of the partner: it names it, or `(other)`. */
function named(hour: string, other: KnownDimension): string {
  return `EXISTS (SELECT 1 FROM ${viewsOf(other).keyed!.hourly} AS r
    WHERE r.source = ${hour}.source AND r.start = ${hour}.start AND r.key IN (0, ${askedOf(other)}))`;
}

/** The last of these expressions: of some hours the rows are counted. */
function chosenUnit(dimension: KnownDimension, other: KnownDimension): readonly string[] {
  const own = viewsOf(dimension).keyed!, cells = `keyed_cells_of_${other.plural}`, asked = askedOf(other);
  const inHour = (row: string): string =>
    `${row}.source_id = s.source_id AND ${row}.start >= s.start AND ${row}.start < s.start + ${HOUR}`;
  return [
    `tried AS MATERIALIZED (SELECT source, start FROM (
        SELECT source, start, row_number() OVER (ORDER BY start, source) AS place FROM hour_starts)
      WHERE place % ((SELECT count(*) + ${SAMPLED - 1} FROM hour_starts) / ${SAMPLED}) = 0)`,
    `sampled AS MATERIALIZED (SELECT k.source_id, k.is_dense, h.source, h.start FROM tried AS h JOIN kept AS k USING (source)
      WHERE ${named("h", other)})`,
    `grain AS MATERIALIZED (SELECT CASE WHEN (SELECT count(*) FROM sampled AS s
          CROSS JOIN ${cells} AS p ON ${inHour("p")} AND (p.key = 0 OR p.key = ${asked})
          CROSS JOIN keyed_cells_of_${dimension.plural} AS r ON ${at("r", "p")})
          + (SELECT coalesce(sum(iif(is_dense,
            ${PER_BUCKET} * (SELECT count(*) FROM keyed_buckets AS b WHERE ${inHour("b")}),
            ${PER_CELL} * (SELECT count(*) FROM ${cells} AS p WHERE ${inHour("p")}))), 0) FROM sampled AS s)
          <= most THEN 'bucket'
        WHEN (SELECT count(*) FROM sampled AS s CROSS JOIN ${own.hourly} AS r
          ON r.source = s.source AND r.start = s.start) <= most THEN 'hour' ELSE 'day' END AS name
      FROM (SELECT 1.0 * :most_rows * (SELECT count(*) FROM tried) / max(1, (SELECT count(*) FROM hour_starts)) AS most))`,
  ];
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
  const inRange = given.since === null && given.until === null
    ? ""
    : "AND r.source_id = p.source_id AND r.start >= :since AND r.start < :until";
  return [
    `whole_source AS MATERIALIZED (SELECT k.*, 0 AS is_present FROM kept AS k WHERE NOT is_dense
      AND (SELECT name FROM grain) = 'bucket'
      AND (SELECT count(*) FROM keyed_sources) = 1 AND NOT EXISTS (SELECT 1 FROM spans WHERE since < until)
      AND 4 * (SELECT count(*) FROM hours_with) > 3 * (SELECT count(*) FROM hour_starts))`,
    `present AS MATERIALIZED (SELECT k.*, 1 AS is_present, p.since, p.until FROM (
        SELECT source, since, until FROM spans
        UNION ALL SELECT source, start, start + ${HOUR} FROM hours_with WHERE (SELECT name FROM grain) = 'bucket'
      ) AS p JOIN kept AS k USING (source) WHERE NOT EXISTS (SELECT 1 FROM whole_source))`,
    `found AS (
      SELECT ${columns} FROM whole_source AS p CROSS JOIN ${cells} AS r ON r.key IN (0, ${key}) ${inRange}
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

/** What the rows of {@link rankedPairs} mean. */
export function pairNotes(
  dimension: KnownDimension,
  given: ReportArguments,
  { unit }: PresentedAnswer,
): string[] {
  const other = partnerOf(dimension)!;
  return [
    `Which host asked for which section is not stored. As the hits of each ${unit} are, a ${dimension.name} had at least hits ` +
    `and at most at_most of ${other.name} "${given[other.name]}"; share is the least, too.`,
    ...(unit === "bucket" ? [] : [
      `The range has too many buckets to look at each: whole ${unit}s are read, and hits and at_most are further apart ` +
      "than those of a shorter range.",
    ]),
  ];
}
