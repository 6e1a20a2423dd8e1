// Role: what is asked of a database about what was stored of a log, in SQL that SQLite and DuckDB both understand.
// Tables, or views, and their columns are those of httplog's public views. Used by `stored_answer.ts` and by
// `tests/bench/peers/duckdb_program.ts`.

import { createHash } from "node:crypto";
import type { Answer } from "./answer.ts";

/** A question whose answer has one column of text. */
export interface Question {
  readonly sql: string;
  /** Where there is one, the rows are told as one line: this kind, and the SHA-256 of all rows. It is the table's name. */
  readonly hashedAs?: string;
}

/** Buckets and hours that were final when the log ended; those after them have not been cut by httplog yet. */
const FINAL = "start + 10 <= (SELECT max(time) FROM seconds) - 30";
const FINAL_HOUR = "start + 3600 + 10 <= (SELECT max(time) FROM seconds) - 30";

/** The rows of a table, each as a text, in order. */
function rowsOf(
  table: string,
  columns: readonly string[],
  keys: readonly string[],
  where = "1 = 1",
): Question {
  const list = [...keys, ...columns].join(" || ' ' || ");
  const sql = `SELECT ${list} AS told FROM ${table} WHERE ${where} ORDER BY ${keys.join(", ")}`;
  return { hashedAs: table, sql };
}

const SUMS = ["hits", "bytes", "failures"];

/** What every database has that is compared. */
const ALWAYS: readonly Question[] = [
  {
    sql: `
      SELECT 'hits ' || sum(hits) FROM buckets UNION ALL
      SELECT 'bytes ' || sum(bytes) FROM buckets UNION ALL
      SELECT 'failures ' || sum(failures) FROM buckets UNION ALL
      SELECT 'section ' || section || ' ' || sum(hits) || ' ' || sum(bytes) || ' ' || sum(failures)
        FROM bucket_sections GROUP BY section UNION ALL
      SELECT 'status ' || status || ' ' || sum(hits) || ' ' || sum(bytes) || ' ' || sum(failures)
        FROM bucket_statuses GROUP BY status UNION ALL
      SELECT 'bucket ' || start || ' ' || hits FROM buckets`,
  },
  rowsOf("seconds", SUMS, ["time"]),
  rowsOf("buckets", [...SUMS, "hosts"], ["start"]),
  rowsOf("bucket_statuses", SUMS, ["start", "status"]),
  rowsOf("bucket_sections", SUMS, ["start", "section"], FINAL),
  rowsOf("bucket_hosts", SUMS, ["start", "host"], FINAL),
  rowsOf("hourly_statuses", SUMS, ["start", "status"]),
  rowsOf("hourly_methods", SUMS, ["start", "method"]),
  rowsOf("hourly_sections", SUMS, ["start", "section"], FINAL_HOUR),
  rowsOf("hourly_hosts", SUMS, ["start", "host"], FINAL_HOUR),
];

/** What one has that stores more dimensions. */
const BY_DEFAULT: readonly Question[] = [
  rowsOf("bucket_routes", SUMS, ["start", "route"], FINAL),
  ...["path", "referrer", "referrer_site", "agent", "protocol"].map((dimension) =>
    rowsOf(`hourly_${dimension}s`, SUMS, ["start", dimension], FINAL_HOUR)
  ),
];

/** Everything that can be told of both, but for what only httplog has: late records, alerts, rejects; for a database with these tables. */
export function questionsOn(tables: readonly string[]): readonly Question[] {
  return [...ALWAYS, ...BY_DEFAULT.filter(({ hashedAs }) => tables.includes(hashedAs!))];
}

/** The lines of an answer that come of the rows to a question. */
export function linesOf({ hashedAs }: Question, rows: readonly string[]): Answer {
  if (hashedAs === undefined) return rows;
  const hash = createHash("sha256");
  for (const row of rows) hash.update(`${row}\n`);
  return [`${hashedAs} ${hash.digest("hex")}`];
}
