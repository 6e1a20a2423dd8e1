// Role: canned report `gaps`: parts of logs that disappeared before they were read.

import type { Report } from "./report.ts";
import { newest } from "./rows/sql.ts";

const COLUMNS = {
  run: "run",
  file: "file",
  generation: "generation",
  offset: '"offset"',
  source: "source",
} as const;

/** What a gap held is unknown, its times included: no time range applies. */
export const gaps: Report = {
  name: "gaps",
  summary: "parts of logs that disappeared before they were read, oldest run first",
  columns: Object.keys(COLUMNS),
  options: [],
  defaultLimit: null,
  question: ({ source, limit }) =>
    newest(COLUMNS, "gaps", ["run", "generation"], { "source = :source": source }, limit),
};
