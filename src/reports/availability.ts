// Role: canned report `availability`: the share of requests that did not fail, per span of time.

import { boundNotes } from "./cut_buckets.ts";
import type { Question, Report, ReportArguments } from "./report.ts";
import {
  bucketRange,
  FITS_SPAN,
  type Grain,
  missingNotes,
  rollupRange,
  wholeBucketNotes,
} from "./rollups.ts";
import { also, AVAILABILITY, isoOf, newest, whereOf } from "./sql.ts";

/** Seconds of each span. A week begins on a Monday, 3 days after the Thursday with which the epoch begins. */
const SPANS: Readonly<Record<NonNullable<ReportArguments["by"]>, NonNullable<Grain["span"]>>> = {
  "1m": { span: 60, shift: 0 },
  "5m": { span: 300, shift: 0 },
  hour: { span: 3600, shift: 0 },
  day: { span: 86400, shift: 0 },
  week: { span: 7 * 86400, shift: 3 * 86400 },
};
const START = "start - (start + :shift) % :span";
const COLUMNS = {
  start_iso: isoOf(START),
  hits: "sum(hits)",
  failures: "sum(failures)",
  availability: AVAILABILITY,
} as const;

/**
 * In UTC, of all records, one section or one host. A bucket counts for the span in which it starts, a rollup for the one
 * in which it lies.
 */
export const availability: Report = {
  name: "availability",
  summary: "hits, failures and availability per minute to week, oldest first",
  columns: Object.keys(COLUMNS),
  units: { availability: "share_down" },
  options: ["since", "until", "section", "host", "by"],
  defaultLimit: null,
  question(given: ReportArguments): Question {
    const { section, host } = given;
    const only = { "section = :section": section, "host = :host": host };
    const [rows, rollups] = section !== null
      ? ["bucket_sections", "rollup_sections"]
      : host !== null
      ? ["bucket_hosts", null]
      : ["buckets", "rollups"];
    const buckets = whereOf({ ...bucketRange(given), ...only });
    const rolled = whereOf({ ...rollupRange(given), ...only });
    const both = `(SELECT start, hits, failures FROM ${rows} ${buckets.where}` +
      (rollups === null
        ? ")"
        : ` UNION ALL SELECT start, hits, failures FROM ${rollups} ${also(rolled.where, FITS_SPAN)})`);
    const { sql, parameters } = newest(COLUMNS, both, [START], {}, given.limit, `GROUP BY ${START}`);
    return {
      sql,
      parameters: {
        ...buckets.parameters,
        ...parameters,
        ...SPANS[given.by ?? "hour"],
      },
    };
  },
  notes(reader, given, { rows }) {
    const { section, host } = given;
    const grain = { hasRollups: host === null, span: SPANS[given.by ?? "hour"] };
    const isShown = rows.length > 0;
    return [
      ...(section === null ? [] : boundNotes(reader, "section", section, given, isShown)),
      ...(host === null ? [] : boundNotes(reader, "host", host, given, isShown)),
      ...wholeBucketNotes(reader, given, grain),
      ...missingNotes(reader, given, grain),
    ];
  },
};
