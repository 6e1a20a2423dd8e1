// Role: a canned report for each dimension (`sections`, `hosts`, …): totals of each of its values.

import { askedHostNotes } from "./notes/coarse_hosts.ts";
import { OTHER } from "../domain/dimensions/dimension.ts";
import {
  ASKABLE,
  byDimension,
  type DimensionName,
  type KnownDimension,
  PLAIN,
} from "../domain/dimensions/dimensions.ts";
import { unitText } from "../domain/unit.ts";
import type { Answer, Reader } from "../stores/store.ts";
import { absentNotes, absentSizeNotes } from "./notes/absent_field.ts";
import { boundNotes, otherOf } from "./rows/cut_buckets.ts";
import { exactNotes } from "./notes/exact_notes.ts";
import { asDurations, percentileNotes } from "./rows/durations.ts";
import {
  type DimensionViews,
  keptNotes,
  type KeyedViews,
  ofKeepers,
  sinceNotes,
  viewsOf,
} from "./rows/dimension_views.ts";
import { allRows, hourlyRows, keysIn, namedIn } from "./rows/hours.ts";
import { pairNotes, pairTotals, partnerOf, partsOfPair, rankedPairs } from "./rows/pair_totals.ts";
import type { PresentedAnswer, Question, Report, ReportArguments } from "./report.ts";
import { SUMS, valueSums } from "./rows/range_rows.ts";
import { bucketRange, missingNotes, rollupRange, wholeBucketNotes } from "./rows/rollups.ts";
import { also, AVAILABILITY, type Columns, selected, shareOf, whereOf } from "./rows/sql.ts";

/** Most rows of a report without `--limit`, of a dimension that may have very many values. */
const LIMIT = 20;

/** Names of reports that are not those of their views. */
const NAMES: Readonly<Partial<Record<DimensionName, string>>> = { path: "urls" };

/** In the order of the dimensions. Referrers have a report of their own (`referrers.ts`). */
export const DIMENSION_REPORTS: readonly Report[] = PLAIN.filter(({ name }) =>
  name !== "referrer" && name !== "referrer_site"
).map(totalsOf);

/** The report of a dimension. */
export function totalsOf(dimension: KnownDimension): Report {
  const views = viewsOf(dimension), isCut = views.cut !== null;
  return {
    name: NAMES[dimension.name] ?? dimension.plural,
    summary: `totals of each ${dimension.noun}, most hits first`,
    columns: Object.keys(columnsOf(dimension, views)),
    units: {
      ...(isCode(dimension) ? { [dimension.name]: "status" } as const : {}),
      share: "share",
      availability: "share_down",
    },
    options: [
      "since",
      "until",
      ...(ASKABLE.includes(dimension) ? [dimension.name] : []),
      ...(partnerOf(dimension) === null ? [] : [partnerOf(dimension)!.name]),
      ...(isCut ? ["exact-only"] as const : []),
    ],
    defaultLimit: isCut ? LIMIT : null,
    question: (given) =>
      isPair(dimension, given) ? pairTotals(dimension, given) : totals(dimension, views, given),
    parts: (reader, given) => isPair(dimension, given) ? partsOfPair(reader, dimension, given) : null,
    present: (answer, given) =>
      isPair(dimension, given)
        ? rankedPairs(answer, Object.keys(columnsOf(dimension, views)), given)
        : isBin(dimension)
        ? asDurations(answer)
        : answer,
    notes: (reader, given, answer) => totalsNotes(reader, dimension, given, answer),
  };
}

function totalsNotes(
  reader: Reader,
  dimension: KnownDimension,
  given: ReportArguments,
  answer: PresentedAnswer,
): string[] {
  const views = viewsOf(dimension), isCut = views.cut !== null, begun = sinceNotes(reader, dimension, given);
  // What buckets held before there was the dimension has no value of it in any log.
  const mayBeAbsent = begun.length === 0 || dimension.span === "hour";
  return [
    ...(isPair(dimension, given)
      ? pairNotes(dimension, given, answer)
      : isCut
      ? cutNotes(reader, dimension, given, answer)
      : []),
    ...askedHostNotes(reader, given),
    ...absentSizeNotes(reader, given, answer),
    ...(mayBeAbsent ? absentNotes(dimension, answer, () => firstTwo(reader, dimension, given)) : []),
    ...exactNotes([dimension], given, answer.rows.every(([value]) => value === OTHER)),
    ...(isBin(dimension) ? percentileNotes(given, answer) : []),
    ...keptNotes(reader, dimension, given.source),
    ...(isPair(dimension, given) ? keptNotes(reader, partnerOf(dimension)!, given.source) : []),
    ...begun,
    ...wholeBucketNotes(reader, given, { span: null, isOfHours: dimension.span === "hour" }),
    ...missingNotes(reader, given, {
      hasRollups: views.rollups !== null && !isPair(dimension, given),
      span: null,
      isOfHours: dimension.span === "hour",
    }),
  ];
}

