// Role: `hosts --section` and `sections --host`: what the counts of each bucket say of two dimensions together. Which host asked
// for which section is not stored, so every figure is a bound (Fréchet's, of the frequency of a conjunction).

import { OTHER } from "../domain/dimensions/dimension.ts";
import { type DimensionName, DIMENSIONS, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import { viewsOf } from "./dimension_views.ts";
import type { Question, ReportArguments } from "./report.ts";
import { bucketRange } from "./rollups.ts";
import { also, type Columns, selected, shareOf, whereOf } from "./sql.ts";

const PARTNERS: Readonly<Partial<Record<DimensionName, DimensionName>>> = {
  section: "host",
  host: "section",
};

/** The dimension by whose name the values of another one may be asked for; null for none. */
export function partnerOf({ name }: KnownDimension): KnownDimension | null {
  return DIMENSIONS.find((dimension) => dimension.name === PARTNERS[name]) ?? null;
}

/**
 * Bounds of the hits that each value of a dimension has together with the partner that is asked for. A bucket of n hits, h of the
 * value and p of the partner holds at least h + p − n hits of both, and at most the smaller of h and p. Where it does not name one
 * of them, that one has as many as a bucket that was cut can hold without naming it. Rollups keep no hosts.
 *
 * `share` is that of `hits` in the most that the partner can have. `(other)` comes last, whatever the limit.
 */
export function pairTotals(dimension: KnownDimension, columns: Columns, given: ReportArguments): Question {
  const other = partnerOf(dimension)!,
    own = viewsOf(dimension),
    theirs = viewsOf(other),
    partner = other.name;
  const { where, parameters } = whereOf(bucketRange(given));
  if (own.keyed === null || theirs.keyed === null) throw new RangeError(`${dimension.name}s have no keys`);
  const at = (view: string): string => `${view}.source = w.source AND ${view}.start = w.start`;
  // Each bucket is looked up: a join of the views that are cut would read all that there are.
  const sql = `WITH
    asked AS MATERIALIZED (SELECT key FROM ${theirs.keyed.names} WHERE ${partner} = :partner),
    wanted AS (SELECT w.source, w.start, w.hits AS n,
        (SELECT p.hits FROM ${theirs.keyed.rows} AS p WHERE ${
    at("p")
  } AND p.key = (SELECT key FROM asked)) AS named
      FROM buckets AS w ${where}),
    bounded AS (SELECT w.source, w.start, n, coalesce(named, 0) AS least,
        coalesce(named, (SELECT c.at_most FROM ${theirs.cut} AS c WHERE ${at("c")})) AS most
      FROM wanted AS w),
    together AS MATERIALIZED (SELECT w.*, coalesce((SELECT min(c.at_most, w.most) FROM ${own.cut} AS c
        WHERE ${at("c")}), 0) AS unnamed
      FROM bounded AS w WHERE most IS NOT NULL),
    sums AS MATERIALIZED (SELECT r.key, sum(max(0, r.hits + w.least - w.n)) AS hits,
        sum(min(r.hits, w.most) - w.unnamed) AS most
      FROM together AS w CROSS JOIN ${own.keyed.rows} AS r ON ${at("r")} GROUP BY r.key),
    totals AS (SELECT n.${dimension.name} AS name, t.hits, t.most + (SELECT sum(unnamed) FROM together) AS most
      FROM sums AS t CROSS JOIN ${own.keyed.names} AS n ON n.key = t.key),
    whole AS (SELECT sum(most) AS hits FROM together),
    ranked AS (SELECT name, hits, iif(name = '${OTHER}', NULL, most) AS at_most, NULL AS bytes, NULL AS failures,
        NULL AS availability, row_number() OVER (ORDER BY name = '${OTHER}', hits DESC, most DESC, name) AS place
      FROM totals ${given.exactOnly ? `WHERE name = '${OTHER}' OR hits = most` : ""})
    SELECT ${selected({ ...columns, share: shareOf("hits", "(SELECT hits FROM whole)") })} FROM ranked
    ${given.limit === null ? "" : also("", `place <= :limit OR name = '${OTHER}'`)} ORDER BY place`;
  const named = { ...parameters, partner: given[partner] };
  return { sql, parameters: given.limit === null ? named : { ...named, limit: given.limit } };
}

/** What the rows of {@link pairTotals} mean. */
export function pairNote(dimension: KnownDimension, given: ReportArguments): string {
  const { name: partner } = partnerOf(dimension)!;
  return `Which host asked for which section is not stored. As the hits of each bucket are, a ${dimension.name} had at least hits ` +
    `and at most at_most of ${partner} "${given[partner]}"; share is the least, too.`;
}
