// Role: watches the window of one source with its rule, and decides second by second once seconds are final. The
// stage around it is `src/pipeline/monitor.ts`.

import type { Alert, Transition } from "./alert.ts";
import type { SecondRow } from "./bucket_rows.ts";
import type { Rule, RuleKind, RuleSettings } from "./rules/rule.ts";
import { SlidingWindow } from "./window.ts";

/** What the monitor must know again to go on in a later run. */
export interface MonitorState {
  /** Seconds up to and including this one are decided for good; −1 at the beginning. */
  readonly through: number;
  /** The alert that fires at that second. */
  readonly firing: Alert | null;
}

/** What the seconds that are not final yet would bring, if nothing more came. */
export interface Provisional {
  /** The alerts concerned, each as it would be. */
  readonly alerts: readonly Alert[];
  /** Their transitions, in order. */
  readonly transitions: readonly Transition[];
}

/** Evaluates one rule over one source. */
export class Monitor {
  /** The latest decided value in hits per second; null before the first decided second. */
  value: number | null = null;
  readonly #settings: RuleSettings;
  readonly #lateness: number;
  readonly #rule: Rule;
  readonly #window: SlidingWindow;

  /**
   * Goes on from `state`. `seconds` are the stored seconds with times above `state.through` − window: what the
   * window held, whatever its width was before, and what lay ahead.
   */
  constructor(
    kind: RuleKind,
    settings: RuleSettings & { readonly lateness: number },
    state: MonitorState,
    seconds: Iterable<SecondRow>,
  ) {
    this.#settings = settings;
    this.#lateness = settings.lateness;
    this.#rule = kind.create(settings, state.firing);
    this.#window = new SlidingWindow(settings.window, state.through);
    this.#add(seconds);
  }

  /** To be stored with the results. */
  get state(): MonitorState {
    return { through: this.#window.through, firing: this.#rule.firing };
  }

  /**
   * Takes in what each second gained, then decides the seconds that are final. `first` and `latest` are the times
   * of the source's first record and its largest time so far.
   */
  push(seconds: Iterable<SecondRow>, first: number, latest: number): Transition[] {
    this.#add(seconds);
    const transitions: Transition[] = [];
    const warm = first + this.#window.width - 1;
    this.#window.advance(latest - this.#lateness - 1, warm, (from, to, hits) => {
      this.value = hits / this.#settings.window;
      const transition = this.#rule.observe(from, to, hits);
      if (transition !== null) transitions.push(transition);
    });
    return transitions;
  }

  /** Evaluates the seconds that are not final, up to and including `latest`, without deciding anything. */
  provisional(first: number, latest: number): Provisional {
    const rule = this.#rule.copy(), before = rule.firing;
    const transitions: Transition[] = [];
    this.#window.copy().advance(latest, first + this.#window.width - 1, (from, to, hits) => {
      const transition = rule.observe(from, to, hits);
      if (transition !== null) transitions.push(transition);
    });
    const alerts = new Map<number, Alert>();
    for (const { alert } of transitions) alerts.set(alert.firedAt, alert);
    // An alert that still fires may have risen to a new peak without a transition.
    if (rule.firing !== null && rule.firing !== before) alerts.set(rule.firing.firedAt, rule.firing);
    return { alerts: [...alerts.values()], transitions };
  }

  #add(seconds: Iterable<SecondRow>): void {
    for (const { time, hits, late } of seconds) {
      if (hits > late) this.#window.add({ time, hits: hits - late });
    }
  }
}
