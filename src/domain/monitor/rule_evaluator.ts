// Role: one rule at work: inactive → pending → firing → inactive, over stretches of seconds with the same sums (alerts.md,
// "States").

import type { Alert, Transition } from "../alerts/alert.ts";
import type { WindowSums } from "../windows/event_series.ts";
import { holds, isFurther } from "../rules/comparison.ts";
import type { Comparison, RuleDefinition } from "../rules/definition.ts";
import type { RuleKind } from "../rules/metrics/metric.ts";
import { ruleText } from "../rules/rule_signature.ts";

/** Where a rule stands. Plain data. */
export interface WatchState {
  /** The alert that is firing, with its peak so far; null where none is. */
  readonly firing: Alert | null;
  /**
   * The second from which on `fire`, or while an alert is firing `recover`, has held at every second; null where it did not
   * hold at the last one.
   */
  readonly since: number | null;
}

export const AT_REST: WatchState = Object.freeze({ firing: null, since: null });

/** Evaluates one rule, second after second. */
export class RuleWatch {
  readonly definition: RuleDefinition;
  state: WatchState;
  /** The value at the last second that was evaluated; null where there was none. */
  value: number | null = null;
  readonly #kind: RuleKind;
  readonly #fire: Comparison;
  readonly #recover: Comparison;

  /** Resumes from a state. Errors: RangeError where neither the rule nor its kind says when it fires and recovers. */
  constructor(kind: RuleKind, definition: RuleDefinition, state: WatchState) {
    const fire = definition.fire ?? kind.always?.fire, recover = definition.recover ?? kind.always?.recover;
    if (!fire || !recover) throw new RangeError(`rule "${definition.id}" says nothing of when it fires`);
    this.#kind = kind;
    this.#fire = fire;
    this.#recover = recover;
    this.definition = definition;
    this.state = state;
  }

  /** Whether it cannot fire before a record has come that it matches. */
  get awaitsHits(): boolean {
    return this.#kind.afterFirstHit;
  }

  /** The value while these are the sums; `hasHits` says whether a matching record has come already. */
  valueOf(sums: WindowSums, hasHits: boolean): number | null {
    return this.#kind.afterFirstHit && !hasHits ? null : this.#kind.valueOf(sums, this.definition);
  }

  /**
   * The value is the same at all seconds of [from, to]; null for none. Stretches come in order without gaps. Returns
   * the transition in the stretch; there is at most one, because no value both fires and recovers.
   */
  observe(from: number, to: number, value: number | null): Transition | null {
    const { firing, since } = this.state;
    if (firing !== null) return this.#whileFiring(firing, from, to, value);
    if (value === null || !holds(this.#fire, value)) {
      if (since !== null) this.state = AT_REST;
      return null;
    }
    const held = since ?? from, at = held + this.definition.for;
    if (at > to) {
      if (since === null) this.state = { firing: null, since: held };
      return null;
    }
    const alert = this.#alert(at, value);
    this.state = { firing: alert, since: null };
    return { kind: "fired", alert };
  }

  /** A rule in the same state that moves on by itself. */
  copy(): RuleWatch {
    return new RuleWatch(this.#kind, this.definition, this.state);
  }

  #whileFiring(firing: Alert, from: number, to: number, value: number | null): Transition | null {
    const { since } = this.state;
    const alert = value !== null && isFurther(this.#fire, value, firing.peakValue)
      ? { ...firing, peakValue: value, peakAt: from }
      : firing;
    if (value !== null && !holds(this.#recover, value)) {
      if (alert !== firing || since !== null) this.state = { firing: alert, since: null };
      return null;
    }
    const held = since ?? from, at = held + Math.max(1, this.definition.keepFiringFor) - 1;
    if (at > to) {
      if (alert !== firing || since === null) this.state = { firing: alert, since: held };
      return null;
    }
    this.state = AT_REST;
    // At the second at which it resolves it does not fire any more. Another threshold may let it end at a new height.
    const ended = at === from ? firing : alert;
    return { kind: "resolved", alert: { ...ended, resolvedAt: at, resolvedValue: value } };
  }

  #alert(at: number, value: number): Alert {
    const { id, metric, severity, window } = this.definition;
    return {
      rule: id,
      metric,
      severity,
      firedAt: at,
      value,
      peakValue: value,
      peakAt: at,
      resolvedAt: null,
      resolvedValue: null,
      threshold: this.#fire.number,
      thresholdText: this.#fire.text,
      window,
      ruleText: ruleText(this.definition),
      superseded: false,
      explanation: null,
      detail: null,
    };
  }
}