/** The first rows of all values. */
function firstTwo(reader: Reader, dimension: KnownDimension, given: ReportArguments): Answer {
  const all = { ...given, ...byDimension(() => null), exactOnly: false, limit: 2 };
  const { sql, parameters } = totals(dimension, viewsOf(dimension), all),
    first = reader.query(sql, parameters);
  return isBin(dimension) ? asDurations(first) : first;
}

/** Whether the values of a dimension are numbers that people know. */
function isCode(dimension: KnownDimension): boolean {
  return dimension.kind === "number" && dimension.measure === "code";
}

function isBin(dimension: KnownDimension): boolean {
  return dimension.kind === "number" && dimension.measure === "bin";
}

/** Whether the values of a dimension are asked for together with a value of another one. */
function isPair(dimension: KnownDimension, given: ReportArguments): boolean {
  const partner = partnerOf(dimension);
  return partner !== null && given[partner.name] !== null;
}

/**
 * Totals of each value over the buckets that start in the time range, and over the rollups in it; whole hours are read as such. The
 * share is of all hits of these, of the sources that keep the dimension, whatever values are filtered out or cut off. `(other)`, the hits of values that buckets did not keep
 * by name, comes last, whatever the limit.
 *
 * `at_most` of a value: its hits, and what each bucket and hour that does not name it can hold of it. A row of one is exact, for what
 * was cut takes no new names. A rollup may hold hits of any name in its `(other)`.
 */
export function totals(dimension: KnownDimension, views: DimensionViews, given: ReportArguments): Question {
  const { name } = dimension, value = given[name];
  const buckets = whereOf(bucketRange(given)), rollups = whereOf(rollupRange(given));
  const hourly = hourlyRows(dimension, views, given);
  const isAll = views.whole === "buckets", all = isAll ? allRows(given, null, dimension) : null;
  const wholeRolled = views.wholeRollups === null
    ? ""
    : ` UNION ALL SELECT hits FROM ${views.wholeRollups} ${
      isAll ? also(rollups.where, ofKeepers(dimension)) : rollups.where
    }`;
  // Without a filter, the values sum to the whole.
  const whole = all !== null
    ? all.select("hits", "") + wholeRolled
    : value === null
    ? "SELECT hits FROM totals"
    : hourly.select("hits", "") + wholeRolled;
  const parts = [
    ...hourly.spans,
    ...all?.spans ?? [],
    `totals AS MATERIALIZED (${
      valueSums(dimension, hourly, given, { ...SUMS, availability: AVAILABILITY })
    })`,
    `whole AS MATERIALIZED (SELECT sum(hits) AS hits FROM (${whole}))`,
    ...rankedTotals(dimension, views, given, hourly.cut, rollups.where),
  ];
  return {
    sql: `WITH ${parts.join(", ")}
      SELECT ${selected(columnsOf(dimension, views))} FROM shown ORDER BY place`,
    parameters: {
      ...buckets.parameters,
      ...hourly.parameters,
      ...(value === null ? {} : { [name]: value }),
      ...(given.limit === null ? {} : { limit: given.limit }),
    },
  };
}

/** Of so many rows each one is looked up in what was cut; of more all that was cut is read. */
const FEW = 100;

