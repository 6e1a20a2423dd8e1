// Role: the options of `httplog query` → the arguments of a report, checked once.

import { ASKABLE, byDimension, type KnownDimension } from "../../domain/dimensions/dimensions.ts";
import { Problem } from "../../domain/problem.ts";
import { printable } from "../../render/text/printable.ts";
import { REPORTS } from "../../reports/mod.ts";
import {
  apart,
  optionOf,
  type Report,
  REPORT_OPTIONS,
  type ReportArguments,
  type ReportOption,
} from "../../reports/report.ts";
import { patternOfStatus, spanForms, spanIn, STATUS_FORMS } from "../../reports/options/option_values.ts";
import type { Invocation } from "../command.ts";

/** Where a required option is missing: what it is. */
const ADVICE: Readonly<Partial<Record<ReportOption, string>>> = {
  geoip: " FILE.mmdb: a file of countries by address, such as GeoLite2 Country or DB-IP Country Lite.",
  since: " TIME: where the span begins that is compared with the one of --with.",
  with: " TIME: where the other span begins.",
};

/** Options of reports that go with SQL, too. */
const OF_SQL: readonly ReportOption[] = ["geoip"];

/** All but the time range. Errors: `Problem` "usage" for an option that the report has not, or a wrong value. */
export function reportArguments(
  report: Report,
  { values, flags, lists }: Invocation,
): Omit<ReportArguments, "since" | "until"> {
  for (const option of REPORT_OPTIONS) {
    const written = optionOf(option);
    if ((values[written] ?? flags[written]) === undefined || report.options.includes(option)) continue;
    const others = REPORTS.filter(({ options }) => options.includes(option)).map(({ name }) => name);
    throw new Problem(
      "usage",
      `--${written} does not go with the report "${report.name}", but with: ${others.join(", ")}.`,
    );
  }
  spanOf(report, values.by);
  for (const option of report.required ?? []) {
    if (values[option] !== undefined) continue;
    throw new Problem("usage", `The report "${report.name}" needs --${option}${ADVICE[option] ?? "."}`);
  }
  if (lists.param?.length > 0) {
    throw new Problem(
      "usage",
      `--param binds values in SQL and does not go with the report "${report.name}".`,
    );
  }
  const together = apart((option) => values[option] !== undefined, report.pairs);
  if (together !== null) {
    throw new Problem(
      "usage",
      `--${together[0]} and --${together[1]} do not go together: they are counted apart. Give one of them.`,
    );
  }
  return {
    source: values.source ?? null,
    ...byDimension((dimension) => valueOf(dimension, values[optionOf(dimension.name)])),
    exactOnly: flags["exact-only"] ?? false,
    full: flags.full ?? false,
    overlap: flags.overlap ?? false,
    by: spanOf(report, values.by),
    limit: limitOf(values.limit, report.defaultLimit),
  };
}

/** Errors: `Problem` "usage" for a span that the report has not. */
function spanOf(
  report: Report,
  text: string | undefined,
): ReportArguments["by"] {
  if (text === undefined) return null;
  const span = spanIn(report, text);
  if (span !== undefined) return span;
  throw new Problem(
    "usage",
    `--by ${printable(text)} does not go with the report "${report.name}", but: ${spanForms(report)}.`,
  );
}

/** Refuses the options of reports: SQL has its own WHERE and LIMIT. Errors: `Problem` "usage". */
export function refuseReportOptions({ values, flags }: Invocation): void {
  for (const option of [...REPORT_OPTIONS.map(optionOf), "source", "limit"]) {
    if ((OF_SQL as readonly string[]).includes(option)) continue;
    if ((values[option] ?? flags[option]) === undefined) continue;
    throw new Problem("usage", `--${option} goes with the canned reports only. Write it into the SQL.`);
  }
}

function valueOf(dimension: KnownDimension, given: string | undefined): string | null {
  if (!ASKABLE.includes(dimension)) return null;
  return dimension.kind === "name" ? given ?? null : statusPattern(given);
}

function statusPattern(text: string | undefined): string | null {
  if (text === undefined) return null;
  const pattern = patternOfStatus(text);
  if (pattern !== undefined) return pattern;
  throw new Problem("usage", `--status "${printable(text)}" is no status. ${STATUS_FORMS}`);
}

function limitOf(text: string | undefined, preset: number | null): number | null {
  if (text === undefined) return preset;
  if (/^\d{1,15}$/.test(text)) return Number(text) || null;
  throw new Problem(
    "usage",
    `--limit "${printable(text)}" is no number of rows. Allowed: 1 and more, or 0 for all.`,
  );
}
