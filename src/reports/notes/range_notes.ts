// Role: what a time range of a report has to do with the last record: where it begins after that, and what it is counted back from; and
// which last records are far ahead.

import { grouped } from "../../domain/grouped.ts";
import { isoTime } from "../../domain/time_text.ts";
import type { Reader } from "../../stores/store.ts";
import type { ReportArguments } from "../report.ts";
import { also, whereOf } from "../rows/sql.ts";

/**
 * An old log that is asked by the wall clock has nothing to show; records whose clock was ahead are in a range without an end.
 * `name` is how the begin of the range is written.
 */
export function rangeNotes(
  reader: Reader,
  { since, until, source, compared }: Pick<ReportArguments, "since" | "until" | "source" | "compared">,
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
  if (ahead <= last || since === null) return aheadNotes(reader, { until, source }, Math.max(ahead, last));
  const isJump = farAhead(reader, source).some(([, time]) => time > last);
  const [time, from] = [ahead, last].map(isoTime);
  const end = compared !== undefined && until === last ? " The range ends there, too." : "";
  return [
    isJump
      ? `A record of ${time} is more than --max-jump ahead: a span back is from ${from}.${end}`
      : `The last record is of ${time}; a span back is from ${from}, since another log is behind.${end}`,
  ];
}

/** Of sources whose last record is far ahead: its time is not that to which they have come. */
export function farAheadNotes(reader: Reader, { source }: Pick<ReportArguments, "source">): string[] {
  return farAhead(reader, source).map(([name, ...times]) => {
    const [time, reached] = times.map(isoTime);
    return `The last time of source "${name}", ${time}, is of a record more than --max-jump ahead: ` +
      `time has come to ${reached}.`;
  });
}

/** Sources with such a record, by which a jump is open: further than another log may hold them back. Times in epoch seconds. */
function farAhead(reader: Reader, source: string | null): [name: string, last: number, reached: number][] {
  const { where, parameters } = whereOf({ "name = :source": source });
  const isAhead = also(where, "last_time > watermark + lateness + max(max_jump, idle_log)");
  return reader.query(
    `SELECT name, last_time, watermark + lateness FROM sources ${isAhead} ORDER BY name`,
    parameters,
  ).rows.map(([name, last, reached]) => [String(name), Number(last), Number(reached)]);
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
