// Role: canned report `visitors`: about how many different hosts with agents came, per span of time.

import { HOUR } from "../domain/counting/hours.ts";
import { isoTime } from "../domain/time_text.ts";
import type { Reader } from "../stores/store.ts";
import { coarseHostNotes } from "./notes/coarse_hosts.ts";
import { keptNotes } from "./rows/dimension_views.ts";
import { DIMENSIONS, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import type { Question, Report, ReportArguments } from "./report.ts";
import { FITS_SPAN, missingNotes, wholeBucketNotes } from "./rows/rollups.ts";
import { ROW_SPANS } from "./options/spans.ts";
import { also, isoOf, newest, whereOf } from "./rows/sql.ts";

const NAMES = ["hour", "day", "week", "month"] as const;
/** Visitors are counted where agents are. */
const AGENT: KnownDimension = DIMENSIONS.find(({ name }) => name === "agent")!;

const spanOf = ({ by }: ReportArguments) => ROW_SPANS[(by ?? "day") as typeof NAMES[number]];

/** One who comes in two spans counts in each; the sum of the rows says nothing. */
export const visitors: Report = {
  name: "visitors",
  summary: "different hosts with agents within 1.6 %, per hour to month, oldest first",
  columns: ["start_iso", "visitors"],
  options: ["since", "until", "by"],
  spans: NAMES,
  defaultLimit: null,
  question,
  notes(reader, given) {
    const grain = { span: spanOf(given).even, isOfHours: true };
    return [
      ...keptNotes(reader, AGENT, given.source),
      ...beganNotes(reader, given),
      ...coarseHostNotes(
        reader,
        given,
        (level) =>
          level === "all"
            ? "all with one agent are one visitor"
            : "those of one network with one agent are one visitor",
      ),
      ...wholeBucketNotes(reader, given, grain),
      ...missingNotes(reader, given, { hasRollups: true, ...grain }),
    ];
  },
};

/** Hours that start in the range, and rollups of hours that lie in it and in one span. */
function question(given: ReportArguments): Question {
  const span = spanOf(given), start = span.start("start");
  const { where, parameters } = whereOf({
    "source = :source": given.source,
    "start >= :since": given.since,
    [`start + iif(size = ${HOUR}, 1, size) <= :until`]: given.until,
  });
  const fits = span.even === null ? `${start} = ${span.start("(start + size - 1)")}` : FITS_SPAN;
  const rows = `(SELECT ${start} AS start, registers FROM visitor_hours ${also(where, fits)})`;
  const columns = { start_iso: isoOf("start"), visitors: "visitors(registers)" };
  const asked = newest(columns, rows, ["start"], {}, given.limit, "GROUP BY start");
  return { sql: asked.sql, parameters: { ...parameters, ...asked.parameters, ...span.even } };
}

/** Since when visitors are counted, where that is later than the range. */
function beganNotes(reader: Reader, { source, since }: ReportArguments): string[] {
  const { where, parameters } = whereOf({ "s.name = :source": source, "h.since > :since": since });
  const { rows } = reader.query(
    `SELECT s.name, h.since FROM sources AS s JOIN hourly_since AS h ON h.source = s.name AND h.dimension = 'visitor'
      LEFT JOIN pruned AS p ON p.source = s.name
    ${also(where, "h.since > s.first_time AND h.since > coalesce(p.before, 0)")} ORDER BY s.name`,
    parameters,
  );
  return rows.map(([name, from]) =>
    `Of source "${name}" visitors are counted since ${isoTime(Number(from))}: earlier versions did not.`
  );
}