/** The totals in their order, `shown`; of a dimension that may be cut, which is never one of numbers, with `at_most`. */
function rankedTotals(
  dimension: KnownDimension,
  views: DimensionViews,
  given: ReportArguments,
  cut: string | null,
  rolled: string,
): string[] {
  const ranked = (rows: string, as = "AS"): string =>
    `ranked ${as} (SELECT *, row_number() OVER (ORDER BY name = '${OTHER}', hits DESC, name) AS place FROM ${rows})`;
  const limit = given.limit === null ? "" : `WHERE place <= :limit OR name = '${OTHER}'`;
  if (cut === null || views.keyed === null) {
    return [ranked("totals"), `shown AS (SELECT * FROM ranked ${limit})`];
  }
  const other = views.rollups === null ? "0" : `(${otherOf(views.rollups, dimension, rolled)})`;
  const before = [
    `cut AS MATERIALIZED (${cut})`,
    `unnamed AS MATERIALIZED (SELECT (SELECT coalesce(sum(at_most), 0) FROM cut) + ${other} AS most)`,
  ];
  const bounded = (rows: string, named: string): string =>
    `(SELECT t.*, iif(t.name = '${OTHER}', NULL, t.hits + u.most - coalesce(${named}, 0)) AS at_most
      FROM ${rows} AS t CROSS JOIN unnamed AS u`;
  if (given[dimension.name] !== null || given.limit !== null && given.limit <= FEW && !given.exactOnly) {
    const named = `(SELECT sum(at_most) FROM (${namedIn(views.keyed, "b.key = t.key")}))`;
    const isExact = given.exactOnly ? "WHERE at_most IS NULL OR at_most = hits" : "";
    return [
      ...before,
      ranked("totals"),
      `few AS MATERIALIZED (SELECT * FROM ranked ${limit})`,
      `shown AS (SELECT * FROM ${bounded("few", named)}) ${isExact})`,
    ];
  }
  if (given.exactOnly && given.limit !== null) {
    return [...before, ranked("totals", "AS MATERIALIZED"), ...exactOnes(views.keyed, other)];
  }
  return [
    ...before,
    `named AS MATERIALIZED (SELECT CAST(key AS INTEGER) AS key, value AS most
      FROM json_each((SELECT key_sums(${keysIn(views.keyed)}, at_most) FROM cut AS c)))`,
    `bounded AS ${bounded("totals", "n.most")} LEFT JOIN named AS n ON n.key = t.key)`,
    ranked(given.exactOnly ? "bounded WHERE at_most IS NULL OR at_most = hits" : "bounded"),
    `shown AS (SELECT * FROM ranked ${limit})`,
  ];
}

/**
 * Of the ranked values the first ones, `shown`, that nothing can have more hits of: all that was cut names them. They are looked up one
 * after the other until there are enough, each until it is missed. `other` is SQL of the hits that rollups do not name.
 */
function exactOnes({ rows, hourly }: KeyedViews, other: string): string[] {
  const isNamed = (view: string): string =>
    `EXISTS (SELECT 1 FROM ${view} AS b WHERE b.source = c.source AND b.start = c.start AND b.key = r.key)`;
  const named = hourly === null
    ? isNamed(rows)
    : `CASE c.is_hour WHEN 0 THEN ${isNamed(rows)} ELSE ${isNamed(hourly)} END`;
  return [
    `walk AS MATERIALIZED (WITH walked(place, found, is_exact) AS (SELECT 0, 0, 0
      UNION ALL SELECT r.place, w.found + w.is_exact, r.name <> '${OTHER}' AND ${other} = 0
          AND NOT EXISTS (SELECT 1 FROM cut AS c WHERE c.at_most > 0 AND NOT ${named})
        FROM walked AS w CROSS JOIN ranked AS r ON r.place = w.place + 1 WHERE w.found + w.is_exact < :limit)
      SELECT place FROM walked WHERE is_exact)`,
    `shown AS (SELECT *, iif(name = '${OTHER}', NULL, hits) AS at_most FROM ranked
      WHERE name = '${OTHER}' OR place IN (SELECT place FROM walk))`,
  ];
}

function columnsOf({ name }: KnownDimension, { cut }: DimensionViews): Columns {
  return {
    [name]: "name",
    hits: "hits",
    ...(cut === null ? {} : { at_most: "at_most" }),
    share: shareOf("hits", "(SELECT hits FROM whole)"),
    bytes: "bytes",
    failures: "failures",
    availability: "availability",
  };
}

/** What `(other)` hides of the rows that are shown. */
function cutNotes(
  reader: Reader,
  dimension: KnownDimension,
  given: ReportArguments,
  { rows }: Answer,
): string[] {
  const asked = given[dimension.name];
  if (asked !== null) {
    return asked === OTHER ? [] : boundNotes(reader, dimension, asked, given, rows.length > 0);
  }
  const other = rows.find(([name]) => name === OTHER);
  if (other === undefined) return [];
  const share = unitText("share", Number(other[3]));
  return [
    `${OTHER} is ${share} of the hits: those of ${dimension.plural} that ${
      dimension.span === "hour" ? "an hour" : "a bucket"
    } did not keep by name. ` +
    (given.exactOnly
      ? `Of the others those are left out whose hits may be more.`
      : `Where at_most is larger, hits is a lower bound, and the order may differ; --exact-only leaves such rows out.`),
  ];
}
