// Role: what the page asks first, as data: the server has it computed while the browser still reads the page.

import type { ApiAnswer } from "../../api/answer.ts";
import { grainsOf } from "./grains.ts";
import type { Extent } from "./model.ts";

/** Parameters of a question to the API; those that are null are left out. */
export type Parameters = Readonly<Record<string, string | number | null>>;

/** What the page has to know before it can ask for anything else. */
export const KNOWN_FIRST = ["sources", "dimensions", "rules"] as const;

/** Seconds that are shown first, where more is stored. */
const FIRST_SECONDS = 86400;

/** A question as the API is asked it: a path below its root, and parameters. */
export function questionText(path: string, parameters: Parameters): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === null ? [] : [[name, String(value)]]
  );
  return `${path.split("/").map(encodeURIComponent).join("/")}?${new URLSearchParams(given)}`;
}

/** Answers of the server that come with the page. */
export interface FirstAnswers {
  /** The state of the database that they are of, by the entity tag of such a response. */
  readonly state: string;
  /** By question, as in {@link questionText}. */
  readonly answers: Readonly<Record<string, ApiAnswer>>;
}

/** All that is stored, and what is shown of it first; null where nothing is. */
export interface Extents {
  /** Seconds of a bucket; of several sources the largest. */
  readonly grain: number;
  readonly whole: Extent | null;
  readonly first: Extent | null;
}

/** The extents of an answer about all sources. */
export function extentsOf({ columns, rows, range: { first, last } }: ApiAnswer): Extents {
  const place = columns.indexOf("bucket_size");
  const grain = Math.max(1, ...rows.map((row) => Number(row[place])));
  if (first === null || last === null) return { grain, whole: null, first: null };
  const whole = { since: first - first % grain, until: last - last % grain + grain };
  const isShort = whole.until - whole.since <= FIRST_SECONDS;
  const since = Math.floor((whole.until - FIRST_SECONDS) / grain) * grain;
  return { grain, whole, first: isShort ? whole : { since, until: whole.until } };
}

/** A range as parameters: all that is stored has no begin and no end, as in `query`, so that hours which have begun before the first
 * record are exact, too. */
export function rangeParameters(
  { since, until }: Extent,
  whole: Extent | null,
): { readonly since: number | null; readonly until: number | null } {
  const isAll = whole !== null && since <= whole.since && until >= whole.until;
  return isAll ? { since: null, until: null } : { since, until };
}

/** The question for the traffic of a span, to `buckets`. */
export function trafficQuestion(range: Parameters, span: Extent, grain: number): Parameters {
  return { ...range, step: grainsOf(span, grain).fine, limit: 0 };
}

/** Most alerts that are listed. */
const MOST_ALERTS = 500;

/** The question for those that fire in a range, to `alerts`. */
export function alertsQuestion(range: Parameters): Parameters {
  return { ...range, overlap: 1, limit: MOST_ALERTS };
}
