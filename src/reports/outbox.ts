// Role: canned report `outbox`: who was, or is to be, told of which alert.

import { isoOf } from "./sql/amounts.ts";
import { conditions } from "./sql/conditions.ts";
import { newest } from "./sql/newest.ts";
import type { Question, Report, ReportArguments } from "./report.ts";

const COLUMNS = {
  notifier: "notifier",
  rule: "rule",
  fired_iso: isoOf("fired_at"),
  transition: "transition",
  state: "state",
  attempts: "attempts",
  next_iso: `CASE WHEN state = 'pending' AND next_at > 0 THEN ${isoOf("next_at")} END`,
  sent_iso: isoOf("sent_at"),
  last_error: "last_error",
  source: "source",
} as const;

/** Messages about alerts that fired in the time range. */
export const outbox: Report = {
  name: "outbox",
  summary: "messages about alerts and their state, oldest first",
  columns: Object.keys(COLUMNS),
  options: ["since", "until"],
  defaultLimit: 100,
  question({ source, since, until, limit }: ReportArguments): Question {
    const { where, parameters } = conditions({
      "source = :source": source,
      "fired_at >= :since": since,
      "fired_at < :until": until,
    });
    return newest(COLUMNS, `outbox ${where}`, ["fired_at", "id"], parameters, limit);
  },
};
