// Role: the contract of an alert rule. One file a kind of rule, `mod.ts` lists them, `monitor.ts` drives them.

import type { Alert, Transition } from "../alert.ts";

/** The settings in force, as given by the person. */
export interface RuleSettings {
  /** Hits per second above which to alert, ≥ 0. */
  readonly threshold: number;
  /** Width of the window, seconds, ≥ 1. */
  readonly window: number;
}

/** One rule at work on one source. */
export interface Rule {
  /** The alert that is firing now, with its peak so far; null where none is. */
  readonly firing: Alert | null;
  /**
   * All seconds of [from, to] have `hits` on-time hits in their window. Stretches come in order without gaps.
   * Gives what happened at `from`, or null; nothing can happen at a later second of the stretch.
   */
  observe(from: number, to: number, hits: number): Transition | null;
  /** A rule in the same state that goes on by itself. */
  copy(): Rule;
}

/** A kind of rule. */
export interface RuleKind {
  /** Its name, stored with its alerts. */
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  /** How each transition is told to a person; `%v` is the value with two decimals, `%t` the ISO time. */
  readonly words: { readonly fired: string; readonly resolved: string };
  /** A rule that goes on from an alert that fires already, or from rest. */
  create(settings: RuleSettings, firing: Alert | null): Rule;
}
