// Role: finds the causes of an alert in the final buckets around it (alerts.md, "Explanation").

import type { BucketRows } from "../buckets/rows.ts";
import { NO_VALUE } from "../dimensions/dimension.ts";
import { looksAtDurations } from "../rules/series.ts";
import { ERROR_KINDS } from "../counting/error_watch.ts";
import type { ErrorValues } from "./error_values.ts";
import { errorKey } from "./cause_amounts.ts";
import {
  type Amounts,
  amountsOf,
  CAUSE_KINDS,
  type CauseBase,
  type CauseKind,
  type ExplainedRule,
  isAboutErrors,
  isFixed,
  sectionOfRoute,
} from "./cause_amounts.ts";

/**
 * One thing that stands out: a section, a host, a status, or a status from a host or in a section; of a rule on all that failed also a
 * route, and of one on latency a route or an agent.
 */
export interface Cause {
  /** Text of the status, "500"; null where the cause has none. */
  readonly status: string | null;
  readonly section: string | null;
  readonly host: string | null;
  /** Present where it is one. */
  readonly route?: string;
  /** Present where it is one. */
  readonly agent?: string;
  /** Its part of the measure in the window; for "missing" before the window. */
  readonly amount: number;
  /** `amount` / total, 0.3 … 1. */
  readonly share: number;
  /** The share before the window; null where the total was 0 or is not known, and for "missing". */
  readonly before: number | null;
  /** `share / before`, at least 1.5; null where `before` is 0 or null. */
  readonly lift: number | null;
  /** What the total counts: the records that match the rule, or more where buckets cannot tell them apart. */
  readonly of: CauseBase;
}

/** What stands out in the window of an alert. Stored as JSON. */
export interface Explanation {
  /** What shares are of. "missing": the hits before the window, of which it has none; "slow": slow hits. */
  readonly measure: "hits" | "bytes" | "errors" | "missing" | "slow";
  /** First second of the window's buckets. */
  readonly from: number;
  /** The second after the last one that was counted. */
  readonly to: number;
  /** Present where the last buckets of the window were not final, so that the shares are of a part of it. */
  readonly soFar?: true;
  /** Present where nothing is known of the time before, so that no share is compared: the rule was new, or its window became longer. */
  readonly isFirst?: true;
  /** At most three, the strongest first; empty where nothing stands out. */
  readonly causes: readonly Cause[];
}

/** Most buckets of one explanation: the window, and as many before it. */
export const MOST_EXPLAINED = 1000;

/** The least share and lift of a cause, and of a pair that replaces its parts: exact fractions, so nothing is rounded. */
const LEAST_SHARE = [3n, 10n], LEAST_LIFT = [3n, 2n], COVERED = [9n, 10n];
/** A new value has an infinite lift; it ranks with this one. */
const LARGEST_LIFT = 1000;
const MOST_CAUSES = 3;

/**
 * Explains an alert that fired at second `at`. The window is the buckets that intersect (at − window, at], at most the
 * last 500 of them; "before" is as many just before them. `recent` holds final buckets by start, as they were when they
 * became final; later ones are ignored. So are buckets that end after `until`: the second after the bucket of `at` for
 * the stored explanation, `at + 1` for one that cannot wait. Of what is before `since` nothing is known: window and "before" begin there.
 *
 * For a rule on latency the causes are of its errors, or slow hits, which `errors` has. For "absence" the causes are what made up the hits before the silence. The bucket in which it began counts as before.
 */
export function explain(
  watched: ExplainedRule,
  at: number,
  recent: readonly BucketRows[],
  size: number,
  until: number,
  errors: Pick<ErrorValues, "sums" | "since"> | null = null,
  since = -Infinity,
): Explanation {
  const last = at - at % size;
  const places = Math.min(placesOf(at, watched.window, size), MOST_EXPLAINED / 2);
  const isOfLatency = looksAtDurations(watched), key = isOfLatency ? errorKey(watched) : "";
  const known = Math.max(since, isOfLatency ? errors?.since(key) ?? since : since);
  const to = Math.min(last + size, until - until % size), whole = last - (places - 1) * size;
  const from = Math.max(whole, Math.min(known, to)), begin = Math.max(whole - places * size, known);
  const soFar = to < last + size && { soFar: true as const };
  const span = { from, to, ...soFar, ...begin >= from && { isFirst: true as const } };
  const between = (first: number, end: number): BucketRows[] =>
    recent.filter(({ start }) => start >= first && start < end && start + size <= until);
  const before = between(begin, from);
  if (watched.metric === "absence") {
    const silence = from > at - watched.window ? from : from + size;
    const amounts = amountsOf(watched, before.concat(between(from, silence)), []);
    return {
      measure: "missing",
      ...span,
      causes: standingOut(amounts.filter(({ of }) => of === "matching"), true),
    };
  }
  if (isOfLatency) {
    const now = errors === null ? [] : errorAmounts(watched, errors, begin, from, to);
    return { measure: measureOfLatency(watched), ...span, causes: standingOut(now, false) };
  }
  const amounts = amountsOf(watched, between(from, to), before);
  return { measure: measureOf(watched), ...span, causes: standingOut(amounts, false) };
}

/** How many buckets intersect (at − window, at]. */
function placesOf(at: number, window: number, size: number): number {
  return Math.floor(at / size) - Math.floor((at - window + 1) / size) + 1;
}

