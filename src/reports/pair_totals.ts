// Role: `hosts --section` and `sections --host`: what the counts of each bucket say of two dimensions together. Which host asked
// for which section is not stored, so every figure is a bound (Fréchet's, of the frequency of a conjunction).

import { OTHER } from "../domain/dimensions/dimension.ts";
import { type DimensionName, DIMENSIONS, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import { HOUR } from "../domain/counting/hours.ts";
import { viewsOf } from "./dimension_views.ts";
import { hourlyRows } from "./hours.ts";
import type { Question, ReportArguments } from "./report.ts";
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
 * Bounds of the hits that each value of a dimension has together with the partner that is asked for. A bucket of n hits, h of the
 * value and p of the partner holds at least h + p − n hits of both, and at most the smaller of h and p. Where it does not name one
 * of them, that one has as many as a bucket that was cut can hold without naming it; none in an hour that names all of its values but
 * this one. Rollups keep no hosts.
 *
 * `share` is that of `hits` in the most that the partner can have. `(other)` comes last, whatever the limit.
 */
export function pairTotals(dimension: KnownDimension, columns: Columns, given: ReportArguments): Question {
  const other = partnerOf(dimension)!, own = viewsOf(dimension);
  const { spans, parameters } = hourlyRows(other, viewsOf(other), given);
  if (own.keyed === null) throw new RangeError(`${dimension.name}s have no keys`);
  const sql = `WITH ${spans.join(", ")}, ${together(dimension, other).join(", ")},
    sums AS MATERIALIZED (SELECT r.key, sum(max(0, r.hits + w.least - w.n)) AS hits,
        sum(min(r.hits, w.most) - w.unnamed) AS most
      FROM together AS w CROSS JOIN keyed_cells_of_${dimension.plural} AS r ON ${
    at("r", "w")
  } GROUP BY r.key),
    totals AS (SELECT n.${dimension.name} AS name, t.hits, t.most + (SELECT sum(unnamed) FROM together) AS most
      FROM sums AS t CROSS JOIN ${own.keyed.names} AS n ON n.key = t.key),
    whole AS (SELECT sum(most) AS hits FROM together),
    ranked AS (SELECT name, hits, iif(name = '${OTHER}', NULL, most) AS at_most, NULL AS bytes, NULL AS failures,
        NULL AS availability, row_number() OVER (ORDER BY name = '${OTHER}', hits DESC, most DESC, name) AS place
      FROM totals ${given.exactOnly ? `WHERE name = '${OTHER}' OR hits = most` : ""})
    SELECT ${selected({ ...columns, share: shareOf("hits", "(SELECT hits FROM whole)") })} FROM ranked
    ${given.limit === null ? "" : also("", `place <= :limit OR name = '${OTHER}'`)} ORDER BY place`;
  const named = { ...parameters, partner: given[other.name] };
  return { sql, parameters: given.limit === null ? named : { ...named, limit: given.limit } };
}

/** Where rows of two tables are of the same bucket. */
function at(one: string, other: string): string {
  return `${one}.source_id = ${other}.source_id AND ${one}.start = ${other}.start`;
}

/**
 * Common table expressions, of which `together` has the buckets that may hold hits of the partner: their hits `n`, the `least` and the
 * `most` of the partner, and the most of a value that they do not name, `unnamed`. Hours say where the partner was at all. What a bucket
 * does not name is looked up only where it has more hits than it keeps names.
 */
function together(dimension: KnownDimension, other: KnownDimension): readonly string[] {
  const own = viewsOf(dimension), theirs = viewsOf(other), keyed = theirs.keyed!;
  const cells = `keyed_cells_of_${other.plural}`, key = "(SELECT key FROM asked)";
  const cut = (view: string | null): string =>
    `SELECT c.at_most FROM ${view} AS c WHERE c.source = w.source AND c.start = w.start`;
  const within = (row: string): string =>
    `${row}.source_id = p.source_id AND ${row}.start >= p.since AND ${row}.start < p.until`;
  const columns = "p.source_id, p.source, p.top, r.start, r.key, r.hits";
  return [
    `asked AS MATERIALIZED (SELECT key FROM ${keyed.names} WHERE ${other.name} = :partner)`,
    `kept AS MATERIALIZED (SELECT s.*, (SELECT count(*) > ${DENSE} * count(DISTINCT start) FROM (
        SELECT start FROM ${cells} AS r WHERE r.source_id = s.source_id ORDER BY start DESC LIMIT 2000)) AS is_dense
      FROM keyed_sources AS s)`,
    `present AS MATERIALIZED (SELECT k.*, p.since, p.until FROM (
        SELECT source, since, until FROM spans
        UNION ALL SELECT source, start, start + ${HOUR} FROM hour_starts AS h WHERE EXISTS (SELECT 1
          FROM ${keyed.hourly} AS r WHERE r.source = h.source AND r.start = h.start AND r.key IN (0, ${key}))
      ) AS p JOIN kept AS k USING (source))`,
    `found AS (
      SELECT ${columns} FROM present AS p CROSS JOIN ${cells} AS r ON ${within("r")}
        WHERE NOT p.is_dense AND (r.key = 0 OR r.key = ${key})
      UNION ALL SELECT ${columns} FROM present AS p CROSS JOIN keyed_buckets AS b ON ${within("b")}
        CROSS JOIN ${cells} AS r ON ${at("r", "b")} AND r.key IN (0, ${key}) WHERE p.is_dense)`,
    `wanted AS (SELECT w.source_id, w.source, w.top, w.start, iif(w.key = ${key}, w.hits, 0) AS least,
        iif(w.key = ${key}, w.hits, (${cut(theirs.cut)})) AS most,
        (SELECT b.hits FROM keyed_buckets AS b WHERE ${at("b", "w")}) AS n
      FROM found AS w WHERE w.key = ${key}
        OR NOT EXISTS (SELECT 1 FROM ${cells} AS r WHERE ${at("r", "w")} AND r.key = ${key}))`,
    `together AS MATERIALIZED (SELECT w.source_id, w.start, n, least, most,
        iif(n <= top, 0, coalesce((SELECT min(at_most, most) FROM (${cut(own.cut)})), 0)) AS unnamed
      FROM wanted AS w)`,
  ];
}

/** What the rows of {@link pairTotals} mean. */
export function pairNote(dimension: KnownDimension, given: ReportArguments): string {
  const { name: partner } = partnerOf(dimension)!;
  return `Which host asked for which section is not stored. As the hits of each bucket are, a ${dimension.name} had at least hits ` +
    `and at most at_most of ${partner} "${given[partner]}"; share is the least, too.`;
}
