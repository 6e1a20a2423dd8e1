// Role: the span of time that a time range is compared with, as `query --with` and the parameter `with` of the API name it.

import type { SpanOfTime } from "../report.ts";

/** A time range with its end, the span beside it, and what is wrong with that. */
export interface ComparedSpans {
  readonly range: SpanOfTime;
  readonly compared: SpanOfTime;
  /** What is wrong with the span by itself, to be read after its text; null where nothing is. */
  readonly wrong: string | null;
  /** Whether both have times in common, so that nothing can be told apart. */
  readonly isOverlapping: boolean;
}

/**
 * The span that begins with the first of these times, epoch seconds, and ends with the second; without that it is as long as the range. A
 * range without an end ends with the second of the last record, which is not in it: so a week and the week before are `--since 7d --with 14d`.
 *
 * @param last Time of the last record; null where there is none.
 */
export function comparedSpans(
  { since, until }: { readonly since: number | null; readonly until: number | null },
  last: number | null,
  [begin, end, ...more]: readonly number[],
): ComparedSpans {
  const from = since ?? 0, range = { since: from, until: until ?? Math.max(from + 1, last ?? 0) };
  const compared = { since: begin, until: end ?? begin + range.until - range.since };
  const wrong = more.length > 0
    ? "has more than a begin and an end"
    : compared.since >= compared.until
    ? "ends before it begins"
    : null;
  const isOverlapping = compared.since < range.until && range.since < compared.until;
  return { range, compared, wrong, isOverlapping };
}
