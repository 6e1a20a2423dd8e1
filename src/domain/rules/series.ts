// Role: the series of a rule set: the distinct sets of records that its rules and SLOs watch, numbered; and the masks of the
// series that a name or a status belongs to.

import type { NamedDimension } from "../dimensions/dimensions.ts";
import { type Match, PERCENTILES, type RuleDefinition, type StatusRange } from "./definition.ts";
import { FURTHER_NAMES, furtherIn, isStatusIn, matcherOf } from "./match.ts";
import { mergedStatuses } from "./status_ranges.ts";

/** Most series of a rule set: the bits of a {@link SeriesMask}. */
export const MOST_SERIES = 64;

/** The records that a rule watches and which of them are errors. Plain data: workers get it as a message. */
export interface Series {
  readonly match: Match;
  /** Statuses with which records that match are errors. */
  readonly errors: readonly StatusRange[];
  /** Microseconds; records that took longer are errors, too. Null: none. */
  readonly slowerThan: number | null;
  /** Whether records without a duration are none of it. */
  readonly isTimed: boolean;
  /** Whether it is its durations that are counted, by bucket and bin, in place of hits by second. */
  readonly isBinned: boolean;
  /** Microseconds, ascending: the thresholds of its rules on percentiles, above which hits are slow. */
  readonly limits: readonly number[];
  /** Whether alerts of its rules are explained. */
  readonly isExplained: boolean;
  /** The canonical text, see {@link seriesText}. */
  readonly text: string;
}

/** A set of series: series n is bit n of `lo`, series 32 + n bit n of `hi`; both unsigned 32-bit numbers. */
export interface SeriesMask {
  /** Series 0 … 31. */
  readonly lo: number;
  /** Series 32 … 63. */
  readonly hi: number;
}

/**
 * The series of a rule set, by number: in the order in which the rules, then the objectives, first use them.
 *
 * Errors: RangeError where there are more than {@link MOST_SERIES}.
 */
export function seriesOf(rules: WatchingRules, isExplained = true): Series[] {
  const found = new Map<string, Series>();
  for (const rule of [...rules.rules, ...rules.slos]) {
    const { match, errors, slowerThan = null } = rule, text = seriesText(rule);
    const isTimed = isOfTimed(rule), isBinned = isOfBins(rule), former = found.get(text)?.limits ?? [];
    const limits = isBinned && rule.fire ? [...new Set([...former, rule.fire.number])] : former;
    const sorted = limits.toSorted((a, b) => a - b);
    found.set(text, { match, errors, slowerThan, isTimed, isBinned, limits: sorted, isExplained, text });
  }
  if (found.size > MOST_SERIES) {
    throw new RangeError(`${found.size} series of match and errors, at most ${MOST_SERIES}`);
  }
  return [...found.values()];
}

/** What makes the series of a rule or an SLO. */
export type WatchingRule =
  & Pick<RuleDefinition, "match" | "errors" | "slowerThan">
  & Partial<Pick<RuleDefinition, "metric" | "fire">>;

/** What makes the series of a rule set. */
export interface WatchingRules {
  readonly rules: readonly WatchingRule[];
  readonly slos: readonly WatchingRule[];
}

/** The number of a rule's series; −1 where it is none of them. */
export function numberOfSeries(series: readonly Series[], rule: WatchingRule): number {
  const text = seriesText(rule);
  return series.findIndex((one) => one.text === text);
}

/** The canonical text of a series, for comparisons: the same in whatever order and pieces values and ranges are given. */
export function seriesText(rule: WatchingRule): string {
  const { match, errors } = rule, { section, host, status } = match;
  const names = (list: readonly string[] | null) => list && [...new Set(list)].sort();
  const statuses = (ranges: readonly StatusRange[]) =>
    mergedStatuses(ranges).map(({ from, to }) => [from, to]);
  const ofRecords = [names(section), names(host), status && statuses(status), statuses(errors)];
  // As it always was, where neither latency nor further names matter: checkpoints hold these texts.
  const ofLatency = looksAtDurations(rule) ? [rule.slowerThan, isOfTimed(rule), isOfBins(rule)] : [];
  const further = FURTHER_NAMES.flatMap((name) =>
    match[name] === undefined ? [] : [[name, names(match[name])]]
  );
  return JSON.stringify([
    ...ofRecords,
    ...ofLatency,
    ...further.length > 0 ? [Object.fromEntries(further)] : [],
  ]);
}

