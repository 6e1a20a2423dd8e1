// Role: canned report `not-found`: what was asked for and is not there, and which page asked for it.

import { OTHER } from "../domain/dimensions/dimension.ts";
import { DIMENSIONS, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import { unitText } from "../domain/unit.ts";
import type { Answer, Reader } from "../stores/store.ts";
import { keptNotes, sinceNotes, viewsOf } from "./rows/dimension_views.ts";
import { hourlyRows } from "./rows/hours.ts";
import type { Question, Report, ReportArguments } from "./report.ts";
import { missingNotes, rollupRange, wholeBucketNotes } from "./rows/rollups.ts";
import { shareOf, SUM_OF_BYTES, whereOf } from "./rows/sql.ts";

const PAIRS: KnownDimension = DIMENSIONS.find(({ name }) => name === "not_found")!;
/** Most rows without `--limit`. */
const LIMIT = 20;

/** The share is that of all records with status 404. */
export const notFoundPages: Report = {
  name: "not-found",
  summary: "paths and referrers of records with status 404, most hits first",
  columns: ["path", "referrer", "hits", "share", "bytes"],
  units: { share: "share" },
  options: ["since", "until"],
  defaultLimit: LIMIT,
  question,
  notes,
};

/** `(other)`, the hits of paths and referrers that hours did not keep by name, comes last, whatever the limit. */
function question(given: ReportArguments): Question {
  const hourly = hourlyRows(PAIRS, viewsOf(PAIRS), given), rolled = whereOf(rollupRange(given));
  const limit = given.limit === null ? "" : `WHERE place <= :limit OR path = '${OTHER}'`;
  return {
    sql: `WITH ${
      hourly.spans.join(", ")
    }, totals AS MATERIALIZED (SELECT path, referrer, sum(hits) AS hits, ${SUM_OF_BYTES} AS bytes FROM (
        ${hourly.select("path, referrer, hits, bytes", "")}
        UNION ALL SELECT path, referrer, hits, bytes FROM rollup_not_founds ${rolled.where})
        GROUP BY path, referrer),
      ranked AS (SELECT *, row_number() OVER (ORDER BY path = '${OTHER}', hits DESC, path, referrer) AS place FROM totals)
      SELECT path, referrer, hits, ${shareOf("hits", "(SELECT sum(hits) FROM totals)")} AS share, bytes
      FROM ranked ${limit} ORDER BY place`,
    parameters: given.limit === null ? hourly.parameters : { ...hourly.parameters, limit: given.limit },
  };
}

function notes(reader: Reader, given: ReportArguments, { rows }: Answer): string[] {
  const other = rows.find(([path]) => path === OTHER), grain = { span: null, isOfHours: true };
  return [
    ...(other === undefined ? [] : [
      `${OTHER} is ${
        unitText("share", Number(other[3]))
      } of these hits: those of paths and referrers that an hour ` +
      `did not keep by name. Every other row may have some of them.`,
    ]),
    ...keptNotes(reader, PAIRS, given.source),
    ...sinceNotes(reader, PAIRS, given),
    ...wholeBucketNotes(reader, given, grain),
    ...missingNotes(reader, given, { hasRollups: true, ...grain }),
  ];
}
