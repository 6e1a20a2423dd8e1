// Role: the state from which a later run resumes the monitor, as data and as bytes: a part of the checkpoint.

import type { Alert } from "../alerts/alert.ts";
import { ByteReader, ByteWriter, packPoints, unpackPoints } from "../packed_bytes.ts";
import type { WatchState } from "./rule_evaluator.ts";

export interface RuleState extends WatchState {
  readonly id: string;
  /** Canonical text of its definition (`domain/rules/rule_signature.ts`): another one is another rule. */
  readonly text: string;
  /** Whether its threshold and window are those of the command line; then it stays the same whatever they are. */
  readonly builtIn: boolean;
}

/** What the windows over a series need. */
export interface SeriesState {
  /** Canonical text of the series (`domain/rules/series.ts`). */
  readonly text: string;
  /** The first second from which on all is known; null before the source's first record. */
  readonly from: number | null;
  /** The earliest second with a record; null before there is one. */
  readonly firstHit: number | null;
  /** Time, hits, bytes, errors of each second, by time; of durations `placeIn` (`windows/latency_series.ts`), hits, 0, 0. */
  readonly points: Float64Array;
}

export interface SloState {
  readonly id: string;
  readonly text: string;
  /** Canonical text of its series: the minutes are good for another definition over the same records. */
  readonly series: string;
  /**
   * Since this minute, counted since 1970, it is counted without a break. Records of minutes before count for nothing, as not all are known;
   * points before it are those of earlier runs.
   */
  readonly from: number;
  readonly firing: Alert | null;
  /** Minute, hits, 0, errors of each minute, by time. */
  readonly points: Float64Array;
}

export interface MonitorState {
  /** Seconds up to and including this one are decided for good; −1 at the beginning. */
  readonly through: number;
  /** In the order of the plan. */
  readonly rules: readonly RuleState[];
  /** Open alerts of former rules: they are closed at the next second that is decided. */
  readonly retired: readonly Alert[];
  /** Series that come from rule classes. */
  readonly series: readonly SeriesState[];
  /** In the order of the plan. */
  readonly slos: readonly SloState[];
}

/** The state of a source that has no record yet. */
export const NOTHING_WATCHED: MonitorState = Object.freeze({
  through: -1,
  rules: [],
  retired: [],
  series: [],
  slos: [],
});

/** Packs a state; the same state gives the same bytes. */
export function packMonitor(state: MonitorState): Uint8Array {
  const out = new ByteWriter();
  const bare = (_: string, value: unknown): unknown => value instanceof Float64Array ? undefined : value;
  out.text(JSON.stringify(state, bare));
  for (const { points } of [...state.series, ...state.slos]) out.bytes(packPoints(points));
  return out.finish();
}

/** Unpacks what {@link packMonitor} made. Errors: RangeError or SyntaxError where the bytes are no such thing. */
export function unpackMonitor(bytes: Uint8Array): MonitorState {
  const from = new ByteReader(bytes);
  const state: MonitorState = JSON.parse(from.text());
  const withPoints = <State>(one: State): State => ({ ...one, points: unpackPoints(from.bytes()) });
  return { ...state, series: state.series.map(withPoints), slos: state.slos.map(withPoints) };
}

/** An alert as the first layout of the checkpoint has it: those of `high-traffic`, without what is new since. */
export type FormerAlert = Pick<
  Alert,
  | "rule"
  | "firedAt"
  | "value"
  | "peakValue"
  | "peakAt"
  | "resolvedAt"
  | "resolvedValue"
  | "threshold"
  | "window"
>;

/** The state out of the first layout of the checkpoint, which knows one rule. */
export function formerMonitor({ through, firing }: {
  readonly through: number;
  readonly firing: FormerAlert | null;
}): MonitorState {
  const alert: Alert | null = firing && {
    ...firing,
    metric: "rate",
    severity: "page",
    thresholdText: `> ${firing.threshold}`,
    ruleText: null,
    superseded: false,
    explanation: null,
    detail: null,
  };
  const rule: RuleState = { id: "high-traffic", text: "", builtIn: true, firing: alert, since: null };
  return { ...NOTHING_WATCHED, through, rules: [rule] };
}
