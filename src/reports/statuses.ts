// Role: canned report `statuses`: which status codes came how often. The SQL is in `reports/sql/dimension_totals.ts`.

import { totalColumns, totals } from "./sql/dimension_totals.ts";
import type { Question, Report, ReportArguments } from "./report.ts";

/** Totals a status code over the time range. */
export const statuses: Report = {
  name: "statuses",
  summary: "totals of each status code, most hits first",
  columns: totalColumns("status"),
  options: ["since", "until", "status"],
  defaultLimit: null,
  question: (given: ReportArguments): Question => totals("status", given),
};
