// Role: what a time range of a report has to do with the last record: where it begins after that, and what it is counted back from.

import { grouped } from "../../domain/grouped.ts";
import { isoTime } from "../../domain/time_text.ts";
import type { Reader } from "../../stores/store.ts";
import type { ReportArguments } from "../report.ts";
import { whereOf } from "../rows/sql.ts";

/**
 * An old log that is asked by the wall clock has nothing to show; records whose clock was ahead are in a range without an end.
 * `name` is how the begin of the range is written.
 */
export function rangeNotes(
  reader: Reader,
  { since, until, source }: Pick<ReportArguments, "since" | "until" | "source">,
  name: string,
): string[] {
  const last = lastRecord(reader, source);
  if (last === null) return [];
  const named = "SELECT max(last_time) FROM sources WHERE :source IS NULL OR name = :source";
  const ahead = Number(reader.query(named, { source }).rows[0][0]);
  if (since !== null && since > Math.max(last, ahead)) {
    return [
      `The last record is of ${isoTime(last)}, before ${name} (${isoTime(since)}): nothing can be shown.`,
    ];
  }
  return ahead <= last || since === null ? aheadNotes(reader, { until, source }, Math.max(ahead, last)) : [
    `A record of ${
      isoTime(ahead)
    } is too far ahead to count as the last one yet (--max-jump): a span back is from ` +
    `${isoTime(last)}.`,
  ];
}

/** Outliers: their buckets lie behind the last record. */
function aheadNotes(
  reader: Reader,
  { until, source }: Pick<ReportArguments, "until" | "source">,
  last: number,
): string[] {
  const { where, parameters } = whereOf({
    "source = :source": source,
    "start > :last": last,
    "start < :until": until,
  });
  const [[hits, first]] = reader.query(`SELECT sum(hits), min(start) FROM buckets ${where}`, parameters).rows;
  if (first === null || first === undefined) return [];
  const are = hits === 1 ? "1 hit has a time" : `${grouped(Number(hits))} hits have times`;
  return [
    `${are} after the last record (${isoTime(last)}), from ${
      isoTime(Number(first))
    } on: the clock was ahead ` +
    "(--max-jump). They count in a range that has no end before that.",
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
