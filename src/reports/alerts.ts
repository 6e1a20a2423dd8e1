// Role: canned report `alerts`: which rules fired, when, and for how long.

import { counted } from "../domain/grouped.ts";
import { durationText } from "../domain/rules/duration.ts";
import { isoTime } from "../domain/time_text.ts";
import type { Answer, Reader, SqlValue } from "../stores/store.ts";
import type { Report, ReportArguments } from "./report.ts";
import { bucketRange, hitsText, touchingRange, unreadNotes } from "./rows/rollups.ts";
import { also, type Filters, newest, whereOf } from "./rows/sql.ts";

/** Six decimals, as shares have: a threshold may be as small, and a value of a long window as close to its threshold. */
const rounded = (column: string) => `round(${column}, 6)`;

/** The second after the last of the year 9999. */
const END = 253402300800;

const COLUMNS = {
  id: "id",
  fired_iso: "fired_iso",
  resolved_iso: "resolved_iso",
  duration: "duration",
  rule: "rule",
  value: rounded("value"),
  peak_value: rounded("peak_value"),
  threshold: "threshold",
  window: '"window"',
  provisional: "provisional",
  source: "source",
  metric: "metric",
  superseded: "superseded",
} as const;

/** Filters of the alerts of a time range. */
export function alertRange(
  { source, since, until, overlap = false }: Pick<ReportArguments, "source" | "since" | "until" | "overlap">,
): Filters {
  const begin = overlap ? `coalesce(resolved_at, ${END}) > :since` : "fired_at >= :since";
  return { "source = :source": source, [begin]: since, "fired_at < :until": until };
}

const AMOUNT = { metricIn: "metric" } as const;

/** Provisional alerts may still change with the next run. */
export const alerts: Report = {
  name: "alerts",
  summary: "alerts that fired in the time range, oldest first; with --overlap those that still fired, too",
  columns: Object.keys(COLUMNS),
  units: { duration: "seconds", window: "seconds", value: AMOUNT, peak_value: AMOUNT, threshold: AMOUNT },
  options: ["since", "until", "overlap"],
  defaultLimit: null,
  question({ limit, ...given }) {
    const range = alertRange(given);
    return newest(COLUMNS, "alerts", ["fired_at", "id"], range, limit);
  },
  notes(reader, given, answer) {
    const { source, since, overlap = false } = given;
    const unread = [
      ...supersededNotes(answer),
      ...lateNotes(reader, given),
      ...unreadNotes(reader, { source }),
    ];
    if (since === null || overlap) return unread;
    const { where, parameters } = whereOf({ "source = :source": source, "fired_at < :since": since });
    const stillFired = also(where, "(resolved_at IS NULL OR resolved_at > :since)");
    const before = Number(reader.query(`SELECT count(*) FROM alerts ${stillFired}`, parameters).rows[0][0]);
    if (before === 0) return unread;
    return [
      ...unread,
      before === 1
        ? `1 alert that fired before still fired at ${isoTime(since)}.`
        : `${before} alerts that fired before still fired at ${isoTime(since)}.`,
    ];
  },
};

/** Alerts that ended and did not recover. */
function supersededNotes({ columns, rows }: Answer): string[] {
  const place = columns.indexOf("superseded"), ended = columns.indexOf("resolved_iso");
  const count = rows.filter((row) => row[place] === 1 && row[ended] !== null).length;
  return count === 0 ? [] : [
    `${
      counted(count, "alert")
    } had not recovered at the end that is shown: a rule was changed or taken away, or a more severe ` +
    'alert took the place (column "superseded").',
  ];
}

/** Records that rules did not see, of the buckets and rollups that touch the range, as notes. */
export function lateNotes(reader: Reader, given: ReportArguments): string[] {
  const named = whereOf({ "name = :source": given.source });
  const all =
    reader.query(`SELECT sum(late), sum(hits) FROM sources ${named.where}`, named.parameters).rows[0];
  const isWhole = given.since === null && given.until === null;
  const [late, hits, cut = 0] = (isWhole || !all[0] ? all : ofRange(reader, given)).map(Number);
  return lateNote("Alerts", late, hits, cut);
}

/** That some of the hits came late, as a note. `cut`: seconds of the largest rollup that is counted and reaches beyond; 0: none does. */
export function lateNote(
  unaware: "Alerts" | "Objectives",
  late: number,
  hits: number,
  cut: number,
): string[] {
  return late === 0 ? [] : [
    `${unaware} did not see ${hitsText(late)} of ${hits.toLocaleString("en-US")}: ${
      late === 1 ? "it" : "they"
    } came late, more than --lateness behind.` +
    (cut === 0 ? "" : ` Counted are whole sums over ${durationText(cut)}, which pruning left.`),
  ];
}

function ofRange(reader: Reader, given: ReportArguments): readonly SqlValue[] {
  const buckets = whereOf(bucketRange(given)), rolled = whereOf(touchingRange(given));
  const beyond = [
    ...(given.since === null ? [] : ["start < :since"]),
    ...(given.until === null ? [] : ["start + size > :until"]),
  ];
  return reader.query(
    `SELECT coalesce(sum(late), 0), coalesce(sum(hits), 0), coalesce(max(cut), 0) FROM (
      SELECT late, hits, 0 AS cut FROM buckets ${buckets.where}
      UNION ALL SELECT late, hits, iif(${beyond.join(" OR ")}, size, 0) FROM rollups ${rolled.where})`,
    { ...buckets.parameters, ...rolled.parameters },
  ).rows[0];
}
