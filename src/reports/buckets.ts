// Role: canned report `buckets`: the time buckets, one per row.

import { absentSizeNotes } from "./notes/absent_field.ts";
import { coarseHostNotes } from "./notes/coarse_hosts.ts";
import type { Report } from "./report.ts";
import { bucketRange, missingNotes, rollupRange } from "./rows/rollups.ts";
import { also, type Columns, selected, whereOf } from "./rows/sql.ts";

const COLUMNS = {
  start_iso: "start_iso",
  size: "size",
  hits: "hits",
  rate: "round(rate, 2)",
  bytes: "bytes",
  failures: "failures",
  availability: "round(availability, 6)",
  late: "late",
  hosts: "hosts",
  state: "state",
  source: "source",
} as const;

const OF_ROLLUP = {
  ...COLUMNS,
  rate: "round(hits * 1.0 / size, 2)",
  hosts: "NULL",
  state: "'rollup'",
} as const;

/** A rollup, which has the sums of pruned buckets, is a larger bucket. Distinct hosts do not add up. */
export const buckets: Report = {
  name: "buckets",
  summary: "time buckets that start in the time range, and rollups of pruned ones, oldest first",
  columns: Object.keys(COLUMNS),
  units: { size: "seconds", rate: "rate", availability: "share_down" },
  options: ["since", "until"],
  defaultLimit: 20,
  question(given) {
    const stored = whereOf(bucketRange(given)), rolled = whereOf(rollupRange(given));
    // A source has as many rows from there on as are shown: what is older is in none of them, and is not sorted.
    const newest = given.limit === null
      ? ""
      : `start >= (SELECT coalesce(max(least), 0) FROM (SELECT (SELECT b.start
      FROM buckets AS b WHERE b.source = s.name ${stored.where.replace("WHERE", "AND")} ORDER BY b.start DESC
      LIMIT 1 OFFSET :limit - 1) AS least FROM sources AS s))`;
    const recent = (where: string): string => newest === "" ? where : also(where, newest);
    // Each part comes in the order of its key, so that SQLite merges them without sorting.
    const part = (columns: Columns, rows: string): string =>
      `SELECT ${selected(columns)}, start AS key_0, source AS key_1 FROM ${rows}`;
    const names = Object.keys(COLUMNS).map((name) => `"${name}"`).join(", ");
    const order = given.limit === null ? "key_0, key_1" : "key_0 DESC, key_1 DESC";
    // Without a limit, LIMIT keeps SQLite from moving the rows out of the order in which it merges them.
    const merged = `SELECT ${names} FROM (${part(COLUMNS, `buckets ${recent(stored.where)}`)} UNION ALL
      ${part(OF_ROLLUP, `rollups ${recent(rolled.where)}`)} ORDER BY ${order} LIMIT :limit)`;
    return {
      sql: given.limit === null ? merged : `${merged} ORDER BY key_0, key_1`,
      parameters: { ...stored.parameters, limit: given.limit ?? -1 },
    };
  },
  notes: (reader, given, answer) => [
    ...absentSizeNotes(reader, given, answer),
    ...coarseHostNotes(
      reader,
      given,
      (level) => level === "all" ? "all count as one" : "those of one network count as one",
    ),
    ...missingNotes(reader, given, { hasRollups: true, span: null }),
  ],
};
