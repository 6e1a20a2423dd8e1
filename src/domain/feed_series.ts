// Role: what each series gains → whoever watches it. Used by `monitor.ts`; the rows are made by `series_sums.ts`, what they
// feed is set up in `watching.ts`.

import type { SeriesRow } from "./bucket_rows.ts";
import { MINUTE } from "./slo_watch.ts";
import type { Fed } from "./watching.ts";

/** Counts the rows in; `fed` is by number of series. */
export function feedSeries(fed: readonly Fed[], rows: Iterable<SeriesRow>): void {
  for (const { time, series, hits, bytes, errors } of rows) {
    const { feed, slos } = fed[series];
    feed?.add(time, hits, bytes, errors);
    for (const { watch, from } of slos) {
      const minute = Math.floor(time / MINUTE);
      if (minute >= from) watch.minutes.add(minute, hits, 0, errors);
    }
  }
}
