// Role: records as plain data, and what the engine would make of them for the monitor, without the engine. Used by the tests
// of rules and objectives.

import type { SecondRow } from "../../../src/domain/buckets/rows.ts";
import type { Match, StatusRange } from "../../../src/domain/rules/definition.ts";
import type { Series } from "../../../src/domain/rules/series.ts";
import { numberOfBin, SeriesRows } from "../../../src/domain/counting/series_rows.ts";
import { binOf } from "../../../src/domain/latency/bins.ts";

/** One accepted record. */
export interface PlainRecord {
  readonly time: number;
  readonly section: string;
  readonly host: string;
  readonly status: number;
  readonly bytes: number;
  /** Absent where no rule asks for it. */
  readonly method?: string;
  /** Microseconds; absent where it is not known. */
  readonly duration?: number;
}

/** A record with what semantics.md, "Lateness", says of it. */
export interface JudgedRecord extends PlainRecord {
  readonly isLate: boolean;
}

/** "Let M be the largest event time among the accepted records before this one. The record is late when time < M − D." */
export function judged(records: readonly PlainRecord[], lateness: number): JudgedRecord[] {
  let largest = -Infinity;
  return records.map((record) => {
    const isLate = record.time < largest - lateness;
    largest = Math.max(largest, record.time);
    return { ...record, isLate };
  });
}

/** Whether a record is meant: by each of the lists that is there, a name as a value or a glob. */
export function isMeant({ section, host, status, method }: Match, record: PlainRecord): boolean {
  const fits = (patterns: readonly string[] | null | undefined, name = ""): boolean =>
    !patterns || patterns.some((pattern) => {
      const source = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
      return new RegExp(`^${source}$`, "su").test(name);
    });
  return fits(section, record.section) && fits(host, record.host) && fits(method, record.method) &&
    (status === null || isIn(status, record.status));
}

/** Whether a status is in one of the ranges. */
export function isIn(ranges: readonly StatusRange[], status: number): boolean {
  return ranges.some(({ from, to }) => status >= from && status <= to);
}

/** "An error is a record that meets one of the conditions that are given"; without a duration none is slow. */
export function isError(
  { errors, slowerThan }: { readonly errors: readonly StatusRange[]; readonly slowerThan?: number | null },
  { status, duration }: PlainRecord,
): boolean {
  return isIn(errors, status) || duration !== undefined && slowerThan != null && duration > slowerThan;
}

/** What the records add to each second. */
export function secondRows(records: readonly JudgedRecord[]): SecondRow[] {
  const rows = new Map<number, SecondRow>();
  for (const { time, bytes, status, isLate } of records) {
    const { hits, bytes: before, failures, late } = rows.get(time) ??
      { hits: 0, bytes: 0, failures: 0, late: 0 };
    const failure = status >= 500 ? 1 : 0;
    rows.set(time, {
      time,
      hits: hits + 1,
      bytes: before + bytes,
      failures: failures + failure,
      late: late + (isLate ? 1 : 0),
    });
  }
  return [...rows.values()];
}

/** What the on-time records add to each series: a row a record and series; a bucket has `size` seconds. */
export function seriesRows(
  records: readonly JudgedRecord[],
  series: readonly Series[],
  size: number,
): SeriesRows {
  const rows = new SeriesRows();
  for (const record of records.filter(({ isLate }) => !isLate)) {
    for (const [number, one] of series.entries()) {
      if (!isMeant(one.match, record) || one.isTimed && record.duration === undefined) continue;
      if (one.isBinned) {
        const start = record.time - record.time % size;
        rows.add(start, numberOfBin(number, binOf(record.duration!)), 1, 0, 0);
        continue;
      }
      rows.add(record.time, number, 1, record.bytes, isError(one, record) ? 1 : 0);
    }
  }
  return rows;
}