/** Whether it depends on how long answers took. */
export function looksAtDurations(
  { slowerThan, metric }: { readonly slowerThan?: number | null; readonly metric?: string },
): boolean {
  return slowerThan !== undefined && slowerThan !== null || isOfBins({ metric });
}

/** Whether only records that have a duration are watched. */
function isOfTimed({ metric }: Pick<WatchingRule, "metric">): boolean {
  return metric === "slow_ratio" || isOfBins({ metric });
}

/** Whether a metric is a percentile of durations. */
function isOfBins({ metric }: { readonly metric?: string }): boolean {
  return metric !== undefined && Object.hasOwn(PERCENTILES, metric);
}

/** Whether some of the series need more of a record than its section, its host and its status: the kernel knows no more. */
export function needMoreThanKernel(series: readonly Series[]): boolean {
  return series.some((one) => one.isTimed || looksAtDurations(one) || furtherIn(one.match).length > 0);
}

/** The series whose condition on a dimension holds for this name, as it is stored. */
export function nameMask(series: readonly Series[], part: NamedDimension, name: string): SeriesMask {
  return nameMasks(series, part)(name);
}

/** The same as {@link nameMask}, faster for many names. */
export function nameMasks(series: readonly Series[], part: NamedDimension): (name: string) => SeriesMask {
  const matchers = series.map(({ match: { [part]: names } }) => names ? matcherOf(names) : () => true);
  return (name) => maskOf(series, (_, number) => matchers[number](name));
}

/** The series whose condition on the status holds. */
export function statusMask(series: readonly Series[], status: number): SeriesMask {
  return maskOf(series, ({ match }) => match.status === null || isStatusIn(match.status, status));
}

/** The series for which records with this status are errors. */
export function errorMask(series: readonly Series[], status: number): SeriesMask {
  return maskOf(series, ({ errors }) => isStatusIn(errors, status));
}

/** The series that records without a duration are none of. */
export function timedMask(series: readonly Series[]): SeriesMask {
  return maskOf(series, ({ isTimed }) => isTimed);
}

/** The series whose durations are counted. */
export function binnedMask(series: readonly Series[]): SeriesMask {
  return maskOf(series, ({ isBinned }) => isBinned);
}

/** The series for which records that took this long, in microseconds, are errors for that alone. */
export function slowMask(series: readonly Series[], duration: number): SeriesMask {
  return maskOf(series, ({ slowerThan }) => slowerThan !== null && duration > slowerThan);
}

function maskOf(series: readonly Series[], isIn: (one: Series, number: number) => boolean): SeriesMask {
  let lo = 0, hi = 0;
  for (let number = 0; number < series.length; number++) {
    if (!isIn(series[number], number)) continue;
    if (number < 32) lo |= 1 << number;
    else hi |= 1 << number - 32;
  }
  return { lo: lo >>> 0, hi: hi >>> 0 };
}

/** Masks by number: of a name, or of a status. */
export class SeriesMasks {
  /** Low halves, as signed numbers, at the places of {@link SeriesMasks.placeOf}; replaced when it grows. */
  lo: Int32Array = new Int32Array(64);
  /** High halves. */
  hi: Int32Array = new Int32Array(64);
  #known = new Uint8Array(64);
  readonly #find: (number: number) => SeriesMask;
  readonly #isSame: boolean;
  #owner: unknown = undefined;

  /** `find` returns the mask of a number; with `isSame` all numbers have the same mask, and it is called once. */
  constructor(find: (number: number) => SeriesMask, isSame = false) {
    this.#find = find;
    this.#isSame = isSame;
  }

  /** The place of a number's mask. `owner` is what numbers refer to: another one makes all known masks invalid. */
  placeOf(number: number, owner: unknown): number {
    if (owner !== this.#owner) {
      this.#owner = owner;
      if (!this.#isSame) this.#known.fill(0);
    }
    const place = this.#isSame ? 0 : number;
    if (place >= this.#known.length) this.#grow(place);
    if (this.#known[place] === 0) {
      const { lo, hi } = this.#find(number);
      this.lo[place] = lo;
      this.hi[place] = hi;
      this.#known[place] = 1;
    }
    return place;
  }

  #grow(place: number): void {
    const length = 2 << 31 - Math.clz32(place);
    const [lo, hi, known] = [new Int32Array(length), new Int32Array(length), new Uint8Array(length)];
    lo.set(this.lo);
    hi.set(this.hi);
    known.set(this.#known);
    [this.lo, this.hi, this.#known] = [lo, hi, known];
  }
}
