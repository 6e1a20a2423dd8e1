// Role: reads the value history of an alert from the store: from the seconds if they can tell the rule's records apart,
// else from the minutes of an objective, else from buckets.

import {
  type CauseConditions,
  conditionsOf,
  type ExplainedRule,
  isFrom400,
} from "../../domain/alerts/cause_amounts.ts";
import { type HistoryPoint, historyValues, spanOf, stepsOf } from "../../domain/alerts/value_history.ts";
import { OTHER } from "../../domain/dimensions/dimension.ts";
import { SERVER_ERRORS } from "../../domain/rules/definition.ts";
import { furtherIn, isEverything } from "../../domain/rules/match.ts";
import { looksAtDurations } from "../../domain/rules/series.ts";
import type { Reader } from "../../stores/store.ts";
import { isCountedNow, minutesKnownFrom, uncountedNote } from "../rows/slo_minutes.ts";

/** How the value of a rule developed around an alert. */
export interface ValueHistory {
  /** The value at the end of each step; null where it is undefined. */
  readonly values: readonly (number | null)[];
  /** First second of the first step. */
  readonly from: number;
  /** Seconds of a step. */
  readonly step: number;
  /** What it was computed from: "seconds", "the minutes of the objective", "buckets of 10 s". */
  readonly source: string;
  /** Whether it may be larger: buckets do not name all values. */
  readonly isLowerBound: boolean;
  /** Where what its first values would need was pruned: the first second that was not; null where nothing is missing. */
  readonly prunedBefore: number | null;
  /** Where its objective was not counted all the time: a sentence that says so; null where it was, and of rules. */
  readonly uncounted: string | null;
}

/** The alert and the part of its rule that the history depends on. */
interface HistoryRequest {
  readonly source: string;
  /** Id of the rule or objective. */
  readonly rule: string;
  readonly firedAt: number;
  /** Null while it fires. */
  readonly resolvedAt: number | null;
  /** Its window is that of the alert. */
  readonly watched: ExplainedRule;
  /** An error ratio of fewer hits is undefined. */
  readonly minHits: number;
  /** The error budget of an objective; 1 for other rules. */
  readonly budget: number;
  /** The canonical text of its series, by which an objective's minutes are known. */
  readonly series: string;
}

/** Most steps of a history by what it is read from: at most a quarter of a second of work. */
const MOST = { seconds: 43_200, minutes: 43_200, buckets: 2000 };

/** Reads the points of [from, to). */
type Points = (from: number, to: number) => HistoryPoint[];

/** The history; null where no stored table can tell the rule's records apart. */
export function valueHistoryOf(reader: Reader, asked: HistoryRequest): ValueHistory | null {
  const { source, watched } = asked;
  const { rows } = reader.query(
    "SELECT first_time, last_time, bucket_size FROM sources WHERE name = :source AND last_time IS NOT NULL",
    { source },
  );
  if (rows.length === 0) return null;
  const [first, last, size] = rows[0].map(Number);
  const pruned = prunedBefore(reader, asked);
  const inSteps = (
    points: Points,
    step: number,
    most: number,
    source: string,
    views: readonly string[] = [],
  ): ValueHistory => {
    const span = spanOf({ ...asked, window: watched.window }, { first, last }, step, most);
    const before = stepsOf(watched.window, step) * step;
    const values = historyValues(points(span.from - before, span.to), span, { ...asked, ...watched });
    const missing = pruned === null ? 0 : Math.max(0, Math.ceil((pruned + before - span.from) / step) - 1);
    values.fill(null, 0, missing);
    const isLowerBound = views.some((view) => leavesOut(reader, asked.source, view, span));
    const known = Math.max(span.from - before, first - first % step, pruned ?? 0);
    return {
      ...{ values, from: span.from, step, source, isLowerBound, prunedBefore: missing > 0 ? pruned : null },
      uncounted: watched.metric === "burn"
        ? uncountedNote(reader, { ...asked, slo: asked.rule }, { from: known, to: span.to })
        : null,
    };
  };
  if (watched.metric === "burn") {
    return inSteps(minutesOf(reader, asked), 60, MOST.minutes, "the minutes of the objective");
  }
  if (canAskSeconds(watched)) {
    return inSteps(secondsOf(reader, source, onTime(watched)), 1, MOST.seconds, "seconds");
  }
  // Nothing stored tells slow records apart, nor what buckets or minutes do not know the values of.
  if (looksAtDurations(watched) || furtherIn(watched.match).length > 0) return null;
  const hits = tableOf(conditionsOf({ ...watched, metric: "count" })),
    errors = tableOf(conditionsOf(watched));
  if (hits === null || errors === null) return null;
  const points = bucketsOf(reader, source, watched, hits, errors);
  return inSteps(points, size, MOST.buckets, `buckets of ${size} s`, [hits.view, errors.view]);
}

