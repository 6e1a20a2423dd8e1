// Role: values of the options of reports as they are typed, on the command line and in requests to the API → what reports take.

import type { Report, ReportSpan } from "../report.ts";
import { rowSecondsOf } from "./spans.ts";

/** What {@link patternOfStatus} accepts, for error messages. */
export const STATUS_FORMS = "Allowed: 100 to 999, or a class: 5xx.";

/** A status or a class of statuses as an SQL LIKE pattern, see `OnlyValues`; undefined for any other text. */
export function patternOfStatus(text: string): string | undefined {
  return /^[1-9](\d\d|xx)$/i.test(text) ? text.replace(/x/gi, "_") : undefined;
}

/** What of a report says which spans its rows may have. */
type Spanned = Pick<Report, "spans" | "hasAnySpan">;

/** The span of a row by its name, or as "30s" and the like; undefined for one that the report does not have. */
export function spanIn({ spans = [], hasAnySpan = false }: Spanned, text: string): ReportSpan | undefined {
  return spans.find((span) => span === text) ?? (hasAnySpan ? rowSecondsOf(text) ?? undefined : undefined);
}

/** What {@link spanIn} accepts, for error messages. */
export function spanForms({ spans = [], hasAnySpan = false }: Spanned): string {
  return spans.join(", ") + (hasAnySpan ? ", or a span such as 30s or 2h, up to 366d" : "");
}
