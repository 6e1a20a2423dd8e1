// Role: `--with`: the span of time that another one is compared with.

import { Problem } from "../../domain/problem.ts";
import { isoTime, MOMENT_FORMS, parseMoment } from "../../domain/time_text.ts";
import { printable } from "../../render/text/printable.ts";
import type { SpanOfTime } from "../../reports/report.ts";

/**
 * Both spans. The first one ends with the second of the last record, which is not in it, unless it has an end: so a week and the week
 * before are `--since 7d --with 14d`. The other one is as long, unless it has an end.
 *
 * @param text As typed: a time, or two with a slash.
 * @param last Time of the last record; null where there is none.
 * Errors: `Problem` "usage" for what is no time, and for spans that are empty or share a time.
 */
export function comparedSpans(
  text: string,
  { since, until }: { readonly since: number | null; readonly until: number | null },
  last: number | null,
  now: number,
): { readonly since: number; readonly until: number; readonly compared: SpanOfTime } {
  const [from, to, ...more] = text.split("/").map((part) => momentOf(part, text, last, now));
  if (more.length > 0) throw wrong(text, "has more than a begin and an end");
  const begin = since ?? 0, end = until ?? Math.max(begin + 1, last ?? 0);
  const compared = { since: from, until: to ?? from + end - begin };
  if (compared.since >= compared.until) throw wrong(text, "ends before it begins");
  if (compared.since < end && begin < compared.until) {
    throw wrong(
      text,
      `and the span from ${isoTime(begin)} to ${
        isoTime(end)
      } have times in common: nothing can be told apart`,
    );
  }
  return { since: begin, until: end, compared };
}

function momentOf(part: string, text: string, last: number | null, now: number): number {
  const moment = parseMoment(part, now);
  if (moment === undefined) throw wrong(text, `is no time. Allowed: ${MOMENT_FORMS}; or two with a slash`);
  if (moment.kind === "at") return moment.time;
  return Math.max(0, (last ?? 0) - moment.seconds);
}

function wrong(text: string, what: string): Problem {
  return new Problem("usage", `--with "${printable(text)}" ${what}.`);
}
