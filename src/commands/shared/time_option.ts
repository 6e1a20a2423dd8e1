// Role: the options `--since` and `--until`: a time range, absolute, by the wall clock or back from the last record.

import { Problem } from "../../domain/problem.ts";
import { isoTime, type Moment, MOMENT_FORMS, parseMoment } from "../../domain/time_text.ts";
import { printable } from "../../render/text/printable.ts";
import type { Invocation } from "../command.ts";

/** A time range as it was typed. */
export interface TimeRange {
  /** Inclusive; null = from the beginning. */
  readonly since: Moment | null;
  /** Exclusive; null = to the end. */
  readonly until: Moment | null;
}

/** Reads both options; words by the wall clock `now`. Errors: `Problem` "usage" for text that is no time. */
export function timeRange({ values }: Invocation, now: number): TimeRange {
  const read = (option: "since" | "until"): Moment | null => {
    const text = values[option];
    const moment = text === undefined ? null : parseMoment(text, now);
    if (moment !== undefined) return moment;
    throw new Problem("usage", `--${option} "${printable(text!)}" is no time. Allowed: ${MOMENT_FORMS}.`);
  };
  return { since: read("since"), until: read("until") };
}

/**
 * Reads both options for what has not been read yet, so that its last record is not known: in epoch seconds.
 *
 * Errors: `Problem` "usage", also for a span back from the last record.
 */
export function rangeAhead(
  invocation: Invocation,
  now: number,
): { readonly since: number | null; readonly until: number | null } {
  const range = timeRange(invocation, now);
  for (const option of ["since", "until"] as const) {
    if (range[option]?.kind !== "back") continue;
    throw new Problem(
      "usage",
      `--${option} ${
        invocation.values[option]
      } counts back from the last record, which is not known before the log is ` +
        'read. Give a time ("2015-05-17T10:05"), or one by the clock: today, yesterday, 21:18.',
    );
  }
  return absoluteRange(range, null);
}

/** Whether the range depends on the last record. */
export function isRelative({ since, until }: TimeRange): boolean {
  return since?.kind === "back" || until?.kind === "back";
}

/**
 * The range in epoch seconds.
 *
 * @param last Time of the last record; null where there is none, which leaves relative times open.
 * Errors: `Problem` "usage" for an empty range.
 */
export function absoluteRange(
  range: TimeRange,
  last: number | null,
): { readonly since: number | null; readonly until: number | null } {
  const absolute = (given: Moment | null): number | null => {
    if (given?.kind !== "back") return given?.time ?? null;
    return last === null ? null : Math.max(0, last - given.seconds);
  };
  const [since, until] = [absolute(range.since), absolute(range.until)];
  if (since === null || until === null || since < until) return { since, until };
  throw new Problem(
    "usage",
    `Nothing lies between --since (${isoTime(since)}) and --until (${isoTime(until)}, exclusive). Swap them?`,
  );
}
