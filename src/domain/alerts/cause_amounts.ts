// Role: how much of a rule's measure each section, host, status and pair has, in the window's buckets and in those before
// them. For a rule about some records only, it picks the table of the buckets that can tell those records apart.

import type { BucketRows, ValueRow } from "../buckets/rows.ts";
import { OTHER } from "../dimensions/dimension.ts";
import { failingRoutes } from "./failing_routes.ts";
import { type Match, type MetricName, PERCENTILES, type StatusRange } from "../rules/definition.ts";
import { seriesText } from "../rules/series.ts";
import { furtherIn, isNamed, isStatusIn } from "../rules/match.ts";

/** What can be a cause; equal causes are listed in this order. A pair's value is the status, a space, and the name. */
export const CAUSE_KINDS = [
  "status_host",
  "status_section",
  "route",
  "status",
  "section",
  "host",
  "agent",
] as const;

/** Those that buckets have tables of. Routes they have of failures, and agents none: these are of rules on latency alone. */
const BUCKET_KINDS = ["status_host", "status_section", "status", "section", "host"] as const;

type BucketKind = typeof BUCKET_KINDS[number];

export type CauseKind = typeof CAUSE_KINDS[number];

/**
 * Which records a total counts: those that match the rule, all, or all that have the section, host or status that it matches, or two of these,
 * whatever else it matches. Of errors all of these that are errors.
 */
export type CauseBase = "matching" | "all" | BucketKind;

/** What a rule, or an SLO ("burn"), watches. */
export interface ExplainedRule {
  readonly metric: MetricName | "burn";
  readonly match: Match;
  /** For "error_ratio" and "burn". */
  readonly errors: readonly StatusRange[];
  /** Microseconds; slower records are errors, too, or, for "slow_ratio" and percentiles, the slow ones. Absent: none. */
  readonly slowerThan?: number;
  /** Seconds; for "burn" the short window of the tier. */
  readonly window: number;
}

/** The amounts of one kind: whole numbers that saturate at 2^53 − 1. */
export interface Amounts {
  readonly kind: CauseKind;
  /** Value → amount in the window, without `(other)` and values that the rule does not match. */
  readonly now: ReadonlyMap<string, number>;
  /** What the amounts are shares of. */
  readonly total: number;
  /** Value → amount before the window; the most it may be where the rule names hosts or sections. */
  readonly before: ReadonlyMap<string, number>;
  /** The least that it may be, but at least 1 where it may be more than 0. An amount before may be more: then it is all. */
  readonly totalBefore: number;
  readonly of: CauseBase;
}

const PARTS: Readonly<Record<BucketKind, readonly CausePart[]>> = {
  section: ["section"],
  host: ["host"],
  status: ["status"],
  status_host: ["status", "host"],
  status_section: ["status", "section"],
};

type CausePart = "section" | "host" | "status";

/** The conditions of a rule by part of a record; a part without one is absent. */
export type CauseConditions = Partial<Record<CausePart, (name: string) => boolean>>;

/**
 * The amounts of every kind that the buckets hold and that the rule does not fix to one value. Totals in the window are never
 * underestimated, so shares are lower bounds where a table was cut to its top N or cannot check a condition. Of a rule
 * that names hosts or sections those before it are never overestimated, and amounts before it never underestimated, so that no lift of
 * its records is too large. Pairs are
 * skipped if a bucket with statuses ≥ 400 has none: it was counted before there was a rule file.
 */
