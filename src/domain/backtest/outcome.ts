// Role: the result of evaluating rules over a log: the alerts that a store would hold at its end, and the nearest misses.

import type { Alert } from "../alerts/alert.ts";
import type { Episode, Miss, Span } from "./episode.ts";

export interface BacktestOutcome {
  /** From the first record to the last one; from before it, if an SLO fires at the end of an earlier minute. */
  readonly span: Span;
  /** The alerts of each rule that has any, by its id, in order. */
  readonly episodes: ReadonlyMap<string, readonly Episode[]>;
  /** The nearest miss of each rule that has one, by its id. */
  readonly misses: ReadonlyMap<string, Miss>;
}

/** The outcome of a log with these first and largest times. */
export function outcomeOf(
  first: number,
  last: number,
  alerts: AlertTable,
  misses: BacktestOutcome["misses"],
): BacktestOutcome {
  const episodes = alerts.episodes();
  const from = [...episodes.values()].reduce((least, [{ alert }]) => Math.min(least, alert.firedAt), first);
  return { span: { from, to: last + 1 }, episodes, misses };
}

/** The alerts that a store would hold. */
export class AlertTable {
  /** By the identity of their rows. */
  readonly #decided = new Map<string, Alert>();
  #provisional: readonly Alert[] = [];

  /** Adds final alerts: each replaces the one with the same rule and `firedAt`. */
  decide(alerts: Iterable<Alert>): void {
    for (const alert of alerts) this.#decided.set(keyOf(alert), alert);
  }

  /** Replaces the provisional alerts. */
  preview(alerts: readonly Alert[]): void {
    this.#provisional = alerts;
  }

  /** All alerts by rule, in order. */
  episodes(): Map<string, Episode[]> {
    const all = new Map<string, Episode>();
    for (const [key, alert] of this.#decided) all.set(key, { alert, isProvisional: false });
    for (const alert of this.#provisional) all.set(keyOf(alert), { alert, isProvisional: true });
    const sorted = [...all.values()].sort((a, b) => a.alert.firedAt - b.alert.firedAt);
    return Map.groupBy(sorted, ({ alert }) => alert.rule);
  }
}

function keyOf({ rule, firedAt }: Alert): string {
  return `${firedAt} ${rule}`;
}
