// Role: which of the stored minutes of an objective are good for it as it is defined now, and before when they were pruned: SQL for the
// report `slo` and the history of a burn.

/**
 * SQL for the first minute from which on those of an objective are stored; NULL where none were pruned. Rollups leave them, but do not
 * bring back what was deleted before. `source` and `slo` are SQL, too.
 */
export function minutesKnownFrom(source: string, slo: string): string {
  return `(SELECT min(coalesce((SELECT min(minute) FROM slo_minutes AS m
    WHERE m.source = ${source} AND m.slo = ${slo}), before), (before + 59) / 60 * 60) FROM pruned AS p
    WHERE p.source = ${source} AND rolled < hits)`;
}

/**
 * SQL that is true for those rows `m` of the view `slo_minutes` that are of a time in which the objective counted what it counts now; where no
 * such time is known, as in a database that an earlier version wrote, for all. `source`, `slo` and `series` are SQL, too.
 */
export function isCountedNow(source: string, slo: string, series: string): string {
  const spans = `SELECT 1 FROM slo_spans AS p WHERE p.source = ${source} AND p.slo = ${slo}`;
  return `(NOT EXISTS (${spans})
    OR EXISTS (${spans} AND p.series = ${series} AND p.since <= m.minute AND p.until > m.minute))`;
}