export function amountsOf(
  watched: ExplainedRule,
  now: readonly BucketRows[],
  before: readonly BucketRows[],
): Amounts[] {
  const conditions = conditionsOf(watched), isHigh = isFrom400(conditions);
  const hasPairs = [...now, ...before].every(knowsPairs);
  const measure = watched.metric === "bytes_rate" ? "bytes" : "hits";
  const ofBuckets = BUCKET_KINDS.flatMap((kind): Amounts[] => {
    if (isFixed(kind, watched)) return [];
    const tables = BUCKET_KINDS.filter((table) => {
      if (!PARTS[kind].every((part) => PARTS[table].includes(part))) return false;
      // Pairs are counted for statuses ≥ 400 only.
      return PARTS[table].length === 1 || (hasPairs && (PARTS[kind].includes("status") || isHigh));
    });
    const known = (table: BucketKind) => PARTS[table].filter((part) => conditions[part] !== undefined);
    const [table] = tables.sort((a, b) =>
      known(b).length - known(a).length || PARTS[a].length - PARTS[b].length
    );
    if (table === undefined) return [];
    const wholes = known(table), whole = wholes.length === 2 && !isHigh ? ["status" as const] : wholes;
    if (isAboutErrors(watched) && !whole.includes("status")) return [];
    const isWhole = Object.keys(conditions).length === whole.length && furtherIn(watched.match).length === 0;
    // That only errors are counted goes without saying.
    const matched = whole.filter((part) => watched.match[part] !== null);
    const of = isWhole ? "matching" : matched.length === 0 ? "all" : kindOf(matched);
    const sums = (buckets: readonly BucketRows[]) =>
      sumsOf(buckets, kind, table, whole, watched.match, conditions, measure);
    const [sumsNow, sumsBefore] = [sums(now), sums(before)];
    const totalBefore = Math.max(sumsBefore.least, Math.min(sumsBefore.most, 1));
    return [{
      kind,
      now: sumsNow.known,
      total: sumsNow.most,
      before: withUnseen(sumsBefore, sumsNow.known.keys()),
      totalBefore,
      of,
    }];
  });
  return [...ofBuckets, ...routesOf(watched, conditions, now, before)];
}

/**
 * The amounts of routes, of which buckets have the failures: for a rule on all that failed, whatever its name. Only where the statuses of
 * these buckets say that what it watches is what failed, and each of them has its routes: they may not be kept, or were not yet.
 */
function routesOf(
  { metric, match }: ExplainedRule,
  { status, section, host }: CauseConditions,
  now: readonly BucketRows[],
  before: readonly BucketRows[],
): Amounts[] {
  const isOfSome = section !== undefined || host !== undefined || furtherIn(match).length > 0;
  if (status === undefined || isOfSome || metric === "bytes_rate") return [];
  const isWatched = ({ value }: ValueRow): boolean => status(value) === (value >= FIRST_FAILURE);
  const read = (buckets: readonly BucketRows[]): Map<string, number> | null => {
    const routes = new Map<string, number>();
    for (const bucket of buckets) {
      let known = 0;
      for (const { value, failures } of failingRoutes(bucket)) {
        known += failures;
        if (!isSection(value)) routes.set(value, (routes.get(value) ?? 0) + failures);
      }
      const { status } = bucket.values, isCut = status.some(({ value }) => value === OTHER);
      if (known !== bucket.failures || isCut || !status.every(isWatched)) return null;
    }
    return routes;
  };
  const [ofNow, ofBefore] = [read(now), read(before)];
  if (ofNow === null || ofBefore === null) return [];
  const total = (buckets: readonly BucketRows[]) => buckets.reduce((sum, { failures }) => sum + failures, 0);
  const all = { total: total(now), totalBefore: total(before) };
  return [{ kind: "route", now: ofNow, before: ofBefore, ...all, of: "matching" }];
}

/** Statuses from here on are failures. */
const FIRST_FAILURE = "500";

/** Whether a route has no more than its section, or is the rest: then it says no more. */
function isSection(route: string): boolean {
  return route === OTHER || sectionOfRoute(route) === route;
}

/** The section of a route. */
export function sectionOfRoute(route: string): string {
  return /^\/[^/]*/.exec(route)?.[0] ?? route;
}

