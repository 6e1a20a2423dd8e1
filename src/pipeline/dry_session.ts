// Role: a session without a store, for backtests: it keeps the alerts of each change and writes nothing.

import { AlertTable } from "../domain/backtest/outcome.ts";
import { DEFAULT_DIMENSIONS } from "../domain/dimensions/dimensions.ts";
import { NO_SCREENING } from "../domain/screening/settings.ts";
import type { Change, Session } from "../stores/store.ts";

/** A session of a new source, in memory. */
export class DrySession implements Session {
  readonly saved = null;
  readonly format = null;
  readonly zone = null;
  readonly dimensions = DEFAULT_DIMENSIONS;
  readonly screening = NO_SCREENING;
  readonly replacedScreening = NO_SCREENING;
  readonly replacedFormat = null;
  readonly changedOptions = [];
  readonly formerRules = [];
  readonly logs: Session["logs"] = [];
  readonly replaced: Session["replaced"] = [];
  readonly alerts: AlertTable = new AlertTable();
  /** Times of the first record and the last one; null before there is one. */
  times: Change["times"] = null;

  /** Records so far, and the late ones among them. */
  readonly counts = { accepted: 0, late: 0 };

  commit({ times, alerts, ending, counts }: Change): void {
    this.times = times;
    this.counts.accepted += counts.accepted;
    this.counts.late += counts.late;
    this.alerts.decide(alerts);
    this.alerts.preview(ending?.provisional ?? []);
  }

  secondsFrom(): [] {
    return [];
  }

  minutesFrom(): [] {
    return [];
  }

  remember(): void {}

  readAs(): void {}

  assertInPlace(): void {}

  useBotList(): void {}

  finish(): void {}
}
