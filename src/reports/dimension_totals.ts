// Role: canned reports `sections`, `hosts` and `statuses`: totals of each value of a dimension.

import { type Dimension, OTHER } from "../domain/dimension.ts";
import { unitText } from "../domain/unit.ts";
import type { Answer, Reader } from "../stores/store.ts";
import { boundNotes, CUT_VIEWS, type CutDimension, otherOf } from "./cut_buckets.ts";
import { pairNote, pairTotals, PARTNERS } from "./pair_totals.ts";
import type { Question, Report, ReportArguments } from "./report.ts";
import { bucketRange, missingNotes, rollupRange, wholeBucketNotes } from "./rollups.ts";
import { also, AVAILABILITY, type Columns, selected, shareOf, SUM_OF_BYTES, whereOf } from "./sql.ts";

/** The views that hold a dimension. Hosts are not rolled up, statuses never cut. */
interface Views {
  readonly rows: string;
  readonly rollups: string | null;
  /** Null for a dimension that is never cut. */
  readonly cut: string | null;
}

export const sections: Report = totalsOf("section", CUT_VIEWS.section, "totals of each section", 20);

export const hosts: Report = totalsOf("host", CUT_VIEWS.host, "totals of each client host", 20);

const STATUS_VIEWS: Views = { rows: "bucket_statuses", rollups: "rollup_statuses", cut: null };

export const statuses: Report = totalsOf("status", STATUS_VIEWS, "totals of each status code", null);

function totalsOf(dimension: Dimension, views: Views, summary: string, defaultLimit: number | null): Report {
  return {
    name: views.rows.slice("bucket_".length),
    summary: `${summary}, most hits first`,
    columns: Object.keys(columnsOf(dimension, views)),
    units: {
      ...(dimension === "status" ? { status: "status" } as const : {}),
      share: "share",
      availability: "share_down",
    },
    options: [
      "since",
      "until",
      dimension,
      ...(dimension === "status" ? [] : [PARTNERS[dimension], "exact-only"] as const),
    ],
    defaultLimit,
    question: (given) =>
      isPair(dimension, given)
        ? pairTotals(dimension, columnsOf(dimension, views), given)
        : totals(dimension, views, given),
    notes: (reader, given, answer) => [
      ...(isPair(dimension, given)
        ? [pairNote(dimension, given)]
        : dimension === "status"
        ? []
        : cutNotes(reader, dimension, given, answer)),
      ...wholeBucketNotes(reader, given, { span: null }),
      ...missingNotes(reader, given, {
        hasRollups: views.rollups !== null && !isPair(dimension, given),
        span: null,
      }),
    ],
  };
}

/** Whether the values of a dimension are asked for together with a value of another one. */
function isPair(dimension: Dimension, given: ReportArguments): dimension is CutDimension {
  return dimension !== "status" && given[PARTNERS[dimension]] !== null;
}

/**
 * Totals of each value over the buckets that start in the time range, and over the rollups in it. The share is of all hits
 * of these, whatever values are filtered out or cut off. `(other)`, the hits of values that buckets did not keep by name,
 * comes last, whatever the limit.
 *
 * `at_most` of a value: its hits, and what each bucket that does not name it can hold of it (`cut_…` views). A row of a
 * bucket is exact, for a bucket that was cut takes no new names. A rollup may hold hits of any name in its `(other)`.
 */
function totals(dimension: Dimension, views: Views, given: ReportArguments): Question {
  const buckets = whereOf(bucketRange(given)), rollups = whereOf(rollupRange(given));
  const value = given[dimension];
  const comparison = `${dimension} ${dimension === "status" ? "LIKE" : "="} :${dimension}`;
  const filter = (where: string): string => value === null ? where : also(where, comparison);
  const both = (columns: string, rows: string, rolled: string, more: (where: string) => string): string =>
    `SELECT ${columns} FROM ${rows} ${more(buckets.where)}` +
    (views.rollups === null ? "" : ` UNION ALL SELECT ${columns} FROM ${rolled} ${more(rollups.where)}`);
  const parts = [
    `totals AS (SELECT ${selected(totalColumns(dimension))} FROM
      (${
      both(`${dimension}, hits, bytes, failures`, views.rows, views.rollups ?? "", filter)
    }) GROUP BY ${dimension})`,
    `whole AS (SELECT sum(hits) AS hits FROM (${both("hits", "buckets", "rollups", (where) => where)}))`,
    ...(views.cut === null
      ? []
      : bounds(dimension as CutDimension, views, value !== null, buckets.where, rollups.where)),
    `ranked AS (SELECT *, row_number() OVER (ORDER BY name = '${OTHER}', hits DESC, name) AS place FROM
      ${
      views.cut === null
        ? "totals"
        : given.exactOnly
        ? "bounded WHERE at_most IS NULL OR at_most = hits"
        : "bounded"
    })`,
  ];
  const limit = given.limit === null ? "" : `WHERE place <= :limit OR name = '${OTHER}'`;
  return {
    sql: `WITH ${parts.join(", ")}
      SELECT ${selected(columnsOf(dimension, views))} FROM ranked ${limit} ORDER BY place`,
    parameters: {
      ...buckets.parameters,
      ...(value === null ? {} : { [dimension]: value }),
      ...(given.limit === null ? {} : { limit: given.limit }),
    },
  };
}

/** The totals with `at_most`. Only buckets that were cut are read again, so that uncut ones cost a search each. */
function bounds(
  dimension: CutDimension,
  views: Views,
  isFiltered: boolean,
  where: string,
  rolled: string,
): string[] {
  const other = views.rollups === null ? "0" : `(${otherOf(views.rollups, dimension, rolled)})`;
  return [
    `cut AS MATERIALIZED (SELECT source, start, at_most FROM ${views.cut} ${where})`,
    `named AS MATERIALIZED (SELECT b.${dimension} AS name, sum(c.at_most) AS most
      FROM cut AS c CROSS JOIN ${views.rows} AS b ON b.source = c.source AND b.start = c.start
      ${isFiltered ? `WHERE b.${dimension} = :${dimension}` : ""} GROUP BY b.${dimension})`,
    `unnamed AS MATERIALIZED (SELECT (SELECT coalesce(sum(at_most), 0) FROM cut) + ${other} AS most)`,
    `bounded AS (SELECT t.*, iif(t.name = '${OTHER}', NULL, t.hits + u.most - coalesce(n.most, 0)) AS at_most
      FROM totals AS t CROSS JOIN unnamed AS u LEFT JOIN named AS n ON n.name = t.name)`,
  ];
}

function totalColumns(dimension: Dimension): Columns {
  return {
    name: dimension,
    hits: "sum(hits)",
    bytes: SUM_OF_BYTES,
    failures: "sum(failures)",
    availability: AVAILABILITY,
  };
}

function columnsOf(dimension: Dimension, { cut }: Views): Columns {
  return {
    [dimension]: "name",
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
  dimension: CutDimension,
  given: ReportArguments,
  { rows }: Answer,
): string[] {
  const asked = given[dimension];
  if (asked !== null) {
    return asked === OTHER ? [] : boundNotes(reader, dimension, asked, given, rows.length > 0);
  }
  const other = rows.find(([name]) => name === OTHER);
  if (other === undefined) return [];
  const share = unitText("share", Number(other[3]));
  return [
    `${OTHER} is ${share} of the hits: those of ${dimension}s that a bucket did not keep by name. ` +
    (given.exactOnly
      ? `Of the others those are left out whose hits may be more.`
      : `Where at_most is larger, hits is a lower bound, and the order may differ; --exact-only leaves such rows out.`),
  ];
}