function measureOf(watched: ExplainedRule): Explanation["measure"] {
  if (watched.metric === "bytes_rate") return "bytes";
  return isAboutErrors(watched) ? "errors" : "hits";
}

/** The amounts of each kind of errors in the buckets of [from, to), and in those of [begin, from) before. */
function errorAmounts(
  watched: ExplainedRule,
  errors: Pick<ErrorValues, "sums">,
  begin: number,
  from: number,
  to: number,
): Amounts[] {
  const key = errorKey(watched), now = errors.sums(key, from, to), before = errors.sums(key, begin, from);
  const of = "matching" as const, { total } = now, totalBefore = before.total;
  return ERROR_KINDS.flatMap((kind) => {
    // Nearly all hits are 200, and so are nearly all slow ones.
    const saysNothing = kind === "status" && measureOfLatency(watched) === "slow";
    if (saysNothing || isFixed(kind, watched)) return [];
    const values = new Map(now.kinds[kind]);
    if (kind === "agent") values.delete(NO_VALUE);
    return [{ kind, now: values, total, before: before.kinds[kind], totalBefore, of }];
  });
}

function measureOfLatency({ metric }: ExplainedRule): "errors" | "slow" {
  return metric === "error_ratio" || metric === "burn" ? "errors" : "slow";
}

/** A cause with what ranks it. */
interface Ranked {
  readonly kind: CauseKind;
  readonly value: string;
  readonly cause: Cause;
  readonly score: number;
}

function standingOut(kinds: readonly Amounts[], missing: boolean): Cause[] {
  const found = kinds.flatMap((amounts) =>
    [...amounts.now].filter(([value, amount]) => isKept(amounts, value, amount))
      .map(([value, amount]) => rankedOf(amounts, value, amount, missing))
  );
  const amountIn = (kind: CauseKind, value: string): number | undefined =>
    kinds.find((amounts) => amounts.kind === kind)?.now.get(value);
  const replaced = new Set(found.flatMap(({ kind, value, cause: { amount } }) => {
    const parts = partsOf(kind, value);
    const covers = parts.every(([part, text]) => atLeast(amount, amountIn(part, text) ?? Infinity, COVERED));
    return covers ? parts.map((part) => part.join(" ")) : [];
  }));
  return found.filter(({ kind, value }) => !replaced.has(`${kind} ${value}`))
    .sort((a, b) => b.score - a.score || b.cause.share - a.cause.share || order(a, b))
    .slice(0, MOST_CAUSES).map(({ cause }) => cause);
}

function isKept(amounts: Amounts, value: string, amount: number): boolean {
  if (!atLeast(amount, amounts.total, LEAST_SHARE)) return false;
  const [numerator, denominator] = LEAST_LIFT, [part, whole] = partBefore(amounts, value);
  return BigInt(amount) * BigInt(whole) * denominator >= numerator * BigInt(part) * BigInt(amounts.total);
}

/** What a value had before the window, and of what: never more than all of it. */
function partBefore({ before, totalBefore }: Amounts, value: string): [part: number, whole: number] {
  const part = before.get(value) ?? 0;
  return [part, Math.max(part, totalBefore)];
}

function rankedOf(
  amounts: Amounts,
  value: string,
  amount: number,
  missing: boolean,
): Ranked {
  const { kind, total, of } = amounts, share = amount / total, [part, whole] = partBefore(amounts, value);
  const shareBefore = whole === 0 || missing ? null : part / whole;
  const lift = shareBefore === null || shareBefore === 0 ? null : share / shareBefore;
  const [status, section, host] = namesOf(kind, value);
  const more = kind === "route" || kind === "agent" ? { [kind]: value } : {};
  const cause: Cause = { status, section, host, ...more, amount, share, before: shareBefore, lift, of };
  return { kind, value, cause, score: share * Math.log(Math.min(lift ?? LARGEST_LIFT, LARGEST_LIFT)) };
}

function namesOf(
  kind: CauseKind,
  value: string,
): [status: string | null, section: string | null, host: string | null] {
  const names = new Map([[kind, value] as const, ...kind === "route" ? [] : partsOf(kind, value)]);
  return [names.get("status") ?? null, names.get("section") ?? null, names.get("host") ?? null];
}

/** What a cause makes superfluous where it covers it: the two values of a pair, the section of a route. */
function partsOf(kind: CauseKind, value: string): (readonly [CauseKind, string])[] {
  if (kind === "route") return [["section", sectionOfRoute(value)]];
  const other = kind === "status_host" ? "host" : kind === "status_section" ? "section" : null;
  return other === null ? [] : [["status", value.slice(0, 3)], [other, value.slice(4)]];
}

/** Whether part / whole is at least the fraction; never where the whole is 0 or unknown (Infinity). */
function atLeast(part: number, whole: number, [numerator, denominator]: readonly bigint[]): boolean {
  if (whole === 0 || whole === Infinity) return false;
  return BigInt(part) * denominator >= numerator * BigInt(whole);
}

function order(a: Ranked, b: Ranked): number {
  return CAUSE_KINDS.indexOf(a.kind) - CAUSE_KINDS.indexOf(b.kind) || (a.value < b.value ? -1 : 1);
}
