// Role: the rules over the same records and a window of the same width: one window, moved once for all of them.

import type { Transition } from "../alerts/alert.ts";
import type { RuleWatch } from "./rule_evaluator.ts";
import type { EventSeries, WindowSums } from "../windows/event_series.ts";

/** A rule and its place in the order of the rule set. */
export interface OrderedWatch {
  readonly order: number;
  readonly watch: RuleWatch;
}

/**
 * Called for each stretch [from, to] of seconds of a rule, in order, with its value (null for none), which is the same at all
 * of them, and whether its alert was firing.
 */
export type StretchObserver = (
  order: number,
  from: number,
  to: number,
  value: number | null,
  isFiring: boolean,
) => void;

/** A window over a series that moves forward, second by second; `sliding_window.ts` has what its members mean. */
export interface MovingWindow extends WindowSums {
  readonly width: number;
  readonly until: number;
  moveTo(second: number): void;
  copy(): MovingWindow;
}

/** Rules over one window. */
export class RuleGroup {
  readonly #series: Pick<EventSeries, "from" | "firstHit">;
  readonly #window: MovingWindow;
  readonly #watches: OrderedWatch[];

  /** A group over a window of the series. */
  constructor(
    series: Pick<EventSeries, "from" | "firstHit">,
    window: MovingWindow,
    watches: OrderedWatch[] = [],
  ) {
    this.#series = series;
    this.#window = window;
    this.#watches = watches;
  }

  /** Whether a record has come that its rules match. */
  get hasHits(): boolean {
    return this.#series.firstHit < Infinity;
  }

  get watches(): readonly OrderedWatch[] {
    return this.#watches;
  }

  /** From which second on its records are known without a break, of a source that begins at `first`. */
  knownFrom(first: number): number {
    return this.#series.from ?? first;
  }

  /** The first second that it can decide: its whole window is known. */
  decidesFrom(first: number): number {
    return this.knownFrom(first) + this.#window.width - 1;
  }

  /** Moves the window to the second that was decided last, before anything is decided. */
  moveTo(second: number): void {
    this.#window.moveTo(second);
  }

  add(order: number, watch: RuleWatch): void {
    this.#watches.push({ order, watch });
  }

  /**
   * Decides the seconds of [from, to], except those whose window reaches back to before all is known. `first` is the time
   * of the source's first record.
   */
  decide(
    from: number,
    to: number,
    first: number,
    note: (order: number, transition: Transition) => void,
    observer: StretchObserver | null,
  ): void {
    const window = this.#window, series = this.#series, watches = this.#watches;
    for (let second = Math.max(from, this.decidesFrom(first)); second <= to;) {
      window.moveTo(second);
      const last = Math.min(window.until, to);
      // Second by second: no iterator each time.
      for (let i = 0; i < watches.length; i++) {
        const { order, watch } = watches[i];
        const value = watch.value = watch.valueOf(window, series.firstHit <= second);
        const transition = watch.observe(second, last, value);
        if (transition !== null) note(order, transition);
        if (observer !== null) observe(observer, order, second, last, value, watch, transition);
      }
      second = last + 1;
    }
    // In the warm-up it has not moved, and points that it has not passed must not be forgotten.
    window.moveTo(to);
  }

  /** A group in the same state, over the same series, that moves on by itself. */
  copy(): RuleGroup {
    const watches = this.#watches.map(({ order, watch }) => ({ order, watch: watch.copy() }));
    return new RuleGroup(this.#series, this.#window.copy(), watches);
  }
}

/** Reports a stretch, in two parts where the rule changed within it. */
function observe(
  observer: StretchObserver,
  order: number,
  from: number,
  to: number,
  value: number | null,
  { state }: RuleWatch,
  transition: Transition | null,
): void {
  const isFiring = state.firing !== null;
  if (transition === null) return observer(order, from, to, value, isFiring);
  const { alert } = transition;
  const at = alert.resolvedAt ?? alert.firedAt;
  if (at > from) observer(order, from, at - 1, value, !isFiring);
  observer(order, at, to, value, isFiring);
}
