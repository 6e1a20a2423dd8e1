// Role: canned report `runs`: what each run read, when, and how it ended.

import type { Report } from "./report.ts";
import { isoOf, newest } from "./rows/sql.ts";

const COLUMNS = {
  id: "id",
  started_iso: isoOf("started_at"),
  seconds: "ended_at - started_at",
  status: "status",
  read: "read",
  accepted: "accepted",
  rejected: "rejected",
  left_out: "left_out",
  late: "late",
  bytes: "bytes",
  version: "version",
  files: "files",
  source: "source",
  message: "message",
  excluded: "excluded",
} as const;

/** Its times are those of the wall clock, so a time range of the log does not apply. */
export const runs: Report = {
  name: "runs",
  summary: "runs of the replay and what each read, oldest first",
  columns: Object.keys(COLUMNS),
  units: { seconds: "seconds" },
  options: [],
  defaultLimit: null,
  question: ({ source, limit }) => newest(COLUMNS, "runs", ["id"], { "source = :source": source }, limit),
};
