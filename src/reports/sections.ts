// Role: canned report `sections`: which sections came how often. The SQL is in `reports/sql/dimension_totals.ts`.

import { totalColumns, totals } from "./sql/dimension_totals.ts";
import type { Question, Report, ReportArguments } from "./report.ts";

/** Totals a section over the time range; `(other)`, what the buckets did not keep by name, comes last. */
export const sections: Report = {
  name: "sections",
  summary: "totals of each section, most hits first",
  columns: totalColumns("section"),
  options: ["since", "until", "section"],
  defaultLimit: 20,
  question: (given: ReportArguments): Question => totals("section", given),
};
