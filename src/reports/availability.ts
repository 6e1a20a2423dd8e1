// Role: canned report `availability`: how much went well, per hour or day.

import { AVAILABILITY, isoOf } from "./sql/amounts.ts";
import { conditions } from "./sql/conditions.ts";
import { newest } from "./sql/newest.ts";
import type { Question, Report, ReportArguments } from "./report.ts";

const SPANS = { hour: 3600, day: 86400 } as const;
const START = "start - start % :span";
const COLUMNS = {
  start_iso: isoOf(START),
  hits: "sum(hits)",
  failures: "sum(failures)",
  availability: AVAILABILITY,
} as const;

/**
 * Availability per hour (or day) in UTC, of everything, of one section or of one host. A bucket counts for the span in
 * which it starts; spans without hits have no row.
 */
export const availability: Report = {
  name: "availability",
  summary: "hits, failures and availability per hour or day, oldest first",
  columns: Object.keys(COLUMNS),
  options: ["since", "until", "section", "host", "by"],
  defaultLimit: null,
  question({ source, since, until, section, host, by, limit }: ReportArguments): Question {
    const view = section !== null ? "bucket_sections" : host !== null ? "bucket_hosts" : "buckets";
    const { where, parameters } = conditions({
      "source = :source": source,
      "start >= :since": since,
      "start < :until": until,
      "section = :section": section,
      "host = :host": host,
    });
    const bound = { ...parameters, span: SPANS[by ?? "hour"] };
    return newest(COLUMNS, `${view} ${where} GROUP BY ${START}`, [START], bound, limit);
  },
};
