// Role: the parameters of a request → the arguments of a report, checked once. They are the options of `httplog query`.

import { OLDEST_TIME } from "../reports/rows/sql.ts";
import { ASKABLE, byDimension } from "../domain/dimensions/dimensions.ts";
import { nearest } from "../domain/nearest.ts";
import { parseDuration } from "../domain/rules/duration.ts";
import { isoTime, type Moment, MOMENT_FORMS, parseMoment } from "../domain/time_text.ts";
import {
  apart,
  type DimensionPair,
  optionOf,
  type ReportArguments,
  type ReportOption,
  type ReportSpan,
} from "../reports/report.ts";
import { patternOfStatus, spanForms, spanIn, STATUS_FORMS } from "../reports/options/option_values.ts";
import { type ComparedSpans, comparedSpans } from "../reports/options/compared_span.ts";
import type { Reader } from "../stores/store.ts";
import type { ApiRange } from "./answer.ts";
import { ApiFault } from "./fault.ts";

/** Most rows of an answer, and most steps of a range. */
export const MOST_ROWS = 10_000;

/** What a resource may be asked beside `source`. */
export type ApiParameter = ReportOption | "limit" | "step" | "value";

/** A request as it was checked. */
export interface Asked extends ReportArguments {
  /** Seconds; null = no steps. */
  readonly step: number | null;
  /** The only value of the dimension whose course is asked for; null = all. */
  readonly value: string | null;
  readonly range: ApiRange;
}

/** What a resource understands. */
export interface Understood {
  /** What it may be asked beside `source` and `limit`. */
  readonly parameters: readonly ApiParameter[];
  /** Those that must be given; absent: none. */
  readonly required?: readonly ApiParameter[];
  /** See `Report.pairs`. */
  readonly pairs?: readonly DimensionPair[];
  /** What `by` may be; absent: it has no `by`. */
  readonly spans?: readonly ReportSpan[];
  /** Whether `by` may also be any number of seconds; absent: no. */
  readonly hasAnySpan?: boolean;
  /** Most rows without `limit`; null = as many as an answer may have. */
  readonly defaultLimit: number | null;
  /** Whether with `step` its rows are steps, of which all are shown without `limit`; absent: those of one `value` are. */
  readonly hasSteps?: boolean;
}

/** Reads the parameters. Errors: {@link ApiFault} for an unknown one, one that is given twice or is missing, or a wrong value. */
export function readParameters(
  given: URLSearchParams,
  understood: Understood,
  reader: Reader,
  now: number,
): Asked {
  checkNames(given, understood);
  const source = given.get("source"), extent = extentOf(reader, source);
  const read = (name: string): number | null => absolute(name, given.get(name), extent, now);
  const since = read("since"), until = read("until");
  if (since !== null && until !== null && since >= until) {
    const text = `Nothing lies between since (${isoTime(since)}) and until (${isoTime(until)}, exclusive).`;
    throw new ApiFault(400, text, "until");
  }
  const range = { since, until, ...extent }, spans = comparedWith(given.get("with"), range, now);
  const step = stepOf(given.get("step"), range), value = given.get("value");
  const isOfSteps = step !== null && (understood.hasSteps === true || value !== null);
  return {
    ...{ since, until, source, range, step, value },
    // A comparison is of two spans with an end each.
    ...(spans === null ? {} : { until: spans.range.until, compared: spans.compared }),
    ...byDimension((dimension) => {
      const { name, kind } = dimension, value = given.get(optionOf(name));
      return kind === "name" || !ASKABLE.includes(dimension) ? value : statusPattern(name, value);
    }),
    by: spanOf(given.get("by"), understood),
    exactOnly: flag("exact-only", given),
    full: flag("full", given),
    overlap: flag("overlap", given),
    limit: limitOf(given.get("limit"), isOfSteps ? null : understood.defaultLimit),
  };
}

/** The newest of the rows of a statement that begin with `start`, the oldest first: at most `limit`, and where that is all, one more. */
export function newestSteps(select: string, { limit }: Pick<Asked, "limit">): string {
  const most = limit === null || limit >= MOST_ROWS ? MOST_ROWS + 1 : limit;
  return `SELECT * FROM (${select} ORDER BY 1 DESC LIMIT ${most}) ORDER BY start`;
}

/** How a parameter is written: as the option of `query`. */
export function parameterName(parameter: ApiParameter): string {
  return parameter.replaceAll("_", "-");
}

function checkNames(given: URLSearchParams, { parameters, required = [], pairs }: Understood): void {
  const names = [...new Set(["source", "limit", ...parameters.map(parameterName)])];
  for (const name of given.keys()) {
    if (!names.includes(name)) throw unknownParameter(name, names);
    if (given.getAll(name).length > 1) {
      throw new ApiFault(400, `"${name}" is given twice. Give it once.`, name);
    }
  }
  const missing = required.map(parameterName).find((name) => !given.has(name));
  if (missing !== undefined) throw new ApiFault(400, `"${missing}" must be given here.`, missing);
  const together = apart((name) => given.has(name), pairs);
  if (together !== null) throw apartFault(...together);
}

