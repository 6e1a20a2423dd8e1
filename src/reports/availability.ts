// Role: canned report `availability`: the share of requests that did not fail, per span of time.

import { askedHostNotes } from "./notes/coarse_hosts.ts";
import { ASKABLE, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import { DAY, HOUR } from "../domain/counting/hours.ts";
import { boundNotes } from "./rows/cut_buckets.ts";
import { halvesOf } from "./rows/halves.ts";
import { exactNotes } from "./notes/exact_notes.ts";
import { keptNotes, viewsOf } from "./rows/dimension_views.ts";
import { allRows, hourlyRows } from "./rows/hours.ts";
import { rowsOfValues } from "./rows/range_rows.ts";
import type { Question, Report, ReportArguments } from "./report.ts";
import { FITS_SPAN, type Grain, missingNotes, rollupRange, wholeBucketNotes } from "./rows/rollups.ts";
import { leastBucket, shortSteps, stepBlocks, stepRows } from "./rows/short_steps.ts";
import { evenSpanOf } from "./options/spans.ts";
import type { ShownAnswer } from "../stores/store.ts";
import { also, AVAILABILITY, isoOf, newest, whereOf } from "./rows/sql.ts";

/** The spans of a row. */
const NAMES = ["1m", "5m", "hour", "day", "week"] as const;
const spanOf = ({ by }: ReportArguments): NonNullable<Grain["span"]> =>
  evenSpanOf((by ?? "hour") as typeof NAMES[number]);
const START = "start - (start + :shift) % :span";
const COLUMNS = {
  start_iso: isoOf(START),
  hits: "sum(hits)",
  failures: "sum(failures)",
  availability: AVAILABILITY,
} as const;

/** The dimensions of which one value may be asked for. */
const ASKED = ASKABLE;

/** The one of which a value is asked for; null for all records. */
function askedOf(given: ReportArguments): KnownDimension | null {
  return ASKED.find(({ name }) => given[name] !== null) ?? null;
}

/** Whether the rows are those of `rows/short_steps.ts`. */
function isOfShortSteps(given: ReportArguments): boolean {
  const { span } = spanOf(given);
  return askedOf(given) === null && span % HOUR !== 0 && span <= DAY;
}

/**
 * In UTC, of all records, one section or one host. A bucket counts for the span in which it starts, a rollup for the one
 * in which it lies.
 */
export const availability: Report = {
  name: "availability",
  summary: "hits, failures and availability per minute to week, oldest first",
  columns: Object.keys(COLUMNS),
  units: { availability: "share_down" },
  options: ["since", "until", ...ASKED.map(({ name }) => name), "by"],
  spans: NAMES,
  hasAnySpan: true,
  defaultLimit: null,
  question(given: ReportArguments): Question {
    const asked = askedOf(given), views = asked && viewsOf(asked), span = spanOf(given);
    if (isOfShortSteps(given)) return shortSteps(given, span);
    const wanted = asked && `${asked.name} ${asked.kind === "number" ? "LIKE" : "="} :${asked.name}`;
    const only = wanted === null ? {} : { [wanted]: given[asked!.name] };
    const buckets = whereOf(only), rolled = whereOf({ ...rollupRange(given), ...only });
    const columns = "start, hits, failures";
    const hourly = asked === null ? null : hourlyRows(asked, viewsOf(asked), given, span.span);
    const all = hourly ?? allRows(given, span.span);
    const rows = hourly === null
      ? all.select(columns, "")
      : rowsOfValues(asked!, hourly, columns, wanted!, true);
    const rollups = views === null ? "rollups" : views.rollups;
    const both = `(${rows}` +
      (rollups === null
        ? ")"
        : ` UNION ALL SELECT ${columns} FROM ${rollups} ${also(rolled.where, FITS_SPAN)})`);
    const { sql, parameters } = newest(COLUMNS, both, [START], {}, given.limit, `GROUP BY ${START}`);
    return {
      sql: `WITH ${all.spans.join(", ")} ${sql}`,
      parameters: { ...buckets.parameters, ...all.parameters, ...parameters, ...span },
    };
  },
  parts(reader, given) {
    const span = spanOf(given);
    const halves = isOfShortSteps(given) ? halvesOf(reader, given, leastBucket(span.span)) : null;
    return halves && halves.map((half) => shortSteps(half, span, given));
  },
  present: (answer, given) =>
    isOfShortSteps(given)
      ? {
        columns: Object.keys(COLUMNS),
        rows: Array.from(stepRows(stepBlocks(answer), spanOf(given), given.limit)),
      }
      : answer,
  stream(answer, given) {
    if (!isOfShortSteps(given)) return null;
    const blocks = stepBlocks(answer), span = spanOf(given);
    const rows = (isSample: boolean): ShownAnswer["rows"] => ({
      [Symbol.iterator]: () => stepRows(blocks, span, given.limit, isSample)[Symbol.iterator](),
    });
    return { columns: Object.keys(COLUMNS), rows: rows(false), samples: rows(true) };
  },
  notes(reader, given, { rows }) {
    const asked = askedOf(given), isShown = rows.length > 0, span = spanOf(given);
    const hasRollups = asked === null || viewsOf(asked).rollups !== null;
    const isCut = asked !== null && viewsOf(asked).cut !== null;
    const bounds = isCut && boundNotes(reader, asked, given[asked.name]!, given, isShown, span.span);
    const grain = { hasRollups, span, isOfHours: asked?.span === "hour" };
    return [
      ...askedHostNotes(reader, given),
      ...bounds || [],
      ...(asked === null ? [] : exactNotes([asked], given, !isShown)),
      ...(asked === null ? [] : keptNotes(reader, asked, given.source)),
      ...wholeBucketNotes(reader, given, grain),
      ...missingNotes(reader, given, grain),
    ];
  },
};
