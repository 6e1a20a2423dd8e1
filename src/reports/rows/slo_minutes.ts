// Role: which of the stored minutes of an objective are good for it as it is defined now, before when they were pruned, and when it was not
// counted: SQL for the report `slo` and the history of a burn.

import { durationText } from "../../domain/rules/duration.ts";
import { isoTime } from "../../domain/time_text.ts";
import type { Reader } from "../../stores/store.ts";

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

/**
 * What to say of [from, to) where an objective did not count its series all the time; null where it did, or no such time is known. What comes
 * after the last time in which it counted is not known yet.
 */
export function uncountedNote(
  reader: Reader,
  { source, slo, series }: { readonly source: string; readonly slo: string; readonly series: string },
  { from, to }: { readonly from: number; readonly to: number },
): string | null {
  const { rows } = reader.query(
    `SELECT max(since, :from), min(until, :to) FROM slo_spans WHERE source = :source AND slo = :slo AND series = :series
      AND until > :from AND since < :to ORDER BY since`,
    { source, slo, series, from, to },
  );
  const spans = rows.map((row) => row.map(Number));
  const missing = spans.reduce(
    (left, [since, until]) => left - (until - since),
    (spans.at(-1)?.[1] ?? from) - from,
  );
  if (missing <= 0) return null;
  return `The objective was not counted for ${durationText(missing)} before ${isoTime(spans.at(-1)![0])}.`;
}