/** Two parameters of which one would have to be left out. */
export function apartFault(one: string, other: string): ApiFault {
  return new ApiFault(400, `"${one}" and "${other}" do not go together: they are counted apart.`, other);
}

/** The range and the span that it is compared with: "BEGIN", as long as the range, or "BEGIN/END"; null without one. */
function comparedWith(text: string | null, range: ApiRange, now: number): ComparedSpans | null {
  if (text === null) return null;
  const times = text.split("/").map((part) => absolute("with", part, range, now) ?? 0);
  const spans = comparedSpans(range, range.last, times);
  const overlap = "has times in common with the range: nothing can be told apart";
  const wrong = spans.wrong ?? (spans.isOverlapping ? overlap : null);
  if (wrong !== null) throw new ApiFault(400, `"${text}" ${wrong}.`, "with");
  return spans;
}

function unknownParameter(name: string, names: readonly string[]): ApiFault {
  const near = nearest(name, names);
  const advice = near === undefined ? `It has: ${names.join(", ")}.` : `Did you mean "${near}"?`;
  return new ApiFault(400, `"${name}" is no parameter of this resource. ${advice}`, name);
}

/** What the database holds of the source, or of all. Errors: {@link ApiFault} for an unknown source. */
function extentOf(reader: Reader, source: string | null): Pick<ApiRange, "first" | "last" | "final"> {
  const sql =
    `SELECT count(*), min(${OLDEST_TIME}), max(coalesce(watermark + lateness, last_time)), min(watermark)
    FROM sources WHERE :source IS NULL OR name = :source`;
  const [[count, ...times]] = reader.query(sql, { source }).rows;
  if (source !== null && count === 0) {
    throw new ApiFault(404, `No source "${source}" is in the database. "sources" lists them.`, "source");
  }
  const [first, last, final] = times.map((time) => time === null ? null : Number(time));
  return { first, last, final };
}

/** A time as it was typed; null without one, and for a span back from the last record where there is none. */
function absolute(
  name: string,
  text: string | null,
  { last }: Pick<ApiRange, "last">,
  now: number,
): number | null {
  if (text === null) return null;
  const moment: Moment | undefined = parseMoment(text, now);
  if (moment === undefined) throw new ApiFault(400, `"${text}" is no time. Allowed: ${MOMENT_FORMS}.`, name);
  if (moment.kind === "at") return moment.time;
  return last === null ? null : Math.max(0, last - moment.seconds);
}

function statusPattern(name: string, text: string | null): string | null {
  const pattern = text === null ? null : patternOfStatus(text);
  if (pattern !== undefined) return pattern;
  throw new ApiFault(400, `"${text}" is no status. ${STATUS_FORMS}`, name);
}

function spanOf(
  text: string | null,
  understood: Pick<Understood, "spans" | "hasAnySpan">,
): ReportSpan | null {
  const span = text === null ? null : spanIn(understood, text);
  if (span !== undefined) return span;
  throw new ApiFault(400, `"${text}" is no span. Allowed: ${spanForms(understood)}.`, "by");
}

function flag(name: ApiParameter, given: URLSearchParams): boolean {
  const text = given.get(name);
  if (text === null || text === "0") return false;
  if (text === "1" || text === "") return true;
  throw new ApiFault(400, `"${name}" is 1 or 0; "${text}" was given.`, name);
}

function limitOf(text: string | null, preset: number | null): number {
  if (text === null) return preset ?? MOST_ROWS;
  if (/^\d{1,15}$/.test(text)) return Math.min(Number(text) || MOST_ROWS, MOST_ROWS);
  throw new ApiFault(
    400,
    `"${text}" is no number of rows. Allowed: 1 to ${MOST_ROWS}, or 0 for all.`,
    "limit",
  );
}

/** Seconds of a step. Errors: {@link ApiFault} also where the range would have more than {@link MOST_ROWS} of them. */
function stepOf(text: string | null, { since, until, first, last }: ApiRange): number | null {
  if (text === null) return null;
  const step = /^\d{1,9}$/.test(text) ? Number(text) : parseDuration(text);
  if (step === undefined || step < 1 || step > 366 * 86400) {
    throw new ApiFault(
      400,
      `"${text}" is no step. Allowed: seconds, or a span such as 5m or 1d, up to 366d.`,
      "step",
    );
  }
  const from = Math.max(since ?? 0, first ?? 0), to = Math.min(until ?? Infinity, (last ?? from) + 1);
  const steps = Math.ceil((to - from) / step);
  if (steps <= MOST_ROWS) return step;
  const least = Math.ceil((to - from) / MOST_ROWS);
  throw new ApiFault(
    400,
    `The range has ${steps} steps. Allowed are ${MOST_ROWS}: a step of ${least} s or more.`,
    "step",
  );
}
