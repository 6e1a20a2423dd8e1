// Role: `--since` and `--until` of a backtest: which alerts count. Used by `backtest.ts`.

import type { Span } from "../../domain/backtest/span.ts";
import { Problem } from "../../domain/problem.ts";
import { isoTime, type Moment } from "../../domain/time_text.ts";
import type { Invocation } from "../command.ts";
import { moment } from "../query/report_arguments.ts";

/** The span that is asked for. */
export interface AskedSpan {
  /** Inclusive; null = from the beginning. */
  readonly since: Moment | null;
  /** Exclusive; null = to the end. */
  readonly until: Moment | null;
}

/** The options as times. Errors: `Problem` "usage" for what is none. */
export function askedSpan({ values }: Invocation): AskedSpan {
  return { since: moment("since", values.since), until: moment("until", values.until) };
}

/** Whether it depends on when the log ends. */
export function isRelative({ since, until }: AskedSpan): boolean {
  return since?.kind === "back" || until?.kind === "back";
}

/**
 * The span, without regard to where the log begins and ends. `last` is the time of its last record; it may be null
 * where nothing is relative.
 *
 * Errors: `Problem` "usage" for an empty span.
 */
export function resolvedSpan({ since, until }: AskedSpan, last: number | null): Span {
  const absolute = (given: Moment | null, otherwise: number): number =>
    given === null ? otherwise : given.kind === "at" ? given.time : Math.max(0, (last ?? 0) - given.seconds);
  const [from, to] = [absolute(since, -Infinity), absolute(until, Infinity)];
  if (from < to) return { from, to };
  throw new Problem(
    "usage",
    `Nothing lies between --since (${isoTime(from)}) and --until (${isoTime(to)}, exclusive). Swap them?`,
  );
}

/** The part of the log's span that is asked for. Errors: `Problem` "usage" where there is none. */
export function spanWithin(asked: AskedSpan, log: Span): Span {
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
