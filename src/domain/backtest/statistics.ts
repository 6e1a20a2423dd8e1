// Role: what one rule did over a span, in numbers: how often and how long it fired, and whether that was worth a page.

import { type Episode, firesWithin, firingWithin, type Span } from "./episode.ts";

/** Alerts shorter than this many seconds are over before a person who was paged can look. */
export const SHORT = 120;
/** An alert within this many seconds after the end of the one before is a re-fire. */
export const REFIRE = 600;
const DAY = 86400;

/** The numbers of one rule. Times are seconds. */
export interface RuleStatistics {
  /** Alerts that began within the span. */
  readonly fires: number;
  /** The same per day; a span shorter than a day counts as a whole one, since less says nothing about days. */
  readonly perDay: number;
  /** Median duration; an alert that still fires lasts until the end of the log. Null without fires. */
  readonly median: number | null;
  /** Longest duration. Null without fires. */
  readonly longest: number | null;
  /** Part of the ended alerts that were shorter than {@link SHORT}; 0 … 1, null without any. */
  readonly shortShare: number | null;
  /** Alerts that began at most {@link REFIRE} after the end of the one before. */
  readonly refires: number;
  /** Part of the span in which it fired; 0 … 1. */
  readonly firingShare: number;
  /** Whether one fires at the end of the span. */
  readonly isFiring: boolean;
}

/**
 * Counts over the alerts of one rule, in order. Alerts that began before the span count with their share of time alone.
 * `end` is the second after the last one of the log: until then lasts what has not ended.
 */
export function statisticsOf(episodes: readonly Episode[], span: Span, end: number): RuleStatistics {
  const durations: number[] = [];
  let firing = 0, refires = 0, ended = 0, short = 0, isFiring = false;
  for (const [at, episode] of episodes.entries()) {
    const { firedAt, resolvedAt } = episode.alert;
    const part = firingWithin(episode, span);
    firing += Math.max(0, part.to - part.from);
    isFiring ||= firedAt < span.to && (resolvedAt === null || resolvedAt >= span.to);
    if (!firesWithin(episode, span)) continue;
    durations.push((resolvedAt ?? end) - firedAt);
    if (resolvedAt !== null) {
      ended++;
      if (resolvedAt - firedAt < SHORT) short++;
    }
    const before = episodes[at - 1]?.alert;
    // A superseded alert did not end: the next one continues it.
    if (before?.resolvedAt != null && !before.superseded && firedAt - before.resolvedAt <= REFIRE) refires++;
  }
  durations.sort((a, b) => a - b);
  return {
    fires: durations.length,
    perDay: durations.length / daysOf(span),
    median: medianOf(durations),
    longest: durations.at(-1) ?? null,
    shortShare: ended === 0 ? null : short / ended,
    refires,
    firingShare: firing / (span.to - span.from),
    isFiring,
  };
}

/** How many days a span is, at least 1. */
export function daysOf({ from, to }: Span): number {
  return Math.max(1, (to - from) / DAY);
}

function medianOf(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