/** Whether the rule allows this kind one value only: that this value has all of the measure explains nothing. */
export function isFixed(kind: CauseKind, watched: ExplainedRule): boolean {
  if (kind === "route" || kind === "agent" || PARTS[kind].length > 1) return false;
  const { section, host, status } = watched.match;
  const isOne = (names: readonly string[] | null) => names?.length === 1 && !isPattern(names[0]);
  if (kind === "section") return isOne(section);
  if (kind === "host") return isOne(host);
  return [status, isAboutErrors(watched) ? watched.errors : null].some((ranges) =>
    ranges?.length === 1 && ranges[0].from === ranges[0].to
  );
}

/** What the errors of a rule on latency are counted under, see `ErrorWatch`. */
export function errorKey({ metric, match, errors, slowerThan }: ExplainedRule): string {
  if (metric === "burn") return seriesText({ match, errors, slowerThan });
  const isPercentile = Object.hasOwn(PERCENTILES, metric);
  return isPercentile
    ? `${seriesText({ match, errors, metric })} ${slowerThan}`
    : seriesText({ match, errors, metric, slowerThan });
}

/** Whether its measure is the errors; buckets cannot tell slow records apart, so then it is the hits. */
export function isAboutErrors({ metric, slowerThan }: ExplainedRule): boolean {
  return (metric === "error_ratio" || metric === "burn") && slowerThan === undefined;
}

/** The conditions of a rule; for error ratios and burns the status must also be an error. */
export function conditionsOf(watched: ExplainedRule): CauseConditions {
  const { match: { section, host, status } } = watched;
  const ranges = [status, isAboutErrors(watched) ? watched.errors : null].filter((range) => range !== null);
  return {
    ...(section && { section: (name: string) => isNamed(section, name) }),
    ...(host && { host: (name: string) => isNamed(host, name) }),
    ...(ranges.length > 0 &&
      { status: (name: string) => ranges.every((range) => isStatusIn(range, Number(name))) }),
  };
}

/** Whether the conditions exclude every status below 400, so that the pairs cover all matching records. */
export function isFrom400({ status }: CauseConditions): boolean {
  if (status === undefined) return false;
  for (let below = 100; below < 400; below++) if (status(String(below))) return false;
  return true;
}

function knowsPairs(bucket: BucketRows): boolean {
  return bucket.pairs.status_host.length > 0 || bucket.values.status.every(({ value }) => value < "400");
}

interface Sums {
  readonly known: ReadonlyMap<string, number>;
  /** The most that a value has in buckets that do not name it; 0 where the rule names neither hosts nor sections. */
  readonly unseen: number;
  /** Value → its part of `unseen` that it has not: of buckets that do name it. */
  readonly seen: ReadonlyMap<string, number>;
  /** The least and the most that the total may be. */
  readonly least: number;
  readonly most: number;
}

function sumsOf(
  buckets: readonly BucketRows[],
  kind: BucketKind,
  table: BucketKind,
  whole: readonly CausePart[],
  match: Match,
  conditions: CauseConditions,
  measure: "hits" | "bytes",
): Sums {
  const known = new Map<string, number>(), seen = new Map<string, number>();
  // How many names of the table a value has: one each, or, as a status, as many as there are hosts or sections of the rule.
  const named = kind === "status" ? table === "status_host" ? match.host : match.section : null;
  const isMany = named === null || named.some(isPattern),
    names = kind === table ? 1 : isMany ? Infinity : named.length;
  let unseen = 0, least = 0, most = 0;
  for (const bucket of buckets) {
    const rows = rowsOf(bucket, table), all = wholeOf(bucket, whole, match, conditions, measure);
    const hidden = whole.every((part) => part === "status")
      ? 0
      : Math.min(all.most, restOf(rows, measure), names * leastOf(rows, measure));
    for (const row of rows) {
      if (!isMeant(row, table, conditions)) continue;
      const value = kind === table ? row.value : partOf(row.value, table, PARTS[kind][0]);
      known.set(value, added(known.get(value) ?? 0, row[measure]));
      if (kind === table && hidden > 0) seen.set(value, added(seen.get(value) ?? 0, hidden));
    }
    unseen = added(unseen, hidden);
    least = added(least, all.least);
    most = added(most, all.most);
  }
  return { known, unseen, seen, least, most };
}

