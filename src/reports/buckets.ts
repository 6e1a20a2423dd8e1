// Role: canned report `buckets`: the time buckets, one per row.

import type { Report } from "./report.ts";
import { newest } from "./sql.ts";

const COLUMNS = {
  start_iso: "start_iso",
  size: "size",
  hits: "hits",
  rate: "round(rate, 2)",
  bytes: "bytes",
  failures: "failures",
  availability: "round(availability, 6)",
  late: "late",
  hosts: "hosts",
  state: "state",
  source: "source",
} as const;

export const buckets: Report = {
  name: "buckets",
  summary: "time buckets that start in the time range, oldest first",
  columns: Object.keys(COLUMNS),
  options: ["since", "until"],
  defaultLimit: 20,
  question({ source, since, until, limit }) {
    const range = { "source = :source": source, "start >= :since": since, "start < :until": until };
    return newest(COLUMNS, "buckets", ["start", "source"], range, limit);
  },
};
