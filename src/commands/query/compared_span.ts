// Role: `--with`: the span of time that another one is compared with.

import { Problem } from "../../domain/problem.ts";
import { isoTime, MOMENT_FORMS, parseMoment } from "../../domain/time_text.ts";
import { printable } from "../../render/text/printable.ts";
import { comparedSpans } from "../../reports/options/compared_span.ts";
import type { SpanOfTime } from "../../reports/report.ts";

/**
 * Both spans, see {@link comparedSpans}.
 *
 * @param text As typed: a time, or two with a slash.
 * @param last Time of the last record; null where there is none.
 * Errors: `Problem` "usage" for what is no time, and for spans that are empty or share a time.
 */
export function givenSpans(
  text: string,
  range: { readonly since: number | null; readonly until: number | null },
  last: number | null,
  now: number,
): { readonly since: number; readonly until: number; readonly compared: SpanOfTime } {
  const times = text.split("/").map((part) => momentOf(part, text, last, now));
  const { range: both, compared, wrong, isOverlapping } = comparedSpans(range, last, times);
  if (wrong !== null) throw refused(text, wrong);
  if (!isOverlapping) return { ...both, compared };
  throw refused(
    text,
    `and the span from ${isoTime(both.since)} to ${
      isoTime(both.until)
    } have times in common: nothing can be told apart`,
  );
}

function momentOf(part: string, text: string, last: number | null, now: number): number {
  const moment = parseMoment(part, now);
  if (moment === undefined) throw refused(text, `is no time. Allowed: ${MOMENT_FORMS}; or two with a slash`);
  if (moment.kind === "at") return moment.time;
  return Math.max(0, (last ?? 0) - moment.seconds);
}

function refused(text: string, what: string): Problem {
  return new Problem("usage", `--with "${printable(text)}" ${what}.`);
}
