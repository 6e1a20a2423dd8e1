// Role: canned report `rejects`: the rejected lines with their reasons.

import { TIME_JUMP } from "../domain/reject.ts";
import type { Report } from "./report.ts";
import { newest, whereOf } from "./sql.ts";

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
  notes(reader, { source }) {
    const { where, parameters } = whereOf({ "source = :source": source });
    const count = (sql: string): number => Number(reader.query(`${sql} ${where}`, parameters).rows[0][0]);
    const kept = count(
      `SELECT count(*) FROM (SELECT source, reason FROM rejects WHERE reason <> '${TIME_JUMP}')`,
    );
    const more = count("SELECT coalesce(sum(rejected), 0) FROM runs") - kept;
    return more <= 0
      ? []
      : [`${more} more were rejected and only counted: of each log a run keeps the first 1,000.`];
  },
};
