// Role: what a replay stored, as an answer to compare with other programs, and as a hash over all of it. Reads the
// public views.

import { DatabaseSync } from "node:sqlite";
import { createHash } from "node:crypto";
import type { Answer } from "./answer.ts";
import { linesOf, questionsOn } from "./stored_rows.ts";

/** What is in a database after a replay. */
export interface Stored {
  /** What other programs can have as well. */
  readonly answer: Answer;
  /** The SHA-256 of all that the views tell about the log, hosts and alerts among it. */
  readonly hash: string;
}

/** Everything about the log that does not depend on when and from where it was replayed. */
const EVERYTHING: readonly string[] = [
  "SELECT start, hits, bytes, failures, late, hosts, state FROM buckets ORDER BY start",
  "SELECT start, section, hits, bytes, failures FROM bucket_sections ORDER BY start, section",
  "SELECT start, host, hits, bytes, failures FROM bucket_hosts ORDER BY start, host",
  "SELECT start, status, hits, bytes, failures FROM bucket_statuses ORDER BY start, status",
  "SELECT time, hits, bytes, failures, late FROM seconds ORDER BY time",
  `SELECT rule, fired_at, value, peak_value, peak_at, resolved_at, threshold, "window", provisional FROM alerts
     ORDER BY fired_at, rule`,
  "SELECT line, offset, reason, sample FROM rejects ORDER BY line",
  "SELECT first_time, last_time, read, accepted, rejected, late FROM sources",
];

/** What a database holds that one replay of one log has written. */
export function stored(database: string): Stored {
  const db = new DatabaseSync(database, { readOnly: true });
  try {
    const hash = createHash("sha256");
    for (const sql of EVERYTHING) {
      hash.update(`${sql}\n`);
      for (const row of db.prepare(sql).iterate()) hash.update(`${JSON.stringify(Object.values(row))}\n`);
    }
    const ask = (sql: string): string[] =>
      db.prepare(sql).all().flatMap((row) => Object.values(row).map(String));
    // The views of what was not asked for are empty.
    const views = ask("SELECT name FROM sqlite_schema WHERE type = 'view'");
    const tables = views.filter((view) => ask(`SELECT 1 FROM ${view} LIMIT 1`).length > 0);
    const answer = [
      ...ask("SELECT 'records ' || sum(read) FROM sources"),
      ...questionsOn(tables).flatMap((question) => linesOf(question, ask(question.sql))),
    ];
    return { answer, hash: hash.digest("hex") };
  } finally {
    db.close();
  }
}
