// Role: canned report `hosts`: which hosts came how often. The SQL is in `reports/sql/dimension_totals.ts`.

import { totalColumns, totals } from "./sql/dimension_totals.ts";
import type { Question, Report, ReportArguments } from "./report.ts";

/** Totals a host over the time range; `(other)`, what the buckets did not keep by name, comes last. */
export const hosts: Report = {
  name: "hosts",
  summary: "totals of each client host, most hits first",
  columns: totalColumns("host"),
  options: ["since", "until", "host"],
  defaultLimit: 20,
  question: (given: ReportArguments): Question => totals("host", given),
};
