// Role: what a database holds for a source because of its rules: alerts with all that is stored of them, minutes of objectives,
// pairs of errors, messages; and what the next run goes on from. The rest is in `dump.ts`.

import { DatabaseSync } from "node:sqlite";
import { unpackState } from "../../src/domain/checkpoint.ts";
import type { MonitorState } from "../../src/domain/monitor/state.ts";

type Row = Record<string, unknown>;

/** Rows without what tells sources and runs apart. */
export interface RuleDump {
  readonly alerts: readonly Row[];
  readonly causes: readonly Row[];
  readonly minutes: readonly Row[];
  readonly spans: readonly Row[];
  readonly statusHosts: readonly Row[];
  readonly statusSections: readonly Row[];
  /** The sums of days of both, which no public view shows. */
  readonly pairDays: readonly Row[];
  readonly messages: readonly Row[];
  /** Null before the first commit. */
  readonly monitor: MonitorState | null;
}

/** Reads it. */
export function ruleDump(database: string, source: string): RuleDump {
  const db = new DatabaseSync(database, { readOnly: true });
  try {
    const rows = (view: string, order: string): Row[] =>
      db.prepare(`SELECT * FROM ${view} WHERE source = ? ORDER BY ${order}`).all(source).map((row) => {
        // Numbers are shared by all sources.
        const { id: _id, alert: _alert, ...rest } = row as Row;
        return rest;
      });
    const [saved] = db.prepare(
      "SELECT c.state FROM checkpoint c JOIN source s ON s.id = c.source_id WHERE s.name = ?",
    ).all(source) as { state: Uint8Array }[];
    return {
      // In the order of their numbers, which is that of the transitions.
      alerts: rows("alerts", "id"),
      causes: rows("alert_causes", "fired_at, rule, rank"),
      minutes: rows("slo_minutes", "slo, minute"),
      spans: rows("slo_spans", "slo, since"),
      statusHosts: rows("bucket_status_hosts", "start, status, host"),
      statusSections: rows("bucket_status_sections", "start, status, section"),
      pairDays: db.prepare(
        `SELECT d.start, d.status_hosts, d.status_sections FROM error_pair_day AS d JOIN source AS s ON s.id = d.source_id
          WHERE s.name = ? ORDER BY d.start`,
      ).all(source).map((row) => ({ ...row })),
      messages: rows("outbox", "fired_at, rule, notifier, transition"),
      monitor: saved === undefined ? null : unpackState(saved.state).monitor,
    };
  } finally {
    db.close();
  }
}
