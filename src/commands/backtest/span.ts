// Role: `--since` and `--until` of a backtest: which alerts count. Used by `backtest.ts`.

import type { Span } from "../../domain/backtest/span.ts";
import { Problem } from "../../domain/problem.ts";
import { isoTime } from "../../domain/time_text.ts";
import { absoluteRange, type TimeRange } from "../shared/time_option.ts";

/**
 * The span, without regard to where the log begins and ends. `last` is the time of its last record; it may be null
 * where nothing is relative.
 *
 * Errors: `Problem` "usage" for an empty span.
 */
export function resolvedSpan(asked: TimeRange, last: number | null): Span {
  const { since, until } = absoluteRange(asked, last);
  return { from: since ?? -Infinity, to: until ?? Infinity };
}

/** The part of the log's span that is asked for. Errors: `Problem` "usage" where there is none. */
export function spanWithin(asked: TimeRange, log: Span): Span {
  const { from, to } = resolvedSpan(asked, log.to - 1);
  const span = { from: Math.max(from, log.from), to: Math.min(to, log.to) };
  if (span.from < span.to) return span;
  throw new Problem(
    "usage",
    `The log has nothing between --since and --until: it goes from ${isoTime(log.from)} to ${
      isoTime(log.to - 1)
    }.`,
  );
}
