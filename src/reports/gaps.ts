// Role: canned report `gaps`: parts of logs that should have been read and could no longer be found.

import { conditions } from "./sql/conditions.ts";
import { newest } from "./sql/newest.ts";
import type { Question, Report, ReportArguments } from "./report.ts";

const COLUMNS = {
  run: "run",
  file: "file",
  generation: "generation",
  offset: '"offset"',
  source: "source",
} as const;

/** The gaps; what was lost is unknown, its times too. */
export const gaps: Report = {
  name: "gaps",
  summary: "parts of logs that disappeared before they were read, oldest run first",
  columns: Object.keys(COLUMNS),
  options: [],
  defaultLimit: null,
  question({ source, limit }: ReportArguments): Question {
    const { where, parameters } = conditions({ "source = :source": source });
    return newest(COLUMNS, `gaps ${where}`, ["run", "generation"], parameters, limit);
  },
};
