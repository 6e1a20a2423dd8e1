// Role: canned report `alerts`: what fired, when, for how long.

import { conditions } from "./sql/conditions.ts";
import { newest } from "./sql/newest.ts";
import type { Question, Report, ReportArguments } from "./report.ts";

/** Two decimals; of a ratio, which is shown as a fraction of 1, four, so that 5.34 % is not 0.05. */
const rounded = (column: string) => `round(${column}, CASE metric WHEN 'error_ratio' THEN 4 ELSE 2 END)`;

const COLUMNS = {
  id: "id",
  fired_iso: "fired_iso",
  resolved_iso: "resolved_iso",
  duration: "duration",
  rule: "rule",
  value: rounded("value"),
  peak_value: rounded("peak_value"),
  threshold: "threshold",
  window: '"window"',
  provisional: "provisional",
  source: "source",
} as const;

/** Alerts that fired in the time range; provisional ones may still change with the next run. */
export const alerts: Report = {
  name: "alerts",
  summary: "alerts that fired in the time range, oldest first",
  columns: Object.keys(COLUMNS),
  options: ["since", "until"],
  defaultLimit: null,
  question({ source, since, until, limit }: ReportArguments): Question {
    const { where, parameters } = conditions({
      "source = :source": source,
      "fired_at >= :since": since,
      "fired_at < :until": until,
    });
    return newest(COLUMNS, `alerts ${where}`, ["fired_at", "id"], parameters, limit);
  },
};
