// Role: an alert and its two transitions, as they are stored and announced. Made by `rules/`, kept by the stores.

/** One alert: a rule that fired and, perhaps, resolved. Times are epoch seconds. */
export interface Alert {
  /** The rule that fired: "high-traffic". With the source and `firedAt` it is the identity of the alert. */
  readonly rule: string;
  /** The second at which the condition first held. */
  readonly firedAt: number;
  /** The watched value at `firedAt`: hits per second for "high-traffic". */
  readonly value: number;
  /** The largest value from `firedAt` on, as far as seconds are decided. */
  readonly peakValue: number;
  /** The first second at which the value was the peak. */
  readonly peakAt: number;
  /** The second at which the condition no longer held; null while it fires. */
  readonly resolvedAt: number | null;
  /** The value at `resolvedAt`; null while it fires. Announced, and not stored. */
  readonly resolvedValue: number | null;
  /** The threshold in force when it fired. */
  readonly threshold: number;
  /** The window in force when it fired, in seconds. */
  readonly window: number;
}

/** Something that happened to an alert, in the order in which it was decided. */
export interface Transition {
  /** What happened. */
  readonly kind: "fired" | "resolved";
  /** The alert as it is after the transition. */
  readonly alert: Alert;
}
