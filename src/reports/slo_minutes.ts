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
