// Role: canned report `rejects`: the rejected lines with their reasons.

import { TIME_JUMP } from "../domain/reject.ts";
import type { Question, Report } from "./report.ts";
import { also, newest, whereOf } from "./rows/sql.ts";

const COLUMNS = {
  run: "run",
  file: "file",
  line: "line",
  offset: '"offset"',
  reason: "reason",
  sample: "sample",
  source: "source",
} as const;

/** The first 1,000 rejects of each run and log; `runs` counts all. They have no event time. */
export const rejects: Report = {
  name: "rejects",
  summary: "rejected lines with their reason, oldest run first",
  columns: Object.keys(COLUMNS),
  options: [],
  defaultLimit: 20,
  question: ({ source, limit }) =>
    newest(COLUMNS, "rejects", ["run", "file", "line"], { "source = :source": source }, limit),
  notes(reader, { source }) {
    const named = whereOf({ "name = :source": source }), of = whereOf({ "source = :source": source });
    const ask = (sql: string, parameters: Question["parameters"]): number =>
      Number(reader.query(sql, parameters).rows[0][0]);
    const all = ask(`SELECT coalesce(sum(rejected), 0) FROM sources ${named.where}`, named.parameters);
    const kept = ask(`SELECT count(*) FROM rejects ${also(of.where, "reason <> :jump")}`, {
      ...of.parameters,
      jump: TIME_JUMP,
    });
    const more = all - kept;
    return more <= 0
      ? []
      : [`${more} more were rejected and only counted: of each log a run keeps the first 1,000.`];
  },
};
