// Role: canned report `outbox`: the messages about alerts and their state.

import type { Report } from "./report.ts";
import { isoOf, newest } from "./rows/sql.ts";

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

export const outbox: Report = {
  name: "outbox",
  summary: "messages about alerts and their state, oldest first",
  columns: Object.keys(COLUMNS),
  options: ["since", "until"],
  defaultLimit: 100,
  question({ source, since, until, limit }) {
    const range = { "source = :source": source, "fired_at >= :since": since, "fired_at < :until": until };
    return newest(COLUMNS, "outbox", ["fired_at", "id"], range, limit);
  },
};
