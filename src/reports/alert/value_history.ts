// Role: the course of an alert out of the store: from seconds where those can answer, from the minutes of an objective, or
// from buckets. Used by `alert.ts`; the arithmetic is `domain/alerts/value_history.ts`.

import {
  type CauseConditions,
  conditionsOf,
  type ExplainedRule,
  isFrom400,
} from "../../domain/alerts/cause_amounts.ts";
import { courseValues, type HistoryPoint, spanOf, stepsOf } from "../../domain/alerts/value_history.ts";
import { SERVER_ERRORS } from "../../domain/rules/definition.ts";
import type { Reader } from "../../stores/store.ts";

/** How the watched value went. */
export interface ValueHistory {
  /** The value at the end of each step; null for none. */
  readonly values: readonly (number | null)[];
  /** First second of the first step. */
  readonly from: number;
  /** Seconds of a step. */
  readonly step: number;
  /** What it was made from: "seconds", "minutes", "buckets of 10 s". */
  readonly source: string;
}

/** An alert and its rule, as far as they decide the course. */
export interface HistoryRequest {
  /** Name of the source. */
  readonly source: string;
  /** Id of the objective, for "burn". */
  readonly rule: string;
  /** When it fired. */
  readonly firedAt: number;
  /** When it resolved; null while it fires. */
  readonly resolvedAt: number | null;
  /** What the rule watches, over the window of the alert. */
  readonly watched: ExplainedRule;
  /** Below so many hits there is no ratio. */
  readonly minHits: number;
  /** The error budget of an objective; 1 where there is none. */
  readonly budget: number;
}

/** Most steps of a course, by what it is made from: a quarter of a second of work at most. */
const MOST = { seconds: 43_200, minutes: 43_200, buckets: 2000 };

/** Gives the points of [from, to). */
type Points = (from: number, to: number) => HistoryPoint[];

/** The course; null where what is stored does not tell the records of the rule apart. */
export function valueHistoryOf(reader: Reader, asked: HistoryRequest): ValueHistory | null {
  const { source, watched } = asked;
  const { rows } = reader.query(
    "SELECT first_time, last_time, bucket_size FROM sources WHERE name = :source AND last_time IS NOT NULL",
    { source },
  );
  if (rows.length === 0) return null;
  const [first, last, size] = rows[0].map(Number);
  const inSteps = (points: Points, step: number, most: number, source: string): ValueHistory => {
    const span = spanOf({ ...asked, window: watched.window }, { first, last }, step, most);
    const before = stepsOf(watched.window, step) * step;
    const values = courseValues(points(span.from - before, span.to), span, { ...asked, ...watched });
    return { values, from: span.from, step, source };
  };
  if (watched.metric === "burn") {
    return inSteps(minutesOf(reader, asked), 60, MOST.minutes, "the minutes of the objective");
  }
  if (canAskSeconds(watched)) return inSteps(secondsOf(reader, source), 1, MOST.seconds, "seconds");
  const hits = tableOf(conditionsOf({ ...watched, metric: "count" })),
    errors = tableOf(conditionsOf(watched));
  if (hits === null || errors === null) return null;
  const points = bucketsOf(reader, source, watched, hits, errors);
  return inSteps(points, size, MOST.buckets, `buckets of ${size} s`);
}

function canAskSeconds({ metric, match, errors }: ExplainedRule): boolean {
  if (match.section !== null || match.host !== null || match.status !== null) return false;
  return metric !== "error_ratio" || JSON.stringify(errors) === JSON.stringify(SERVER_ERRORS);
}

function secondsOf(reader: Reader, source: string): Points {
  const sql = `SELECT time, hits, bytes, failures FROM seconds
    WHERE source = :source AND time >= :from AND time < :to`;
  return (from, to) =>
    reader.query(sql, { source, from, to }).rows.map((row) => {
      const [time, hits, bytes, errors] = row.map(Number);
      return { time, hits, bytes, errors };
    });
}

function minutesOf(reader: Reader, { source, rule }: HistoryRequest): Points {
  const sql = `SELECT minute, hits, errors FROM slo_minutes
    WHERE source = :source AND slo = :rule AND minute >= :from AND minute < :to`;
  return (from, to) =>
    reader.query(sql, { source, rule, from, to }).rows.map((row) => {
      const [time, hits, errors] = row.map(Number);
      return { time, hits, bytes: 0, errors };
    });
}

/** The view that counts the records of conditions, and its columns that those are about; null where none does. */
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
    const columns = ["start", "hits", "bytes", ...parts].join(", ");
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
