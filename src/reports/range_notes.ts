// Role: what a time range of a report has to do with the last record: where it begins after that, and what it is counted back from.

import { isoTime } from "../domain/time_text.ts";
import type { Reader } from "../stores/store.ts";
import type { ReportArguments } from "./report.ts";

/** An old log that is asked by the wall clock has nothing to show. `name` is how the begin of the range is written. */
export function rangeNotes(
  reader: Reader,
  { since, source }: Pick<ReportArguments, "since" | "source">,
  name: string,
): string[] {
  const last = since === null ? null : lastRecord(reader, source);
  if (since === null || last === null) return [];
  const named = "SELECT max(last_time) FROM sources WHERE :source IS NULL OR name = :source";
  const ahead = Number(reader.query(named, { source }).rows[0][0]);
  if (since > Math.max(last, ahead)) {
    return [
      `The last record is of ${isoTime(last)}, before ${name} (${isoTime(since)}): nothing can be shown.`,
    ];
  }
  return ahead <= last ? [] : [
    `A record of ${
      isoTime(ahead)
    } is too far ahead to count as the last one yet (--max-jump): a span back is from ` +
    `${isoTime(last)}.`,
  ];
}

/** The time that spans such as "24h" count back from, epoch seconds, of a source or of all; null where there is no record. */
export function lastRecord(reader: Reader, source: string | null): number | null {
  const { rows } = reader.query(
    "SELECT max(coalesce(watermark + lateness, last_time)) FROM sources WHERE :source IS NULL OR name = :source",
    { source },
  );
  const last = rows[0]?.[0] ?? null;
  return last === null ? null : Number(last);
}
