// Role: a stretch of event time, as all of a backtest counts it.

/** Seconds of event time from `from` on, before `to`. */
export interface Span {
  /** The first second. */
  readonly from: number;
  /** The second after the last one; > `from`. */
  readonly to: number;
}
