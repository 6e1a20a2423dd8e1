// Role: evaluates rules over the seconds that a store holds, instead of a log.

import type { MissWatch } from "../domain/backtest/nearest_miss.ts";
import { AlertTable, type BacktestOutcome, outcomeOf } from "../domain/backtest/outcome.ts";
import type { SecondRow } from "../domain/buckets/rows.ts";
import { Monitor, NO_PAST } from "../domain/monitor/monitor.ts";
import { NOTHING_WATCHED } from "../domain/monitor/state.ts";
import { SeriesRows } from "../domain/counting/series_rows.ts";
import type { WatchPlan } from "../domain/monitor/set_up.ts";
import type { Reader } from "../stores/store.ts";

/** Stored seconds that are read at once, which takes some tens of milliseconds. */
const PAGE = 50_000;

/** One source of a store. */
export interface StoredSource {
  readonly name: string;
  /** From here on all its seconds are stored: the time of its first record, or later where it was pruned. */
  readonly from: number;
  /** Its largest time. */
  readonly last: number;
  /** Its event time: seconds before it minus the lateness are final; null before there are any. */
  readonly reached: number | null;
}

/**
 * Evaluates rules that watch all records, and take for errors the failures or nothing. The alerts are those of the log, as
 * long as no second was pruned.
 */
export function storedBacktest(
  reader: Reader,
  { name, from, last, reached }: StoredSource,
  plan: WatchPlan,
  misses: MissWatch | null,
): BacktestOutcome {
  const monitor = new Monitor(plan, NOTHING_WATCHED, null, NO_PAST, misses?.observe);
  const alerts = new AlertTable();
  for (const seconds of pagesOf(reader, name)) {
    const isLast = seconds.length < PAGE || reached === null;
    const latest = isLast ? reached : Math.min(reached, seconds[seconds.length - 1].time);
    const series = new SeriesRows();
    for (const second of seconds) addSeries(second, plan.series.length, series);
    const { transitions } = monitor.push({ seconds, series }, from, latest);
    alerts.decide(transitions.map(({ alert }) => alert));
    alerts.decide(monitor.open);
  }
  alerts.preview(monitor.provisional(from, last, misses?.observe).alerts);
  return outcomeOf(from, last, alerts, misses?.misses ?? new Map());
}

/** All stored seconds, in order, page by page; the last page is not full. Some may lie before the first record's time. */
function* pagesOf(reader: Reader, name: string): Iterable<SecondRow[]> {
  for (let start = 0, isFull = true; isFull;) {
    const { rows } = reader.query(
      `SELECT time, hits, bytes, failures, late FROM seconds
       WHERE source = :name AND time >= :start ORDER BY time LIMIT :page`,
      { name, start, page: PAGE },
    );
    const seconds = rows.map((row): SecondRow => {
      const [time, hits, bytes, failures, late] = row.map(Number);
      return { time, hits, bytes, failures, late };
    });
    isFull = seconds.length === PAGE;
    if (isFull) start = seconds[PAGE - 1].time + 1;
    yield seconds;
  }
}

/** Adds what the on-time records of a second bring to every one of so many series. */
function addSeries({ time, hits, bytes, failures, late }: SecondRow, count: number, rows: SeriesRows): void {
  if (hits === late) return;
  // Every series holds all records, and where errors are counted, those are the failures. Of a second with late records only
  // the number of on-time ones is known, and no such rule needs more.
  const errors = late > 0 ? 0 : failures;
  for (let series = 0; series < count; series++) rows.add(time, series, hits - late, bytes, errors);
}
