// Role: canned report `sources`: the logs in the database with their time ranges.

import { farAheadNotes } from "./notes/range_notes.ts";
import type { Report } from "./report.ts";
import { isoOf, newest, OLDEST_TIME } from "./rows/sql.ts";

const COLUMNS = {
  name: "name",
  first_iso: isoOf(OLDEST_TIME),
  last_iso: isoOf("last_time"),
  hits: "hits",
  rejected: "rejected",
  left_out: "left_out",
  late: "late",
  bucket_size: "bucket_size",
  lateness: "lateness",
  top: '"top"',
  format: "format",
  excluded: "excluded",
  filters: "filters",
  anonymize: "anonymize",
  keep_query: "keep_query",
} as const;

export const sources: Report = {
  name: "sources",
  summary: "the logs in the database, the one with the newest record last",
  columns: Object.keys(COLUMNS),
  units: { bucket_size: "seconds", lateness: "seconds" },
  options: [],
  defaultLimit: null,
  question: ({ source, limit }) =>
    newest(COLUMNS, "sources", ["last_time", "name"], { "name = :source": source }, limit),
  notes: farAheadNotes,
};
