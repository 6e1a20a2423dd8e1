// Role: how near a rule came to firing where it did not fire: watches its values while a log is evaluated.

import type { StretchObserver } from "../monitor/rule_group.ts";
import { isFurther } from "../rules/comparison.ts";
import type { Comparison } from "../rules/definition.ts";
import type { Miss, Span } from "./episode.ts";

/** What decides which values are near misses. */
export interface MissOptions {
  /** When the rule fires: whether on high values or on low ones decides which of them is the nearest. */
  readonly fire: Comparison;
  /** Window of the rule, seconds. */
  readonly window: number;
  /** How long the condition must hold before it fires, seconds. */
  readonly for: number;
  /** Only seconds of this span count. */
  readonly within: Span;
}

/**
 * Finds the highest value (the lowest, of a rule that fires on low ones) among those whose window shares no second with a
 * window of a firing second, or of the seconds before it in which the condition already held. Without that the answer for
 * every rule that fires would be the second before it fired, which says nothing.
 *
 * @example
 * ```ts
 * import { NearestMiss } from "./nearest_miss.ts";
 * import assert from "node:assert/strict";
 *
 * const fire = { operator: ">", number: 10, text: "> 10" } as const;
 * const nearest = new NearestMiss({ fire, window: 2, for: 0, within: { from: 0, to: 100 } });
 * nearest.observe(0, 4, 7, false);
 * nearest.observe(5, 5, 9, false); // its window reaches into that of the second 6
 * nearest.observe(6, 8, 11, true);
 * nearest.observe(9, 20, 3, false);
 * assert.deepEqual(nearest.miss, { value: 7, at: 0 });
 * ```
 */
export class NearestMiss {
  readonly #options: MissOptions;
  /** Final. */
  #best: Miss | null = null;
  /** Better and better ones, by time, that a later firing second may remove. */
  #pending: Miss[] = [];
  /** The first second whose window is clear of all windows that fired. */
  #clear = -Infinity;

  constructor(options: MissOptions) {
    this.#options = options;
  }

  /** All seconds of [from, to] had this value, null for none. Stretches come in order and do not overlap. */
  observe(from: number, to: number, value: number | null, isFiring: boolean): void {
    const { window, within } = this.#options;
    const reach = window + this.#options.for;
    if (isFiring) {
      while (this.#pending.length > 0 && this.#pending.at(-1)!.at > from - reach) this.#pending.pop();
      this.#clear = to + window;
    }
    this.#settle(from - reach);
    if (isFiring || value === null) return;
    const at = Math.max(from, this.#clear, within.from);
    if (at > to || at >= within.to) return;
    const nearest = this.#pending.at(-1) ?? this.#best;
    if (nearest === null || isFurther(this.#options.fire, value, nearest.value)) {
      this.#pending.push({ value, at });
    }
  }

  /** The nearest miss of all that was observed; the first of equal ones. */
  get miss(): Miss | null {
    return this.#pending.at(-1) ?? this.#best;
  }

  /** Makes those final that lie at or before a second. */
  #settle(through: number): void {
    let count = 0;
    while (count < this.#pending.length && this.#pending[count].at <= through) count++;
    if (count > 0) this.#best = this.#pending.splice(0, count).at(-1)!;
  }
}

/** A rule whose nearest miss is looked for. */
export interface MissedRule extends Omit<MissOptions, "within"> {
  readonly id: string;
}

/** Finds the nearest misses of all rules in one evaluation of a log. */
export class MissWatch {
  readonly #watched: readonly { readonly id: string; readonly nearest: NearestMiss }[];

  /** `rules` in the order in which the monitor has them; only seconds within the span count. */
  constructor(rules: readonly MissedRule[], within: Span) {
    this.#watched = rules.map((rule) => ({ id: rule.id, nearest: new NearestMiss({ ...rule, within }) }));
  }

  /** The observer for the monitor. */
  readonly observe: StretchObserver = (order, from, to, value, isFiring) =>
    this.#watched[order].nearest.observe(from, to, value, isFiring);

  /** The nearest miss of each rule that has one, by its id. */
  get misses(): Map<string, Miss> {
    const found = this.#watched.map(({ id, nearest }) => [id, nearest.miss] as const);
    return new Map(found.filter((each): each is [string, Miss] => each[1] !== null));
  }
}
