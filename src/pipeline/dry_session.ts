// Role: a session without a store: takes what `persist.ts` commits, keeps the alerts of it, and forgets the rest. With it
// `backtest.ts` walks the same way as a replay, and nothing is written anywhere.

import { AlertTable } from "../domain/backtest/outcome.ts";
import type { Change, Session } from "../stores/store.ts";

/** A session of a source that is new, in memory. */
export class MemorySession implements Session {
  /** There was nothing before. */
  readonly saved = null;
  /** Nothing is remembered of any log. */
  readonly logs: Session["logs"] = [];
  /** The alerts. */
  readonly alerts: AlertTable = new AlertTable();
  /** Times of the first record and the last one; null before there is one. */
  times: Change["times"] = null;

  /** Keeps the alerts. */
  commit({ times, alerts, ending }: Change): void {
    this.times = times;
    this.alerts.decide(alerts);
    this.alerts.preview(ending?.provisional ?? []);
  }

  /** There are no stored seconds. */
  secondsFrom(): [] {
    return [];
  }

  /** Does nothing. */
  remember(): void {}

  /** Does nothing. */
  finish(): void {}
}
