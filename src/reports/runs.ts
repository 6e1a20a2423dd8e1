// Role: canned report `runs`: what was replayed when, and how it ended.

import { isoOf } from "./sql/amounts.ts";
import { conditions } from "./sql/conditions.ts";
import { newest } from "./sql/newest.ts";
import type { Question, Report, ReportArguments } from "./report.ts";

const COLUMNS = {
  id: "id",
  started_iso: isoOf("started_at"),
  seconds: "ended_at - started_at",
  status: "status",
  read: "read",
  accepted: "accepted",
  rejected: "rejected",
  late: "late",
  bytes: "bytes",
  version: "version",
  files: "files",
  source: "source",
  message: "message",
} as const;

/** The runs; these are times of the wall clock, so the time range of the log does not go with it. */
export const runs: Report = {
  name: "runs",
  summary: "runs of the replay and what each read, oldest first",
  columns: Object.keys(COLUMNS),
  options: [],
  defaultLimit: null,
  question({ source, limit }: ReportArguments): Question {
    const { where, parameters } = conditions({ "source = :source": source });
    return newest(COLUMNS, `runs ${where}`, ["id"], parameters, limit);
  },
};
