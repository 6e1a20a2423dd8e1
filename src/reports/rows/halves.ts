// Role: the halves of a time range that holds so many buckets that two threads answer sooner than one.

import { DAY } from "../../domain/counting/hours.ts";
import type { Reader } from "../../stores/store.ts";
import type { ReportArguments } from "../report.ts";

/** From about so many buckets on, the start of a thread is the smaller part of the time. */
const MANY = 500_000;

/**
 * The same arguments for the earlier and the later half of the range, each of as many buckets as far as the ends of the sources show it; null
 * where there are few, or some are of fewer seconds than `least`. They are divided between two days.
 */
export function halvesOf(
  reader: Reader,
  given: ReportArguments,
  least = 0,
): readonly [ReportArguments, ReportArguments] | null {
  const { source, since, until } = given;
  const [[first, last, buckets, shortest]] = reader.query(
    `SELECT min(first), max(last), sum(max(0, last - first) / bucket_size), min(bucket_size) FROM (
      SELECT max(first_time, coalesce(:since, first_time)) AS first, min(last_time, coalesce(:until, last_time)) AS last, bucket_size
        FROM sources WHERE :source IS NULL OR name = :source)`,
    { source, since, until },
  ).rows;
  const middle = Math.floor((Number(first) + Number(last)) / 2 / DAY) * DAY;
  if (Number(buckets) < MANY || middle <= Number(first) || Number(shortest) < least) return null;
  return [{ ...given, until: middle }, { ...given, since: middle }];
}
