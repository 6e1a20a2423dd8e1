// Role: finds the nearest misses of all rules of a set while they are evaluated: listens to the monitor. See
// `nearest_miss.ts` for what one is.

import type { StretchObserver } from "../rule_group.ts";
import { type Miss, type MissOptions, NearestMiss } from "./nearest_miss.ts";
import type { Span } from "./span.ts";

/** A rule whose nearest miss is wanted. */
export interface MissedRule extends Omit<MissOptions, "within"> {
  /** Its id. */
  readonly id: string;
}

/** Listens to one evaluation of a log. */
export class MissWatch {
  readonly #watched: readonly { readonly id: string; readonly nearest: NearestMiss }[];

  /** `rules` in the order in which the monitor has them; only seconds within the span count. */
  constructor(rules: readonly MissedRule[], within: Span) {
    this.#watched = rules.map((rule) => ({ id: rule.id, nearest: new NearestMiss({ ...rule, within }) }));
  }

  /** To be given to the monitor. */
  readonly observe: StretchObserver = (order, from, to, value, isFiring) =>
    this.#watched[order].nearest.observe(from, to, value, isFiring);

  /** The nearest miss of each rule that has one, by its id. */
  get misses(): Map<string, Miss> {
    const found = this.#watched.map(({ id, nearest }) => [id, nearest.miss] as const);
    return new Map(found.filter((each): each is [string, Miss] => each[1] !== null));
  }
}
