// Role: one objective at work: hits and errors by minute, the burn over the windows of its tiers, its alert (alerts.md, "SLO").

import type { Alert, Transition } from "../alerts/alert.ts";
import { EventSeries } from "../windows/event_series.ts";
import { type BurnTier, SEVERITIES, type SloDefinition } from "../rules/definition.ts";
import { sloText } from "../rules/rule_signature.ts";
import { burnRate, errorRatio, firingRatio } from "../rules/error_budget.ts";
import type { SloMinute } from "../buckets/rows.ts";
import { SlidingWindow } from "../windows/sliding_window.ts";

export const MINUTE = 60;

/** The last minute that has ended with this second, counted since 1970. */
export function lastMinute(second: number): number {
  return Math.floor((second + 1) / MINUTE) - 1;
}

/** A tier that fires, as in the `detail` of an alert: a list of these as JSON, in the order of the rule file. */
export interface FiringTier {
  readonly severity: BurnTier["severity"];
  /** The long window, seconds. */
  readonly long: number;
  /** The short window, seconds. */
  readonly short: number;
  /** The burn that both are above. */
  readonly factor: number;
  readonly longBurn: number;
  readonly shortBurn: number;
}

/** A tier with its windows, in minutes. */
export interface TierWatch {
  readonly tier: BurnTier;
  /** The error ratio that both windows must be above. */
  readonly limit: number;
  readonly long: SlidingWindow;
  readonly short: SlidingWindow;
}

/**
 * Evaluates one objective, minute after minute. The alert is that of the most severe tier that fires, and ends when none
 * does. Where a more severe tier joins, its alert ends too, superseded, and one of that severity begins at the same second,
 * so that the pager of that severity goes off; where the most severe stops before another, the alert stays.
 *
 * There is no warm-up: ratios are those of what is there, and `minErrors` keeps the first lines from firing.
 */
export class SloWatch {
  readonly definition: SloDefinition;
  /** The alert that is firing, with its peak so far; null where none is. */
  firing: Alert | null;
  /** Minutes, by number since 1970; those decided as far as the longest window reaches, and those ahead. */
  readonly minutes: EventSeries;
  readonly #tiers: readonly TierWatch[];

  /** Resumes with the minutes that the windows held, and those ahead. */
  constructor(
    definition: SloDefinition,
    minutes: EventSeries,
    firing: Alert | null,
    tiers?: readonly TierWatch[],
  ) {
    this.definition = definition;
    this.minutes = minutes;
    this.firing = firing;
    this.#tiers = tiers ?? definition.burn.map((tier) => ({
      tier,
      limit: firingRatio(tier, definition),
      long: new SlidingWindow(minutes, tier.long / MINUTE),
      short: new SlidingWindow(minutes, tier.short / MINUTE),
    }));
  }

  /** Minutes that its longest window covers. */
  get widest(): number {
    return Math.max(...this.#tiers.map(({ long, short }) => Math.max(long.width, short.width)));
  }

  /** Moves the windows to the minute that was decided last, before anything is decided. */
  moveTo(minute: number): void {
    for (const { long, short } of this.#tiers) {
      long.moveTo(minute);
      short.moveTo(minute);
    }
  }

  /** Decides the minutes of [from, to], in order; `note` is called with each transition. */
  decide(from: number, to: number, note: (transition: Transition) => void): void {
    for (let minute = from; minute <= to;) {
      let until = to;
      for (const { long, short } of this.#tiers) {
        long.moveTo(minute);
        short.moveTo(minute);
        until = Math.min(until, long.until, short.until);
      }
      this.#observe(minute * MINUTE + MINUTE - 1, note);
      minute = until + 1;
    }
  }

  /** The minutes of [from, to] that have hits. */
  rows(from: number, to: number): SloMinute[] {
    const { minutes, definition: { id: slo } } = this, rows: SloMinute[] = [];
    for (let place = minutes.placeOf(from); place < minutes.end && minutes.time(place) <= to; place++) {
      const minute = minutes.time(place) * MINUTE;
      rows.push({ slo, minute, hits: minutes.hits(place), errors: minutes.errors(place) });
    }
    return rows;
  }

  /** An objective in the same state, over the same minutes, that moves on by itself. */
  copy(): SloWatch {
    const tiers = this.#tiers.map((each) => ({ ...each, long: each.long.copy(), short: each.short.copy() }));
    return new SloWatch(this.definition, this.minutes, this.firing, tiers);
  }

  #observe(second: number, note: (transition: Transition) => void): void {
    const firing = this.#tiers.filter((each) => isFiring(each, this.definition.minErrors));
    if (firing.length === 0) return this.#end(second, false, note);
    const rank = (severity: BurnTier["severity"]): number => SEVERITIES.indexOf(severity);
    const leading = firing.reduce((most, each) =>
      rank(each.tier.severity) < rank(most.tier.severity) ? each : most
    );
    if (this.firing !== null && rank(leading.tier.severity) >= rank(this.firing.severity)) {
      this.#rise(this.firing, second);
      return;
    }
    this.#end(second, true, note);
    this.firing = this.#alert(second, leading, firing);
    note({ kind: "fired", alert: this.firing });
  }

  #end(second: number, superseded: boolean, note: (transition: Transition) => void): void {
    if (this.firing === null) return;
    const resolvedValue = this.#burnOf(this.firing);
    const alert = { ...this.firing, resolvedAt: second, resolvedValue, superseded };
    this.firing = null;
    note({ kind: "resolved", alert });
  }

  #rise(firing: Alert, second: number): void {
    const burn = this.#burnOf(firing);
    if (burn !== null && burn > firing.peakValue) {
      this.firing = { ...firing, peakValue: burn, peakAt: second };
    }
  }

  /** The burn now over the long window that an alert fired for. */
  #burnOf({ window }: Alert): number | null {
    const watch = this.#tiers.find(({ tier }) => tier.long === window);
    return watch === undefined ? null : burnRate(watch.long, this.definition.budget);
  }

  #alert(second: number, { tier, long }: TierWatch, firing: readonly TierWatch[]): Alert {
    const { id, budget } = this.definition;
    const burn = burnRate(long, budget) ?? 0;
    const tiers = firing.map(({ tier, long, short }): FiringTier => ({
      severity: tier.severity,
      long: tier.long,
      short: tier.short,
      factor: tier.factor,
      longBurn: burnRate(long, budget) ?? 0,
      shortBurn: burnRate(short, budget) ?? 0,
    }));
    return {
      rule: id,
      metric: "burn",
      severity: tier.severity,
      firedAt: second,
      value: burn,
      peakValue: burn,
      peakAt: second,
      resolvedAt: null,
      resolvedValue: null,
      threshold: tier.factor,
      thresholdText: `> ${tier.factor}`,
      window: tier.long,
      ruleText: sloText(this.definition),
      superseded: false,
      explanation: null,
      detail: JSON.stringify(tiers),
    };
  }
}

/** Whether a tier fires as its windows are now. */
function isFiring({ limit, long, short }: TierWatch, minErrors: number): boolean {
  const longRatio = errorRatio(long), shortRatio = errorRatio(short);
  return longRatio !== null && shortRatio !== null && longRatio > limit && shortRatio > limit &&
    long.errors >= minErrors;
}
