// Role: canned report `sources`: which logs the database holds, and from when to when.

import { isoOf } from "./sql/amounts.ts";
import { conditions } from "./sql/conditions.ts";
import { newest } from "./sql/newest.ts";
import type { Question, Report, ReportArguments } from "./report.ts";

const COLUMNS = {
  name: "name",
  first_iso: isoOf("first_time"),
  last_iso: isoOf("last_time"),
  hits: "hits",
  rejected: "rejected",
  late: "late",
  bucket_size: "bucket_size",
  lateness: "lateness",
  top: '"top"',
  format: "format",
} as const;

/** The sources; the one with the newest record last. */
export const sources: Report = {
  name: "sources",
  summary: "the logs in the database, the one with the newest record last",
  columns: Object.keys(COLUMNS),
  options: [],
  defaultLimit: null,
  question({ source, limit }: ReportArguments): Question {
    const { where, parameters } = conditions({ "name = :source": source });
    return newest(COLUMNS, `sources ${where}`, ["last_time", "name"], parameters, limit);
  },
};
