// Role: what other rules would have changed: pairs the alerts of two rule files over the same log.

import type { Episode } from "./episode.ts";

/** What the new rules change about an alert. */
export type AlertChange = "same" | "moved" | "new" | "gone";

/** An alert, and what it was under the rules before. */
export interface ComparedEpisode {
  /** "moved": both fire at some common second, but begin or end at different ones. */
  readonly change: AlertChange;
  /** Under the new rules; null for "gone". */
  readonly now: Episode | null;
  /** Under the old rules; null for "new". */
  readonly before: Episode | null;
}

/**
 * Pairs the alerts of one rule, each with at most one: those that fire at a common second, in order of time. So an alert
 * that became two is one that moved and a new one. Both lists are in order; so is the answer.
 */
export function compare(before: readonly Episode[], now: readonly Episode[]): ComparedEpisode[] {
  const compared: ComparedEpisode[] = [];
  let [old, next] = [0, 0];
  while (old < before.length || next < now.length) {
    const [former, latter] = [before[old] ?? null, now[next] ?? null];
    if (former !== null && latter !== null && doMeet(former, latter)) {
      compared.push({ change: areEqual(former, latter) ? "same" : "moved", now: latter, before: former });
      [old, next] = [old + 1, next + 1];
    } else if (latter === null || (former !== null && former.alert.firedAt < latter.alert.firedAt)) {
      compared.push({ change: "gone", now: null, before: former });
      old++;
    } else {
      compared.push({ change: "new", now: latter, before: null });
      next++;
    }
  }
  return compared;
}

function doMeet({ alert: a }: Episode, { alert: b }: Episode): boolean {
  return a.firedAt < (b.resolvedAt ?? Infinity) && b.firedAt < (a.resolvedAt ?? Infinity);
}

function areEqual({ alert: a }: Episode, { alert: b }: Episode): boolean {
  return a.firedAt === b.firedAt && a.resolvedAt === b.resolvedAt;
}
