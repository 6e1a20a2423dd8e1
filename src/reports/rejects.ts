// Role: canned report `rejects`: the rejected lines with their reasons.

import type { Report } from "./report.ts";
import { newest } from "./sql.ts";

const COLUMNS = {
  run: "run",
  file: "file",
  line: "line",
  offset: '"offset"',
  reason: "reason",
  sample: "sample",
  source: "source",
} as const;

/** The first 1,000 rejects of each run; `runs` counts all. They have no event time. */
export const rejects: Report = {
  name: "rejects",
  summary: "rejected lines with their reason, oldest run first",
  columns: Object.keys(COLUMNS),
  options: [],
  defaultLimit: 20,
  question: ({ source, limit }) =>
    newest(COLUMNS, "rejects", ["run", "file", "line"], { "source = :source": source }, limit),
};