/** The most that each of these values has; those that have nothing are left out. */
function withUnseen({ known, unseen, seen }: Sums, values: Iterable<string>): Map<string, number> {
  if (unseen === 0) return new Map(known);
  return new Map([...values].flatMap((value) => {
    const isMost = unseen === Number.MAX_SAFE_INTEGER;
    const amount = added(known.get(value) ?? 0, isMost ? unseen : unseen - (seen.get(value) ?? 0));
    return amount === 0 ? [] : [[value, amount] as const];
  }));
}

/**
 * The measure over all records of a bucket that meet the conditions of these parts: the least, which is known, and the most, as those
 * cut from its table may meet them.
 */
function wholeOf(
  bucket: BucketRows,
  parts: readonly CausePart[],
  match: Match,
  conditions: CauseConditions,
  measure: "hits" | "bytes",
): Pick<Sums, "least" | "most"> {
  if (parts.length === 0) return { least: bucket[measure], most: bucket[measure] };
  const table = kindOf(parts), rows = rowsOf(bucket, table);
  const least = rows.filter((row) => isMeant(row, table, conditions))
    .reduce((sum, row) => added(sum, row[measure]), 0);
  const rest = restOf(rows, measure);
  if (rest === 0) return { least, most: least };
  const [part] = parts;
  if (parts.length === 1) {
    const names = part === "status" ? null : match[part];
    const most = added(least, names === null ? rest : Math.min(rest, mostUnseen(names, rows, measure)));
    return { least, most };
  }
  const ofParts = parts.map((part) => wholeOf(bucket, [part], match, conditions, measure).most);
  return { least, most: Math.min(added(least, rest), ...ofParts) };
}

function restOf(rows: readonly ValueRow[], measure: "hits" | "bytes"): number {
  return rows.find(({ value }) => value === OTHER)?.[measure] ?? 0;
}

/** The most that names which the cut left out have: each of them no more hits than the least of those that are there. */
function mostUnseen(names: readonly string[], rows: readonly ValueRow[], measure: "hits" | "bytes"): number {
  if (names.some(isPattern)) return Infinity;
  const seen = new Set(rows.map(({ value }) => value));
  const unseen = new Set(names.filter((name) => !seen.has(name))).size;
  return unseen === 0 ? 0 : unseen * leastOf(rows, measure);
}

function isPattern(name: string): boolean {
  return /[*?]/.test(name);
}

/** The hits of the name that has the least; of bytes, by which rows are not cut, no limit. */
function leastOf(rows: readonly ValueRow[], measure: "hits" | "bytes"): number {
  if (measure === "bytes") return Infinity;
  return rows.reduce((least, { value, hits }) => value === OTHER ? least : Math.min(least, hits), Infinity);
}

/** The kind that has these parts. */
function kindOf(parts: readonly CausePart[]): BucketKind {
  return BUCKET_KINDS.find((kind) =>
    PARTS[kind].length === parts.length && parts.every((part) => PARTS[kind].includes(part))
  )!;
}

function rowsOf(bucket: BucketRows, table: BucketKind): readonly ValueRow[] {
  if (table === "status_host" || table === "status_section") return bucket.pairs[table];
  return bucket.values[table];
}

function isMeant({ value }: ValueRow, table: BucketKind, conditions: CauseConditions): boolean {
  return value !== OTHER &&
    PARTS[table].every((part) => conditions[part]?.(partOf(value, table, part)) ?? true);
}

/** One part of a value: of "500 /api" the status "500" or the section "/api". */
function partOf(value: string, table: BucketKind, part: CausePart): string {
  if (PARTS[table].length === 1) return value;
  return part === "status" ? value.slice(0, 3) : value.slice(4);
}

function added(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER);
}
