// Role: canned report `availability`: the share of requests that did not fail, per hour or day.

import type { Question, Report, ReportArguments } from "./report.ts";
import { AVAILABILITY, isoOf, newest } from "./sql.ts";

const SPANS = { hour: 3600, day: 86400 } as const;
const START = "start - start % :span";
const COLUMNS = {
  start_iso: isoOf(START),
  hits: "sum(hits)",
  failures: "sum(failures)",
  availability: AVAILABILITY,
} as const;

/** In UTC, of all records, one section or one host. A bucket counts for the span in which it starts. */
export const availability: Report = {
  name: "availability",
  summary: "hits, failures and availability per hour or day, oldest first",
  columns: Object.keys(COLUMNS),
  options: ["since", "until", "section", "host", "by"],
  defaultLimit: null,
  question({ source, since, until, section, host, by, limit }: ReportArguments): Question {
    const view = section !== null ? "bucket_sections" : host !== null ? "bucket_hosts" : "buckets";
    const filters = {
      "source = :source": source,
      "start >= :since": since,
      "start < :until": until,
      "section = :section": section,
      "host = :host": host,
    };
    const { sql, parameters } = newest(COLUMNS, view, [START], filters, limit, `GROUP BY ${START}`);
    return { sql, parameters: { ...parameters, span: SPANS[by ?? "hour"] } };
  },
};
