// Role: what a database holds for a source → the structure that `tests/reference/expected.ts` describes. Reads nothing
// but the public views, as a person with the `sqlite3` shell would.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { TIME_JUMP } from "../../src/domain/reject.ts";
import type { Expected, ExpectedReject, ExpectedValue } from "../reference/expected.ts";

type Row = Record<string, unknown>;

/**
 * The canonical dump. `files` are the real paths of the inputs, in the order of the reference's inputs; standard
 * input is the only one where it is one.
 * Columns that follow from others (rates, ISO times) are checked here and left out.
 */
export function dump(database: string, source: string, files: readonly string[]): Expected {
  const db = new DatabaseSync(database, { readOnly: true });
  try {
    const rows = (sql: string): Row[] =>
      // Rows have no prototype; deepEqual wants plain objects.
      db.prepare(sql).all({ source }).map((row) => ({ ...row }));
    const values = (view: string, column: string): ExpectedValue[] =>
      (rows(
        `SELECT start, ${column} AS value, hits, bytes, failures FROM ${view} WHERE source = :source`,
      ) as Row[])
        .map((row) => ({ ...row, value: String(row.value) }) as unknown as ExpectedValue)
        .sort((a, b) => a.start - b.start || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));

    const buckets = rows(
      `SELECT start, size, hits, bytes, failures, successes, late, hosts, state, rate, availability, start_iso
       FROM buckets WHERE source = :source ORDER BY start`,
    ).map(({ rate, availability, start_iso, ...row }) => {
      assert.equal(rate, Number(row.hits) / Number(row.size));
      assert.equal(availability, Number(row.successes) / Number(row.hits));
      assert.equal(Date.parse(String(start_iso)), Number(row.start) * 1000);
      return row;
    });
    const rejects = rows(`SELECT file, line, offset, reason, sample FROM rejects WHERE source = :source`).map(
      ({ file, ...row }) => ({ input: file === "-" ? 0 : files.indexOf(String(file)), ...row }),
    ) as ExpectedReject[];
    const reasons: Record<string, number> = {};
    // Outliers are kept beside them.
    for (const { reason } of rejects.filter(({ reason }) => reason !== TIME_JUMP)) {
      reasons[reason] = (reasons[reason] ?? 0) + 1;
    }
    const alerts = rows(
      `SELECT rule, fired_at AS firedAt, value, peak_value AS peakValue, peak_at AS peakAt,
         resolved_at AS resolvedAt, threshold, window, provisional, duration
       FROM alerts WHERE source = :source ORDER BY fired_at`,
    ).map(({ duration, ...row }) => {
      if (row.resolvedAt !== null) assert.equal(duration, Number(row.resolvedAt) - Number(row.firedAt));
      return row;
    });
    const [
      totals = {
        read: 0,
        accepted: 0,
        rejected: 0,
        leftOut: 0,
        excluded: 0,
        late: 0,
        outliers: 0,
        firstTime: null,
        lastTime: null,
      },
    ] = rows(
      `SELECT read, accepted, rejected, left_out AS leftOut, excluded, late, outliers, first_time AS firstTime, last_time AS lastTime
       FROM sources WHERE name = :source`,
    );
    const [ofRuns] = rows(
      `SELECT coalesce(sum(read), 0) AS read, coalesce(sum(accepted), 0) AS accepted,
         coalesce(sum(rejected), 0) AS rejected, coalesce(sum(left_out), 0) AS leftOut, coalesce(sum(excluded), 0) AS excluded, coalesce(sum(late), 0) AS late, coalesce(sum(outliers), 0) AS outliers
       FROM runs WHERE source = :source AND status <> 'undone' AND id >= coalesce(
         (SELECT max(id) FROM runs WHERE source = :source AND options ->> 'fresh'), 0)`,
    );
    const { firstTime: _first, lastTime: _last, ...counts } = totals;
    assert.deepEqual(
      ofRuns,
      counts,
      "the runs of a source since --fresh that were not undone sum to the source",
    );
    return {
      ...totals,
      reasons,
      rejects: rejects.sort((a, b) => a.input - b.input || a.line - b.line),
      seconds: rows(
        `SELECT time, hits, bytes, failures, late FROM seconds WHERE source = :source ORDER BY time`,
      ),
      buckets,
      sections: values("bucket_sections", "section"),
      hosts: values("bucket_hosts", "host"),
      statuses: values("bucket_statuses", "status"),
      hourlySections: values("hourly_sections", "section"),
      hourlyHosts: values("hourly_hosts", "host"),
      hourlyMethods: values("hourly_methods", "method"),
      alerts,
    } as unknown as Expected;
  } finally {
    db.close();
  }
}