/** Whether buckets of a span leave values of a view without a name. */
function leavesOut(
  reader: Reader,
  source: string,
  view: string,
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  const column = TABLES.find((table) => table.view === view)?.parts.findLast((part) => part !== "status");
  if (column === undefined) return false;
  const sql = `SELECT 1 FROM ${view} WHERE source = :source AND start >= :from AND start < :to
    AND ${column} = '${OTHER}' LIMIT 1`;
  return reader.query(sql, { source, from, to }).rows.length > 0;
}

/** What its values are computed from was pruned before it; null where nothing was. */
function prunedBefore(reader: Reader, { source, rule, watched }: HistoryRequest): number | null {
  const [[before]] = watched.metric === "burn"
    ? reader.query(`SELECT ${minutesKnownFrom(":source", ":rule")}`, { source, rule }).rows
    : reader.query("SELECT max(before) FROM pruned WHERE source = :source", { source }).rows;
  return before === null ? null : Number(before);
}

function canAskSeconds(watched: ExplainedRule): boolean {
  const { metric, match, errors } = watched;
  if (looksAtDurations(watched)) return false;
  if (!isEverything(match)) return false;
  return metric !== "error_ratio" || JSON.stringify(errors) === JSON.stringify(SERVER_ERRORS);
}

/** The hits that rules see, without late records; of those among errors and bytes nothing is known apart. */
function onTime({ metric }: ExplainedRule): string {
  return metric === "rate" || metric === "count" || metric === "absence" ? "hits - late" : "hits";
}

function secondsOf(reader: Reader, source: string, hits: string): Points {
  const sql = `SELECT time, ${hits}, bytes, failures FROM seconds
    WHERE source = :source AND time >= :from AND time < :to`;
  return (from, to) =>
    reader.query(sql, { source, from, to }).rows.map((row) => {
      const [time, hits, bytes, errors] = row.map(Number);
      return { time, hits, bytes, errors };
    });
}

function minutesOf(reader: Reader, { source, rule, series }: HistoryRequest): Points {
  const sql = `SELECT minute, hits, errors FROM slo_minutes AS m
    WHERE source = :source AND slo = :rule AND minute >= :from AND minute < :to
      AND ${isCountedNow(":source", ":rule", ":series")}`;
  return (from, to) =>
    reader.query(sql, { source, rule, series, from, to }).rows.map((row) => {
      const [time, hits, errors] = row.map(Number);
      return { time, hits, bytes: 0, errors };
    });
}

/** A view with the columns whose conditions it can check. */
interface Table {
  readonly view: string;
  readonly parts: readonly (keyof CauseConditions)[];
}

const TABLES: readonly Table[] = [
  { view: "buckets", parts: [] },
  { view: "bucket_sections", parts: ["section"] },
  { view: "bucket_hosts", parts: ["host"] },
  { view: "bucket_statuses", parts: ["status"] },
  { view: "bucket_status_hosts", parts: ["status", "host"] },
  { view: "bucket_status_sections", parts: ["status", "section"] },
];

/** The view that can check the conditions; null where none can. */
function tableOf(conditions: CauseConditions): Table | null {
  const asked = Object.keys(conditions) as (keyof CauseConditions)[];
  if (asked.length > 1 && !isFrom400(conditions)) return null;
  return TABLES.find(({ parts }) =>
    parts.length === asked.length && asked.every((part) => parts.includes(part))
  ) ?? null;
}

function bucketsOf(
  reader: Reader,
  source: string,
  watched: ExplainedRule,
  hits: Table,
  errors: Table,
): Points {
  const sums = ({ view, parts }: Table, conditions: CauseConditions, from: number, to: number) => {
    const columns = ["start", parts.length === 0 ? onTime(watched) : "hits", "bytes", ...parts].join(", ");
    const sql = `SELECT ${columns} FROM ${view} WHERE source = :source AND start >= :from AND start < :to`;
    const found = new Map<number, { hits: number; bytes: number }>();
    for (const [start, hits, bytes, ...names] of reader.query(sql, { source, from, to }).rows) {
      if (!parts.every((part, at) => names[at] !== null && conditions[part]!(String(names[at])))) continue;
      const sum = found.get(Number(start)) ?? { hits: 0, bytes: 0 };
      found.set(Number(start), { hits: sum.hits + Number(hits), bytes: sum.bytes + Number(bytes) });
    }
    return found;
  };
  return (from, to) => {
    const all = sums(hits, conditionsOf({ ...watched, metric: "count" }), from, to);
    const failed = hits === errors ? all : sums(errors, conditionsOf(watched), from, to);
    return [...all].map(([time, sum]) => ({ time, ...sum, errors: failed.get(time)?.hits ?? 0 }));
  };
}
