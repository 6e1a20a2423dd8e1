// Role: the seconds of a change as the rows that are written of them. Used by `sqlite_results.ts`.

import type { SecondRow } from "../domain/bucket_rows.ts";

/** Each time once, in the order of time: the slices of a log each bring their part of a second. */
export function mergedByTime(seconds: readonly SecondRow[]): SecondRow[] {
  const merged: SecondRow[] = [];
  let last: SecondRow | undefined;
  for (const second of seconds.toSorted((a, b) => a.time - b.time)) {
    if (second.time !== last?.time) merged.push(last = second);
    else merged[merged.length - 1] = last = added(last, second);
  }
  return merged;
}

function added(a: SecondRow, b: SecondRow): SecondRow {
  return {
    time: a.time,
    hits: a.hits + b.hits,
    bytes: Math.min(a.bytes + b.bytes, Number.MAX_SAFE_INTEGER),
    failures: a.failures + b.failures,
    late: a.late + b.late,
  };
}
