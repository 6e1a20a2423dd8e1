// Role: canned report `rejects`: lines that were not accepted, and why.

import { conditions } from "./sql/conditions.ts";
import { newest } from "./sql/newest.ts";
import type { Question, Report, ReportArguments } from "./report.ts";

const COLUMNS = {
  run: "run",
  file: "file",
  line: "line",
  offset: '"offset"',
  reason: "reason",
  sample: "sample",
  source: "source",
} as const;

/** The kept rejects (the first 1,000 of a run); `runs` counts all. They have no event time. */
export const rejects: Report = {
  name: "rejects",
  summary: "rejected lines with their reason, oldest run first",
  columns: Object.keys(COLUMNS),
  options: [],
  defaultLimit: 20,
  question({ source, limit }: ReportArguments): Question {
    const { where, parameters } = conditions({ "source = :source": source });
    return newest(COLUMNS, `rejects ${where}`, ["run", "file", "line"], parameters, limit);
  },
};
