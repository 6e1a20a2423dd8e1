// Role: the options of `httplog query` → what a report is asked. Checked here once; reports hold no option checks.

import { Problem } from "../../domain/problem.ts";
import { isoTime, type Moment, MOMENT_FORMS, parseMoment } from "../../domain/time_text.ts";
import { printable } from "../../render/text/printable.ts";
import { REPORTS } from "../../reports/mod.ts";
import { type Report, REPORT_OPTIONS, type ReportArguments } from "../../reports/report.ts";
import type { Invocation } from "../command.ts";

/** `--since` and `--until`, which may be relative to the last record. */
export interface AskedSpan {
  /** Inclusive; null = from the beginning. */
  readonly since: Moment | null;
  /** Exclusive; null = to the end. */
  readonly until: Moment | null;
}

/** Report arguments whose times may still be relative to the last record. */
export interface ParsedReportArguments extends Omit<ReportArguments, "since" | "until">, AskedSpan {}

/**
 * Reads and checks the options for a report; touches no store.
 *
 * Errors: `Problem` "usage" for an option that the report does not understand or whose value is not allowed.
 */
export function askedOf(report: Report, { values, lists }: Invocation): ParsedReportArguments {
  for (const option of REPORT_OPTIONS) {
    if (values[option] === undefined || report.options.includes(option)) continue;
    const others = REPORTS.filter(({ options }) => options.includes(option)).map(({ name }) => name);
    throw new Problem(
      "usage",
      `--${option} does not go with the report "${report.name}", but with: ${others.join(", ")}.`,
    );
  }
  if (lists.param?.length > 0) {
    throw new Problem(
      "usage",
      `--param binds values in SQL and does not go with the report "${report.name}".`,
    );
  }
  if (values.section !== undefined && values.host !== undefined) {
    throw new Problem(
      "usage",
      "--section and --host do not go together: they are counted apart. Give one of them.",
    );
  }
  return {
    since: moment("since", values.since),
    until: moment("until", values.until),
    source: values.source ?? null,
    section: values.section ?? null,
    host: values.host ?? null,
    status: statusPattern(values.status),
    by: (values.by ?? null) as ReportArguments["by"],
    limit: limitOf(values.limit, report.defaultLimit),
  };
}

/** Refuses the options that go with reports only; what they do, SQL says itself. Errors: `Problem` "usage". */
export function refuseReportOptions({ values }: Invocation): void {
  for (const option of [...REPORT_OPTIONS, "source", "limit"]) {
    if (values[option] === undefined) continue;
    throw new Problem("usage", `--${option} goes with the canned reports only. Write it into the SQL.`);
  }
}

/** Whether one of the times is relative, so that the last record must be known. */
export function needsLastRecord({ since, until }: AskedSpan): boolean {
  return since?.kind === "back" || until?.kind === "back";
}

/**
 * Makes the times absolute.
 *
 * @param last Time of the last record, epoch seconds; null where there is none, which leaves relative times out.
 * Errors: `Problem` "usage" for an empty range.
 */
export function resolve<Asked extends AskedSpan>(
  asked: Asked,
  last: number | null,
): Omit<Asked, "since" | "until"> & Pick<ReportArguments, "since" | "until"> {
  const absolute = (given: Moment | null): number | null => {
    if (given?.kind !== "back") return given?.time ?? null;
    return last === null ? null : Math.max(0, last - given.seconds);
  };
  const [since, until] = [absolute(asked.since), absolute(asked.until)];
  if (since !== null && until !== null && since >= until) {
    throw new Problem(
      "usage",
      `Nothing lies between --since (${isoTime(since)}) and --until (${
        isoTime(until)
      }, exclusive). Swap them?`,
    );
  }
  return { ...asked, since, until };
}

/** The time that an option was given; null where it was not. Errors: `Problem` "usage" for what is none. */
export function moment(option: string, text: string | undefined): Moment | null {
  if (text === undefined) return null;
  const read = parseMoment(text);
  if (read === undefined) {
    throw new Problem("usage", `--${option} "${printable(text)}" is no time. Allowed: ${MOMENT_FORMS}.`);
  }
  return read;
}

function statusPattern(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^[1-9](\d\d|xx)$/i.test(text)) return text.replace(/x/gi, "_");
  throw new Problem(
    "usage",
    `--status "${printable(text)}" is no status. Allowed: 100 to 999, or a class: 5xx.`,
  );
}

function limitOf(text: string | undefined, preset: number | null): number | null {
  if (text === undefined) return preset;
  if (/^\d{1,15}$/.test(text)) return Number(text) || null;
  throw new Problem(
    "usage",
    `--limit "${printable(text)}" is no number of rows. Allowed: 1 and more, or 0 for all.`,
  );
}
