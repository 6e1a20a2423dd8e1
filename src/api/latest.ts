// Role: the resource `latest`: of each source how far it has come, its last final bucket, and what fires.

import { SEVERITIES } from "../domain/rules/definition.ts";
import { farAheadNotes } from "../reports/notes/range_notes.ts";
import { newest } from "../reports/rows/sql.ts";
import type { Reader, SqlValue } from "../stores/store.ts";
import { plainAnswer } from "./report_resource.ts";
import type { ApiResource } from "./resource.ts";

const SOURCE_COLUMNS = {
  ...{ source: "name", accepted: "accepted", rejected: "rejected", late: "late", left_out: "left_out" },
  ...{ last_time: "last_time", final: "watermark" },
} as const;

const BUCKET_COLUMNS = ["bucket", "size", "hits", "rate", "bytes", "failures", "availability"] as const;

export const latestResource: ApiResource = {
  path: "latest",
  summary: "of each source how far it has come, its last final bucket, and how many alerts fire",
  parameters: [],
  defaultLimit: null,
  answer(reader, { source, limit }) {
    const { sql, parameters } = newest(
      SOURCE_COLUMNS,
      "sources",
      ["name"],
      { "name = :source": source },
      limit,
    );
    const found = reader.query(sql, parameters);
    const rows = found.rows.map((row) => [...row, ...bucketOf(reader, row[0]), ...firingOf(reader, row[0])]);
    const firing = SEVERITIES.map((severity) => `firing_${severity}`);
    return {
      ...plainAnswer({ columns: [...found.columns, ...BUCKET_COLUMNS, ...firing], rows }),
      notes: farAheadNotes(reader, { source }),
      units: { size: "seconds", rate: "rate", availability: "share_down" },
    };
  },
};

/** The last final bucket, which may have no hits, and then has no row; nulls where none is final. */
function bucketOf(reader: Reader, source: SqlValue): readonly SqlValue[] {
  const last = reader.query(
    `SELECT start, size FROM (
      SELECT bucket_size AS size, watermark / bucket_size * bucket_size - bucket_size AS start, first_time
      FROM sources WHERE name = :source) WHERE start > first_time - size`,
    { source },
  ).rows[0];
  if (last === undefined) return BUCKET_COLUMNS.map(() => null);
  // By itself: a join with what may not be there would read all buckets.
  const found = reader.query(
    `SELECT hits, rate, bytes, failures, availability FROM buckets WHERE source = :source AND start = :start`,
    { source, start: last[0] },
  ).rows[0];
  return [...last, ...found ?? [0, 0, 0, 0, null]];
}

/** Alerts that fire, by severity. */
function firingOf(reader: Reader, source: SqlValue): readonly SqlValue[] {
  const sql =
    `SELECT severity, count(*) FROM alerts WHERE source = :source AND resolved_at IS NULL GROUP BY severity`;
  const counts = new Map(reader.query(sql, { source }).rows.map(([severity, count]) => [severity, count]));
  return SEVERITIES.map((severity) => counts.get(severity) ?? 0);
}
