// Role: the rule `high-traffic`: too many hits per second, averaged over the window (semantics.md, "Alerts").

import type { Alert, Transition } from "../alert.ts";
import type { Rule, RuleKind, RuleSettings } from "./rule.ts";

class HighTraffic implements Rule {
  firing: Alert | null;
  readonly #settings: RuleSettings;

  constructor(settings: RuleSettings, firing: Alert | null) {
    this.#settings = settings;
    this.firing = firing;
  }

  observe(from: number, _to: number, hits: number): Transition | null {
    const { threshold, window } = this.#settings;
    // Both sides are the doubles nearest to exact fractions, so this comparison is that of the fractions.
    const value = hits / window;
    const exceeds = value > threshold;
    if (this.firing === null) {
      if (!exceeds) return null;
      this.firing = {
        rule: highTraffic.name,
        firedAt: from,
        value,
        peakValue: value,
        peakAt: from,
        resolvedAt: null,
        resolvedValue: null,
        threshold,
        window,
      };
      return { kind: "fired", alert: this.firing };
    }
    if (exceeds) {
      if (value > this.firing.peakValue) this.firing = { ...this.firing, peakValue: value, peakAt: from };
      return null;
    }
    const alert = { ...this.firing, resolvedAt: from, resolvedValue: value };
    this.firing = null;
    return { kind: "resolved", alert };
  }

  copy(): Rule {
    return new HighTraffic(this.#settings, this.firing);
  }
}

/** Fires at the first second at which hits / window > threshold, resolves at the first at which it is not. */
export const highTraffic: RuleKind = {
  name: "high-traffic",
  summary: "more hits per second than the threshold, averaged over the window",
  words: {
    fired: "High traffic generated an alert - hits = %v/s, triggered at %t",
    resolved: "Reduced traffic resolved an alert - hits = %v/s, resolved at %t",
  },
  create: (settings, firing) => new HighTraffic(settings, firing),
};
